import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { NewCase } from '../domain/case/case-ref.js';
import type { VaultRef } from '../domain/envelope.js';
import type {
  CommitteeFact,
  Convened,
  ItemFact,
  JointMeetingCommands,
  MeetingDecision,
  Office,
  OwnerFact,
  SeatFact,
} from '../domain/joint-meeting/joint-meeting.js';
import { isTooFar } from '../domain/joint-meeting/decide.js';
import { JOINT_MEETING_COMMAND_TERMS } from '../domain/joint-meeting/glossary.js';
import { DECISION_OUTCOMES, MEETING_SORTS, VOTES, type MeetingSort } from '../domain/joint-meeting/vocabulary.js';
import { formatInstant, parseDay, startOfDay } from '../domain/local-time.js';
import { caseIdOf, caseNumber, caseOf } from '../domain/number.js';
import { proceedingTerms } from '../domain/policy.js';
import type { Directory } from '../store/directory.js';
import type { Committee } from '../store/linkage-directory.js';
import type { Door } from './door.js';
import { DoorFault } from './faults.js';
import { nextOrdinal } from './open.js';
import { rowsOf } from './row.js';
import { present } from './submission.js';
import { ALIEN, code, day, freeText, instant, lineText, NEEDED, rule } from './texts.js';

/** A sitting that people convene; regular ones also come by themselves. */
export const MeetingSchema = z
  .strictObject({
    committee: code,
    sort: z.enum(MEETING_SORTS).default('urgent'),
    /** When it is held. */
    when: instant,
    venue: lineText(200).optional(),
    /** Why it cannot wait for the regular one. */
    reason: freeText.optional(),
  })
  .superRefine(({ sort, reason }, context) => {
    if (sort === 'urgent' && reason === undefined) {
      context.addIssue({ code: 'custom', path: ['reason'], message: NEEDED });
    }
  })
  .meta({ id: 'JointMeetingSubmission' });

/** What a sitting is made of. */
export interface Convening {
  directory: Directory;
  committee: Committee;
  fact: CommitteeFact;
  sort: MeetingSort;
  /** ISO 8601 UTC: when it is held; and now. */
  when: string;
  at: string;
  ordinal: number;
  venue?: VaultRef | undefined;
  reason?: VaultRef | undefined;
}

/** The sitting as its procedure opens it. Throws DoorFault where policy knows no meetings. */
export function meetingOf(convening: Convening): NewCase & { body: Convened } {
  const { directory, committee, fact, sort, when, at, ordinal, venue, reason } = convening;
  const { meetings } = directory.policy;
  if (meetings === undefined) throw new DoorFault('not_set_up', undefined);
  assertNear(when, at);
  const number = caseNumber('joint_meeting', directory.district, at, ordinal);
  const body: Convened = {
    ...{ number, sort, committee: fact, when, quorum: committee.quorum, noticeDays: meetings.noticeDays },
    ...{ chair: committee.chair.account, secretary: committee.secretary.account },
    seats: committee.members.map(({ seat, organisation, unit, delegate, substitute }): SeatFact => ({
      ...{ seat, organisation, delegate: delegate.account },
      ...(unit !== null && { unit }),
      ...(substitute && { substitute: substitute.account }),
    })),
    ...present('venue', venue),
    ...present('reason', reason),
    ...present('subdistrict', fact.subdistrict),
    ...present('community', fact.community),
    terms: proceedingTerms(directory.policy, directory.calendar, meetings.sitting),
  };
  return { case: caseIdOf(number), body };
}

/** Nobody knows the days off of a year that far ahead. Throws DoorFault. */
function assertNear(when: string, at: string): void {
  if (isTooFar(when, at)) throw new DoorFault('meeting_too_far', '/when');
}

const HASH_CHARS = 12;

/** The number of the minutes that a committee issues next in the year; one that was asked for in vain is given to nobody else. */
export async function nextSerial(door: Pick<Door, 'db'>, district: string, committee: string): Promise<number> {
  // A sequence's name has no room for any code.
  const hash = createHash('sha256').update(committee).digest('hex').slice(0, HASH_CHARS);
  return (await nextOrdinal(door, district, `minutes_${hash}`)).ordinal;
}

/** What a row may ask while it turns a client's words into the record's. */
export interface MeetingPreparing {
  /** In what office of the committee the caller is today. */
  readonly office: Office | undefined;
  /** ISO 8601 UTC: now. */
  readonly at: string;
  readonly text: (purpose: string, text: string) => VaultRef;
  /** The number of the minutes that are to be issued; none where it is not their time. */
  readonly serial: () => Promise<number | undefined>;
  /** An item that waits for a sitting of this committee. Throws DoorFault. */
  readonly item: (number: string, pointer: string) => Promise<ItemFact>;
  /** The owner of a decision of an item, under its case's id. Throws DoorFault unknown_unit. */
  readonly owner: (code: string, pointer: string, item: string) => Promise<OwnerFact>;
}

const row = rowsOf<Omit<JointMeetingCommands, 'dropItem' | 'voidDecision'>, MeetingPreparing>(
  JOINT_MEETING_COMMAND_TERMS,
);

const itemNumber = z
  .string()
  .max(80)
  .refine((number) => caseOf(number, 'agenda_item') !== undefined, {
    error: rule('须为议题编号,如 A150302-2026-000123', 'must be a number such as A150302-2026-000123'),
  });

