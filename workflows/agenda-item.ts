import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import type { AgendaItem, AgendaItemEvent } from '../src/domain/agenda-item/agenda-item.js';
import { AGENDA_ITEM_LIFECYCLE } from '../src/domain/agenda-item/lifecycle.js';
import type { AgendaItemState } from '../src/domain/agenda-item/vocabulary.js';
import type { ProceedingTerms } from '../src/domain/policy.js';

/**
 * 议题 — 初审 — 上会 — 交办 — 核实
 *
 * One item of a joint meeting's agenda: it is screened, a sitting takes it and decides, and what was decided is done by
 * its owner and verified; deferred it waits again, late or unsolved twice it goes one level up, and what cannot be done is
 * decided anew (复议).
 */
export async function agendaItem(
  input: Opening<AgendaItemEvent> | CarriedOver<AgendaItem, AgendaItemEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: ItemFile = openCaseFile(AGENDA_ITEM_LIFECYCLE, input);
  await screening(file);
  do {
    await sittings(file);
    await carryingOut(file);
  } while (isOpen(file));
  const version = await file.close();
  return { state: file.state().state, version };
}

type ItemFile = CaseFile<AgendaItem>;

/** 初审: the committee's secretary says whether it belongs on the agenda. */
const screening = leaving('awaiting_screening');

/** 上会: until a sitting has decided; each that defers it lets it wait for the next. */
const sittings = leaving('waiting', 'scheduled');

/** 交办、核实: tracked until it is verified. */
const carryingOut = leaving('assigned', 'reported');

/** 复议: what was decided is to be decided anew. */
function isOpen(file: ItemFile): boolean {
  return file.state().ended !== 'yes';
}

function leaving(...states: readonly AgendaItemState[]): (file: ItemFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
