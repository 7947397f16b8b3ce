import { z } from 'zod';
import type { AgendaItemCommands, Raised } from '../domain/agenda-item/agenda-item.js';
import { AGENDA_ITEM_COMMAND_TERMS } from '../domain/agenda-item/glossary.js';
import type { AgendaSource } from '../domain/agenda-item/vocabulary.js';
import { localDay } from '../domain/calendar.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import type { VaultRef } from '../domain/envelope.js';
import type { CommitteeFact, Office } from '../domain/joint-meeting/joint-meeting.js';
import type { Mediation } from '../domain/mediation/mediation.js';
import { isProtectedEnd } from '../domain/mediation/vocabulary.js';
import { caseIdOf, caseNumber, kindOf } from '../domain/number.js';
import { proceedingTerms, type MeetingPolicy } from '../domain/policy.js';
import type { PlaceFact } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Against } from '../domain/reported.js';
import { LEVELS, type Level, type UnitKind } from '../domain/vocabulary.js';
import type { Database } from '../store/database.js';
import { subdistrictOf, type Directory } from '../store/directory.js';
import { committeeFor, type Committee } from '../store/linkage-directory.js';
import { listOpenedFor } from '../store/queries/find-proceeding.js';
import { DoorFault } from './faults.js';
import { rowsOf } from './row.js';
import { present } from './submission.js';
import { code, freeText, lineText, NEEDED } from './texts.js';

/** An item on its own, for the committee that is named. */
export const AgendaItemSchema = z
  .strictObject({
    committee: code,
    title: lineText(100),
    text: freeText,
    /** The whistle, mediation or enforcement dispatch that did not settle it. */
    about: z.string().max(80).optional(),
  })
  .meta({ id: 'AgendaItemSubmission' });

/** An item on a request: the committee is that which can command its lead, or that of the level which is to discuss it first. */
export const ITEM_ON_REQUEST = { reason: freeText, level: z.enum(LEVELS).optional() };

/** The level whose meeting can command a lead, as policy has it (design §3); nobody leads: the district's. */
export function levelFor({ commands }: MeetingPolicy, lead: UnitKind | undefined): Level {
  return (lead && commands[lead]) ?? 'district';
}

/** Whose place a committee is: what an item or a sitting of it lies in. */
export function placeOf(directory: Directory, { level, place }: Pick<Committee, 'level' | 'place'>): PlaceFact {
  if (level === 'district') return {};
  if (level === 'subdistrict') return { subdistrict: place };
  return { ...present('subdistrict', subdistrictOf(directory, place)?.code), community: place };
}

/** On which day somebody goes before a committee, and whom the matter is about, if it reports anybody. */
export interface Before {
  on: string;
  against?: Against;
}

/** A committee as events keep it, with those above it that may hear of the matter. */
export async function committeeFact(
  db: Database,
  directory: Directory,
  committee: Committee,
  { on, against }: Before,
): Promise<CommitteeFact> {
  const place = placeOf(directory, committee);
  const next = LEVELS[LEVELS.indexOf(committee.level) + 1];
  const higher = next && (await committeeAt(db, directory, { level: next, place, on, against }));
  const { code: known, level, name } = committee;
  const { subdistrict, community } = place;
  return {
    ...{ code: known, level, name },
    ...present('subdistrict', subdistrict),
    ...present('community', community),
    ...(higher && { above: await committeeFact(db, directory, higher, { on, against }) }),
  };
}

/** Whether a committee is that of whom a matter is about: what reports somebody reaches them by no way (practice §3). */
export function isCommitteeOf(
  { level, place, chair, secretary }: Pick<Committee, 'level' | 'place' | 'chair' | 'secretary'>,
  against: Against,
): boolean {
  if (against === undefined) return false;
  const { account, place: reported } = against;
  const isOwn = level !== 'district' && place === reported;
  return isOwn || (account !== undefined && [chair.account, secretary.account].includes(account));
}

/**
 * The committee of a place on a level, or on the next one above where there is none that may hear of the matter; undefined
 * where nobody meets.
 */
export async function committeeAt(
  db: Database,
  directory: Directory,
  { level, place, on, against }: Before & { level: Level; place: PlaceFact },
): Promise<Committee | undefined> {
  for (const one of LEVELS.slice(LEVELS.indexOf(level))) {
    const where = { community: place.community, subdistrict: place.subdistrict, district: directory.district }[one];
    const found = where === undefined ? undefined : await committeeFor(db, directory.district, one, where, on);
    if (found && !isCommitteeOf(found, against)) return found;
  }
  return undefined;
}

/**
 * 保护: whether a mediation for a request has ended so that nobody may bring its sides together over it again, in a meeting
 * no more than before mediators.
 */