/** What is decided of an item, or proposed for a vote. */
const DECISION = {
  outcome: z.enum(DECISION_OUTCOMES),
  /** 交办: who does it, until the end of which day, and what. */
  owner: code.optional(),
  due: day.optional(),
  task: freeText.optional(),
  /** Why it is deferred, rejected or raised. */
  reason: freeText.optional(),
};
type DecisionInput = z.infer<z.ZodObject<typeof DECISION, z.core.$strict>>;

function checkDecision(
  { outcome, owner, due, task, reason }: DecisionInput,
  wrong: (field: string, problem: string) => void,
): void {
  const [own, alien] = outcome === 'assign' ? [{ owner, due, task }, { reason }] : [{ reason }, { owner, due, task }];
  for (const [field, value] of Object.entries(own)) if (value === undefined) wrong(field, NEEDED);
  for (const [field, value] of Object.entries(alien)) if (value !== undefined) wrong(field, ALIEN);
}

async function decisionOf(item: string, input: DecisionInput, by: MeetingPreparing): Promise<MeetingDecision> {
  const { outcome, owner = '', due = '', task = '', reason = '' } = input;
  if (outcome !== 'assign') return { outcome, reason: by.text('decision', reason) };
  // Until the end of that day at +08:00.
  const until = formatInstant(startOfDay(parseDay(due) + 1));
  return { outcome, ...(await by.owner(owner, '/owner', item)), due: until, task: by.text('task', task) };
}

const seat = z.int().min(1).max(200);
const inOffice = ({ office }: MeetingPreparing) => present('office', office);

/** The commands of a sitting: of its secretary, of whoever presides, and of its members. */
export const JOINT_MEETING_CATALOGUE = [
  row('addItem', 'add-item', { item: itemNumber }, async ({ item }, by) => ({
    ...inOffice(by),
    item: await by.item(item, '/item'),
  })),
  row('removeItem', 'remove-item', { item: itemNumber }, ({ item }, by) => ({
    ...inOffice(by),
    item: caseIdOf(item),
  })),
  row('orderAgenda', 'order', { items: z.array(itemNumber).min(1).max(200) }, ({ items }, by) => ({
    ...inOffice(by),
    items: [...new Set(items)].map(caseIdOf),
  })),
  row('fixAgenda', 'fix', {}, (_input, by) => inOffice(by)),
  row('postponeMeeting', 'postpone', { when: instant, reason: freeText }, ({ when, reason }, by) => {
    assertNear(when, by.at);
    return { ...inOffice(by), when, reason: by.text('reason', reason) };
  }),
  row('cancelMeeting', 'cancel', { reason: freeText }, ({ reason }, by) => ({
    ...inOffice(by),
    reason: by.text('reason', reason),
  })),
  row(
    'openMeeting',
    'open',
    {
      present: z
        .array(z.strictObject({ seat, by: z.enum(['delegate', 'substitute']).default('delegate') }))
        .min(1)
        .max(200),
      /** Who presides where the chair is away. */
      presiding: seat.optional(),
      /** 列席 */
      observers: z.array(lineText(100)).max(50).default([]),
    },
    ({ present: seats, presiding, observers }, by) => ({
      ...inOffice(by),
      present: seats,
      ...present('presiding', presiding),
      observers: observers.map((observer) => by.text('observer', observer)),
    }),
  ),
  row('discussItem', 'discuss', { item: itemNumber, text: freeText }, ({ item, text }, by) => ({
    ...inOffice(by),
    item: caseIdOf(item),
    text: by.text('discussion', text),
  })),
  row('recuseSeat', 'recuse', { item: itemNumber, seat }, ({ item, seat: one }) => ({
    item: caseIdOf(item),
    seat: one,
  })),
  row(
    'callVote',
    'call-vote',
    { item: itemNumber, ...DECISION },
    async ({ item, ...input }, by) => ({ item: caseIdOf(item), proposal: await decisionOf(caseIdOf(item), input, by) }),
    checkDecision,
  ),
  row('castVote', 'vote', { item: itemNumber, vote: z.enum(VOTES) }, ({ item, vote }) => ({
    item: caseIdOf(item),
    vote,
  })),
  row('closeVote', 'close-vote', { item: itemNumber }, ({ item }) => ({ item: caseIdOf(item) })),
  row(
    'decideItem',
    'decide',
    { item: itemNumber, ...DECISION },
    async ({ item, ...input }, by) => ({ item: caseIdOf(item), decision: await decisionOf(caseIdOf(item), input, by) }),
    checkDecision,
  ),
  row('closeMeeting', 'close', {}, () => ({})),
  row('adjournMeeting', 'adjourn', { reason: freeText }, ({ reason }, by) => ({
    ...inOffice(by),
    reason: by.text('reason', reason),
  })),
  row('issueMinutes', 'issue-minutes', { remark: freeText.optional() }, async ({ remark }, by) => ({
    ...inOffice(by),
    ...present('serial', await by.serial()),
    ...(remark !== undefined && { remark: by.text('remark', remark) }),
  })),
] as const;

/** What two secretaries must not do over each other: each edit names the version that it was made on. */
export const AGENDA_EDITS = ['addItem', 'removeItem', 'orderAgenda', 'fixAgenda'] as const;
