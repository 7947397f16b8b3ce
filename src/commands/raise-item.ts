import type { AgendaSource } from '../domain/agenda-item/vocabulary.js';
import { localDay } from '../domain/calendar.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import type { EnforcementDispatch } from '../domain/enforcement/dispatch.js';
import { kindOf, numberOf } from '../domain/number.js';
import { LEVELS, type UnitKind } from '../domain/vocabulary.js';
import type { Whistle } from '../domain/whistle/whistle.js';
import type { Database } from '../store/database.js';
import type { Directory } from '../store/directory.js';
import { findProceeding, openItemAbout } from '../store/queries/find-proceeding.js';
import { findRequest } from '../store/queries/find-request.js';
import type { By, OpenedCase } from '../../workflows/contract/case.js';
import {
  committeeAt,
  committeeFact,
  committeeOfRequest,
  isProtected,
  itemOf,
  levelFor,
  type Raising,
} from './agenda-item.js';
import { clientOfCase } from '../store/identity.js';
import { nextOrdinal } from './open.js';
import { openByItself } from './open-case.js';

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
  return openByItself(db, { client: clientOfCase(by.case), key: `${String(by.seq)}:raises` }, async () => {
    // Of one failed case one item is open: whoever opened it.
    if (await openItemAbout(db, by.case)) return undefined;
    const matter = directory && (await matterOf(db, directory, by));
    if (directory === undefined || matter === undefined) return undefined;
    const { ordinal } = await nextOrdinal({ db }, directory.district, 'agenda_item');
    const opens = itemOf({ directory, at: by.at, ordinal, source, ...matter });
    return { opens, actor: by.actor, receivedAt: by.at };
  });
}

type Matter = Pick<Raising, 'committee' | 'request' | 'by' | 'about'>;

async function matterOf(db: Database, directory: Directory, by: By): Promise<Matter | undefined> {
  if (kindOf(by.case) === 'request') {
    const request = await findRequest(db, numberOf(by.case));
    if (await isProtected(db, by.case)) return undefined;
    const committee = request && (await committeeOfRequest(db, directory, request, by));
    return committee && { committee, request };
  }
  const about = await findProceeding(db, by.case);
  if (about === undefined) return undefined;
  const { request } = about.opened;
  if (request && (await isProtected(db, request.case))) return undefined;
  const isCrew = kindOf(by.case) === 'enforcement_dispatch';
  return isCrew ? matterOfCrew(db, directory, about, by) : matterOfWhistle(db, directory, about, by);
}

/** 未处置完毕: before the committee of the subdistrict that the crew was sent to. */
async function matterOfCrew(
  db: Database,
  directory: Directory,
  about: Proceeding,
  { at }: By,
): Promise<Matter | undefined> {
  const { by, place, against } = (about as EnforcementDispatch).opened;
  const before = { on: localDay(at), against };
  const { address: _address, ...where } = place;
  const found = await committeeAt(db, directory, { level: 'subdistrict', place: where, ...before });
  const committee = found && (await committeeFact(db, directory, found, before));
  return committee && { committee, by, about };
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
  const { by: blower, place, against } = (about as Whistle).opened;
  const levels = departments.map(({ kind }: { kind: UnitKind }) => levelFor(meetings, kind));
  const level = LEVELS.findLast((one) => levels.includes(one)) ?? 'district';
  const on = localDay(by.at);
  const found = await committeeAt(db, directory, { level, place, on, against });
  const committee = found && (await committeeFact(db, directory, found, { on, against }));
  return committee && { committee, by: blower, about };
}