export async function isProtected(db: Pick<Database, 'pool'>, request: string): Promise<boolean> {
  return (await listOpenedFor(db, request)).some(
    (one) => kindOf(one.case) === 'mediation' && isProtectedEnd(one as Mediation),
  );
}

/** What an item is made of. */
export interface Raising {
  directory: Directory;
  /** ISO 8601 UTC. */
  at: string;
  ordinal: number;
  source: AgendaSource;
  committee: CommitteeFact;
  title?: VaultRef | undefined;
  text?: VaultRef | undefined;
  by?: string | undefined;
  request?: ResidentRequest | undefined;
  /** The case that did not settle the matter. */
  about?: Pick<Proceeding, 'case' | 'opened'> | undefined;
}

/** The item as its procedure opens it. Throws DoorFault where policy knows no meetings. */
export function itemOf(raising: Raising): NewCase & { body: Raised } {
  const { directory, at, ordinal, source, committee, title, text, by, request, about } = raising;
  const { meetings } = directory.policy;
  if (meetings === undefined) throw new DoorFault('not_set_up', undefined);
  const number = caseNumber('agenda_item', directory.district, at, ordinal);
  const body: Raised = {
    ...{ number, source, committee },
    ...present('title', title),
    ...present('text', text),
    ...present('by', by),
    ...present('subdistrict', committee.subdistrict),
    ...present('community', committee.community),
    ...present('request', request ? { case: request.case, number: request.received.number } : about?.opened.request),
    ...present('lead', request?.lead),
    ...present('against', request ? request.received.against : about?.opened.against),
    ...(about && { about: { case: about.case, number: about.opened.number } }),
    terms: proceedingTerms(directory.policy, directory.calendar, meetings.item),
  };
  return { case: caseIdOf(number), body };
}

/**
 * The committee that can command who leads a request, or that of the level which is to discuss it first, and those above it;
 * undefined where nobody meets.
 */
export async function committeeOfRequest(
  db: Database,
  directory: Directory,
  { received, lead }: Pick<ResidentRequest, 'received' | 'lead'>,
  { at, level }: { at: string; level?: Level | undefined },
): Promise<CommitteeFact | undefined> {
  const { meetings } = directory.policy;
  if (meetings === undefined) return undefined;
  const kind = lead === undefined ? undefined : (directory.units.get(lead)?.kind as UnitKind | undefined);
  const on = localDay(at);
  const { address: _address, ...place } = received.place;
  const before = { on, against: received.against };
  const found = await committeeAt(db, directory, { level: level ?? levelFor(meetings, kind), place, ...before });
  return found && committeeFact(db, directory, found, before);
}

/** What a row may ask while it turns a client's words into the record's. */
export interface ItemPreparing {
  readonly text: (purpose: string, text: string) => VaultRef;
  /** In what office of the item's committee the sender is. */
  readonly office: Office | undefined;
}

const row = rowsOf<
  Omit<AgendaItemCommands, 'scheduleItem' | 'unscheduleItem' | 'noteSitting' | 'hearDecision' | 'noteNotTaken'>,
  ItemPreparing
>(AGENDA_ITEM_COMMAND_TERMS);

const inOffice = ({ office }: ItemPreparing) => present('office', office);

/** The commands of an item, for the committee's office and for the owner of the decision. */
export const AGENDA_ITEM_CATALOGUE = [
  row('acceptItem', 'accept', {}, (_input, by) => inOffice(by)),
  row('returnItem', 'return', { reason: freeText }, ({ reason }, by) => ({
    ...inOffice(by),
    reason: by.text('reason', reason),
  })),
  row('withdrawItem', 'withdraw', { reason: freeText }, ({ reason }, by) => ({
    ...inOffice(by),
    reason: by.text('reason', reason),
  })),
  row('reconsiderItem', 'reconsider', { reason: freeText }, ({ reason }, by) => ({
    ...inOffice(by),
    reason: by.text('reason', reason),
  })),
  row('reportDecision', 'report', { summary: freeText }, ({ summary }, by) => ({
    summary: by.text('summary', summary),
  })),
  row(
    'verifyDecision',
    'verify',
    { solved: z.boolean(), remark: freeText.optional() },
    ({ solved, remark }, by) =>
      solved
        ? {
            ...inOffice(by),
            solved: 'yes',
            ...(remark !== undefined && { remark: by.text('remark', remark) }),
          }
        : { ...inOffice(by), solved: 'no', remark: by.text('remark', remark ?? '') },
    ({ solved, remark }, wrong) => {
      if (!solved && remark === undefined) wrong('remark', NEEDED);
    },
  ),
] as const;
