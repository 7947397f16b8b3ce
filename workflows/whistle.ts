import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingTerms } from '../src/domain/policy.js';
import type { WhistleState } from '../src/domain/vocabulary.js';
import { WHISTLE_LIFECYCLE } from '../src/domain/whistle/lifecycle.js';
import type { Whistle, WhistleEvent } from '../src/domain/whistle/whistle.js';
import type { ProceedingEnd } from './contract/proceeding.js';

/**
 * 街乡吹哨、部门报到 — 批准 — 报到 — 联合处置 — 互评
 *
 * One whistle: a leader answers for it, the departments are called, each by a report of its own, they come and work until
 * who blew lets them go, and then each side marks the other.
 */
export async function whistle(
  input: Opening<WhistleEvent> | CarriedOver<Whistle, WhistleEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: WhistleFile = openCaseFile(WHISTLE_LIFECYCLE, input);
  await approval(file);
  await handling(file);
  await marking(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type WhistleFile = CaseFile<Whistle>;

/** 批准: a leader answers for it; an emergency is answered for afterwards. */
const approval = leaving('awaiting_approval');

/** 联合处置: 事不完、人不撤 — until who blew has let everybody go, or the district has; 撤销: until everybody has heard it. */
const handling = leaving('working', 'awaiting_ruling', 'calling_off');

/** 互评: the subdistrict marks the departments, they mark the whistle. */
const marking = leaving('rating');

function leaving(...states: readonly WhistleState[]): (file: WhistleFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
