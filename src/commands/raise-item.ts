import type { AgendaSource } from '../domain/agenda-item/vocabulary.js';
import { localDay } from '../domain/calendar.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import { kindOf, numberOf } from '../domain/number.js';
import { stateAfter } from '../domain/procedures.js';
import { LEVELS, type UnitKind } from '../domain/vocabulary.js';
import type { Whistle } from '../domain/whistle/whistle.js';
import type { Database } from '../store/database.js';
import type { Directory } from '../store/directory.js';
import { findRow, type InboxRow } from '../store/inbox.js';
import { findProceeding } from '../store/queries/find-proceeding.js';
import { findRequest } from '../store/queries/find-request.js';
import type { By, OpenedCase, Opening } from '../../workflows/contract/case.js';
import { committeeAt, committeeFact, committeeOfRequest, itemOf, levelFor, type Raising } from './agenda-item.js';
import { clientOfCase, commandIdOf } from '../store/identity.js';
import { nextOrdinal } from './open.js';
import { openingRow, putOpening } from './open-case.js';

/**
 * Opens the agenda item that a case has brought about by itself: before the committee that can command who leads it, which
 * the directory alone knows. Undefined where nobody meets. What is open already stays as it is, so that it can be called any
 * number of times; its workflow is started by the one that has asked.
 */
export async function raiseItem(
  db: Database,
  directory: Directory | undefined,
  { by, source }: { by: By; source: AgendaSource },
): Promise<OpenedCase | undefined> {
  const [client, key] = [clientOfCase(by.case), `${String(by.seq)}:raises`];
  const known = await findRow(db, commandIdOf(client, key));
  if (known) return opened(known);
  const matter = directory && (await matterOf(db, directory, by));
  if (directory === undefined || matter === undefined) return undefined;
  const { ordinal } = await nextOrdinal({ db }, directory.district, 'agenda_item');
  const opens = itemOf({ directory, at: by.at, ordinal, source, ...matter });
  const row = openingRow(opens, { client, key, actor: by.actor, receivedAt: by.at });
  const state = stateAfter(opens.case, row.body.opening);
  const outcome = { version: state?.seq ?? 0, state: state?.state ?? '' };
  await db.transaction((tx) => putOpening(tx, { ...row, outcome }, {}));
  db.ring();
  const stands = await findRow(db, row.commandId);
  // Its number went to another in the same instant: the next try gets another one.
  if (stands === undefined) throw new Error(`${opens.case} was neither new nor there`);
  return opened(stands);
}

function opened({ caseId, commandId, body }: Pick<InboxRow, 'caseId' | 'commandId' | 'body'>): OpenedCase {
  return { case: caseId, district: caseId.split(':')[1] ?? '', startedBy: commandId, opening: body as Opening };
}

type Matter = Pick<Raising, 'committee' | 'request' | 'by' | 'about'>;

async function matterOf(db: Database, directory: Directory, by: By): Promise<Matter | undefined> {
  if (kindOf(by.case) === 'request') {
    const request = await findRequest(db, numberOf(by.case));
    const committee = request && (await committeeOfRequest(db, directory, request, by));
    return committee && { committee, request };
  }
  const about = await findProceeding(db, by.case);
  return about && matterOfWhistle(db, directory, about, by);
}

/** Before the committee that can command every department that came. */
async function matterOfWhistle(
  db: Database,
  directory: Directory,
  about: Proceeding,
  by: By,
): Promise<Matter | undefined> {
  const { meetings } = directory.policy;
  if (meetings === undefined) return undefined;
  const { departments } = about as Whistle;
  const { number, by: blower, place } = (about as Whistle).opened;
  const levels = departments.map(({ kind }: { kind: UnitKind }) => levelFor(meetings, kind));
  const level = LEVELS.findLast((one) => levels.includes(one)) ?? 'district';
  const on = localDay(by.at);
  const found = await committeeAt(db, directory, { level, place, on });
  const committee = found && (await committeeFact(db, directory, found, on));
  return committee && { committee, by: blower, about: { case: about.case, number } };
}
