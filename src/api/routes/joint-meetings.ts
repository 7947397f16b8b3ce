import { z } from 'zod';
import {
  AGENDA_ITEM_CATALOGUE,
  AgendaItemSchema,
  committeeFact,
  isCommitteeOf,
  isProtected,
  itemOf,
  levelFor,
  placeOf,
  type ItemPreparing,
} from '../../commands/agenda-item.js';
import type { Depositing } from '../../commands/deposit.js';
import { DoorFault } from '../../commands/faults.js';
import {
  AGENDA_EDITS,
  JOINT_MEETING_CATALOGUE,
  meetingOf,
  MeetingSchema,
  nextSerial,
  type MeetingPreparing,
} from '../../commands/joint-meeting.js';
import { openProceeding, type OpenOptions } from '../../commands/open.js';
import { AGENDA_ITEM_COMMAND_TERMS } from '../../domain/agenda-item/glossary.js';
import type { AgendaItem } from '../../domain/agenda-item/agenda-item.js';
import { AGENDA_ITEM_STATES, AGENDA_SOURCES, type AgendaSource } from '../../domain/agenda-item/vocabulary.js';
import { localDay } from '../../domain/calendar.js';
import type { CaseRef } from '../../domain/case/case-ref.js';
import type { CaseEvent } from '../../domain/case/lifecycle.js';
import type { Proceeding } from '../../domain/case/proceeding.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { JOINT_MEETING_COMMAND_TERMS } from '../../domain/joint-meeting/glossary.js';
import {
  leftAs,
  type AgendaEntry,
  type ItemFact,
  type JointMeeting,
  type MeetingDecision,
  type SeatFact,
} from '../../domain/joint-meeting/joint-meeting.js';
import {
  DECISION_OUTCOMES,
  JOINT_MEETING_STATES,
  LEFT_ITEMS,
  VOID_REASONS,
  MEETING_SORTS,
  VOTES,
} from '../../domain/joint-meeting/vocabulary.js';
import type { Mediation } from '../../domain/mediation/mediation.js';
import { isProtectedEnd } from '../../domain/mediation/vocabulary.js';
import { caseIdOf, caseOf, kindOf, numberOf } from '../../domain/number.js';
import type { Target } from '../../domain/permissions.js';
import type { ProceedingKind } from '../../domain/procedures.js';
import { isReported, type Against } from '../../domain/reported.js';
import { isInForceOn } from '../../domain/validity.js';
import { LEVELS, type UnitKind } from '../../domain/vocabulary.js';
import type { Whistle } from '../../domain/whistle/whistle.js';
import type { Principal } from '../../store/accounts.js';
import { communityFact, subdistrictOf } from '../../store/directory.js';
import { findCommittee, type Committee } from '../../store/linkage-directory.js';
import { findProceeding, openItemAbout } from '../../store/queries/find-proceeding.js';
import { isCentral } from '../confidence.js';
import type { Answer, ApiDeps, Call, Route } from '../route.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';
import { officeOf, readingOf, roleIn } from '../target.js';
import { matterOf, MatterSchema } from './agenda-matter.js';
import { directoryOf } from './directory.js';
import { PROCEEDING_SHAPE, proceedingRoutes, type ProceedingSurface } from './proceedings.js';
import { actorOf, counted } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'joint-meetings';
const time = z.iso.datetime();

const CommitteeRefSchema = z.object({ code: z.string(), level: z.enum(LEVELS), name: z.string() });
const SittingSchema = z.object({ number: z.string(), when: time });

const ItemViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(AGENDA_ITEM_STATES),
    source: z.enum(AGENDA_SOURCES),
    committee: CommitteeRefSchema,
    title: z.string().nullable().optional(),
    text: z.string().nullable().optional(),
    matter: MatterSchema,
    /** The unit that raised it. */
    by: z.string().optional(),
    /** The unit that leads the request. */
    lead: z.string().optional(),
    /** The case that did not settle it. */
    about: z.string().optional(),
    /** The item of the committee below, and that of the committee above. */
    below: z.string().optional(),
    raisedTo: z.string().optional(),
    /** The sitting that has taken it. */
    meeting: SittingSchema.optional(),
    deferrals: z.int(),
    /** How often its decision was late or did not solve it. */
    failures: z.int(),
    assignment: z.object({ meeting: z.string(), owner: z.string(), due: time, task: z.string().nullable() }).optional(),
  })
  .meta({ id: 'AgendaItem' });

const DecisionSchema = z.object({
  outcome: z.enum(DECISION_OUTCOMES),
  owner: z.string().optional(),
  due: time.optional(),
  task: z.string().nullable().optional(),
  reason: z.string().nullable().optional(),
});

const MeetingViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(JOINT_MEETING_STATES),
    sort: z.enum(MEETING_SORTS),
    committee: CommitteeRefSchema,
    when: time,
    venue: z.string().nullable().optional(),
    reason: z.string().nullable().optional(),
    quorum: z.int(),
    noticeDays: z.int(),
    chair: z.uuid(),
    secretary: z.uuid(),
    presiding: z.uuid().optional(),
    seats: z.array(
      z.object({
        seat: z.int(),
        organisation: z.string(),
        unit: z.string().optional(),
        delegate: z.uuid(),
        substitute: z.uuid().optional(),
        present: z.enum(['delegate', 'substitute']).optional(),
      }),
    ),
    observers: z.array(z.string().nullable()),
    agenda: z.array(
      z.object({
        item: z.string(),
        source: z.enum(AGENDA_SOURCES),
        discussion: z.string().nullable().optional(),
        recused: z.array(z.int()),
        /** Of those, whom whoever presides has told to stand back. */
        ordered: z.array(z.int()).optional(),
        ballots: z.array(
          z.object({
            by: z.int(),
            proposal: DecisionSchema,
            votes: z.array(z.object({ seat: z.int(), vote: z.enum(VOTES) })),
            result: z
              .object({
                for: z.int(),
                against: z.int(),
                abstain: z.int(),
                eligible: z.int(),
                carried: z.boolean(),
              })
              .optional(),
          }),
        ),
        decision: DecisionSchema.extend({
          by: z.enum(['consensus', 'vote']),
          /** Why nobody carries it out. */
          void: z.enum(VOID_REASONS).optional(),
        }).optional(),
        /** What an adjourned sitting has not come to, or not decided. */
        left: z.enum(LEFT_ITEMS).optional(),
      }),
    ),
    openedAt: time.optional(),
    closedAt: time.optional(),
    /** Why it was adjourned. */
    adjourned: z.string().nullable().optional(),
    /** With which its minutes were issued. */
    remark: z.string().nullable().optional(),
  })
  .meta({ id: 'JointMeeting' });

type Texts = Readonly<Record<string, string | null>>;

async function presentItem(state: Proceeding, texts: Texts, { deps, principal }: Call) {
  const { opened, meeting, deferrals, failures, assignment, raisedTo } = state as AgendaItem;
  const { source, committee, title, text, by, lead, about, below } = opened;
  const { code, level, name } = committee;
  return {
    ...{ source, committee: { code, level, name }, deferrals, failures },
    ...(title && { title: texts[title.ref] ?? null }),
    ...(text && { text: texts[text.ref] ?? null }),
    matter: await matterOf(deps.door.db, state as AgendaItem),
    ...(by !== undefined && { by }),
    ...(lead !== undefined && { lead }),
    ...(about && (await isNamed(deps, principal, about)) && { about: about.number }),
    ...(below && { below: below.number }),
    ...(raisedTo && { raisedTo: raisedTo.number }),
    ...(meeting && { meeting: { number: meeting.number, when: meeting.when } }),
    ...(assignment && {
      assignment: {
        ...{ meeting: assignment.meeting.number, owner: assignment.owner.code, due: assignment.due },
        task: texts[assignment.task.ref] ?? null,
      },
    }),
  };
}

/** A mediation is named only to who may read it. */
async function isNamed({ door }: ApiDeps, principal: Principal, { case: id }: CaseRef): Promise<boolean> {
  if (kindOf(id) !== 'mediation') return true;
  const found = await findProceeding(door.db, id);
  return found !== undefined && roleIn(principal, 'readMediations', found) !== undefined;
}

function presentDecision(decision: MeetingDecision, texts: Texts) {
  if (decision.outcome !== 'assign') {
    return { outcome: decision.outcome, reason: texts[decision.reason.ref] ?? null };
  }
  const { outcome, owner, due, task } = decision;
  return { outcome, owner: owner.code, due, task: texts[task.ref] ?? null };
}

function presentEntry(meeting: JointMeeting, entry: AgendaEntry, { texts, isTold }: { texts: Texts; isTold: boolean }) {
  const { item, discussion, recused, ordered, ballots, decision } = entry;
  const left = leftAs(meeting, entry);
  // Who stands back by rule from the beginning would tell the others whom it reports.
  const shown = isTold ? recused : recused.filter((seat) => !item.apart?.includes(seat));
  return {
    ...{ item: item.number, source: item.source, recused: shown },
    ...(ordered && { ordered }),
    ...(left && { left }),
    ...(discussion && { discussion: texts[discussion.ref] ?? null }),
    ballots: ballots.map(({ by, proposal, votes, result }) => ({
      ...{ by, proposal: presentDecision(proposal, texts), votes },
      ...(result && { result: { ...result, carried: result.carried === 'yes' } }),
    })),
    ...(decision && {
      decision: { ...presentDecision(decision, texts), by: decision.by, ...(entry.void && { void: entry.void }) },
    }),
  };
}

async function presentMeeting(state: Proceeding, texts: Texts, { deps, principal }: Call) {
  const meeting = state as JointMeeting;
  const { opened, when, agenda, present, presiding, observers, openedAt, closedAt, adjourned, remark } = meeting;
  const { sort, committee, venue, reason, quorum, noticeDays, chair, secretary, seats } = opened;
  const { code, level, name } = committee;
  const office = await officeOf(deps.door.db, principal, code);
  const isTold = office !== undefined || isCentral(principal, 'readMeetings', meeting);
  return {
    ...{ sort, committee: { code, level, name }, when, quorum, noticeDays, chair, secretary },
    ...(venue && { venue: texts[venue.ref] ?? null }),
    ...(reason && { reason: texts[reason.ref] ?? null }),
    ...(presiding !== undefined && { presiding }),
    seats: seats.map((seat) => {
      const there = present.find((one) => one.seat === seat.seat);
      return { ...seat, ...(there && { present: there.by }) };
    }),
    observers: observers.map(({ ref }) => texts[ref] ?? null),
    agenda: agenda
      .filter(({ item }) => !isApart(principal, meeting, item))
      .map((entry) => presentEntry(meeting, entry, { texts, isTold })),
    ...(openedAt !== undefined && { openedAt }),
    ...(closedAt !== undefined && { closedAt }),
    ...(adjourned && { adjourned: texts[adjourned.ref] ?? null }),
    ...(remark && { remark: texts[remark.ref] ?? null }),
  };
}

/** Whom an item reports, or whose unit, is told nothing of it, wherever they sit. */
export function isApart({ accountId, unit }: Principal, { opened }: JointMeeting, { apart = [] }: ItemFact): boolean {
  return opened.seats
    .filter(({ seat }) => apart.includes(seat))
    .some((one) => one.unit === unit || [one.delegate, one.substitute].includes(accountId));
}

/** What is mediated is told to whoever reads the mediation, there. */
function withoutMediation({ body }: Pick<CaseEvent, 'body'>): object {
  const { about, ...said } = body as { about?: CaseRef };
  return about && kindOf(about.case) === 'mediation' ? said : body;
}

function toldOf({ body }: Pick<CaseEvent, 'body'>, { principal, proceeding }: Call): object {
  const meeting = proceeding as JointMeeting;
  const { item: named } = body as { item?: string | ItemFact };
  const id = typeof named === 'object' ? named.case : named;
  const entry = meeting.agenda.find(({ item }) => item.case === id);
  const fact = typeof named === 'object' ? named : entry?.item;
  if (fact && isApart(principal, meeting, fact)) return {};
  if (typeof named !== 'object') return body;
  const { apart: _apart, ...item } = named;
  return { ...body, item };
}

async function prepareItem(
  { door }: ApiDeps,
  { opened }: Proceeding,
  deposit: Depositing,
  principal: Principal,
): Promise<ItemPreparing> {
  const { code } = (opened as AgendaItem['opened']).committee;
  const office = await officeOf(door.db, principal, code);
  return { text: (purpose, text) => deposit.text(purpose, text), office };
}

async function prepareMeeting(
  deps: ApiDeps,
  { district, opened, state }: Proceeding,
  deposit: Depositing,
  principal: Principal,
): Promise<MeetingPreparing> {
  const { committee, seats } = opened as JointMeeting['opened'];
  return {
    office: await officeOf(deps.door.db, principal, committee.code),
    at: new Date().toISOString(),
    text: (purpose, text) => deposit.text(purpose, text),
    serial: () =>
      state === 'awaiting_minutes' ? nextSerial(deps.door, district, committee.code) : Promise.resolve(undefined),
    async item(number, pointer) {
      const found = (await findProceeding(deps.door.db, caseIdOf(number))) as AgendaItem | undefined;
      const isOurs = found?.district === district && found.opened.committee.code === committee.code;
      if (!isOurs || found.state !== 'waiting') throw new DoorFault('item_not_waiting', pointer, { number });
      const { source, request, against } = found.opened;
      if (request && (await isProtected(deps.door.db, request.case)))
        throw new DoorFault('not_for_a_meeting', pointer, { number });
      const apart = seatsOf(seats, against);
      return {
        ...{ case: found.case, number, source },
        ...(request && { request }),
        ...(apart.length > 0 && { apart }),
      };
    },
    async owner(code, pointer, item) {
      const directory = await directoryOf({ deps, principal });
      const { units, policy } = directory;
      const unit = units.get(code);
      if (!unit || policy.meetings === undefined) throw new DoorFault('unknown_unit', pointer, { unit: code });
      const place = unit.placeCode ?? undefined;
      const isWithin =
        committee.level === 'district' ||
        (committee.community === undefined
          ? subdistrictOf(directory, place)?.code === committee.subdistrict
          : place === committee.community);
      return {
        owner: communityFact(directory, unit, new Date().toISOString()),
        needs: levelFor(policy.meetings, unit.kind as UnitKind),
        within: isWithin ? 'yes' : 'no',
        ...((await isReportedBy(deps, item, code)) && { reported: 'yes' }),
      };
    },
  };
}

/** The seats for which whom a matter reports would sit. */
function seatsOf(seats: readonly SeatFact[], against: Against): readonly number[] {
  if (against === undefined) return [];
  const isTheirs = ({ unit, delegate, substitute }: SeatFact) =>
    unit === against.unit || (against.account !== undefined && [delegate, substitute].includes(against.account));
  return seats.filter(isTheirs).map(({ seat }) => seat);
}

/** Whether an item is about what a unit is reported for: it cannot be given what is asked about it. */
async function isReportedBy({ door }: ApiDeps, item: string, code: string): Promise<boolean> {
  return isReported({ code }, (await findProceeding(door.db, item))?.opened.against);
}

const ITEMS: ProceedingSurface<ItemPreparing> = {
  ...{ kind: 'agenda_item', path: 'agenda-items', tag: TAG, noun: 'AgendaItem' },
  ...{ states: AGENDA_ITEM_STATES, sorts: AGENDA_SOURCES },
  words: { zh: '议题', en: 'Agenda item' },
  ...{ schema: ItemViewSchema, catalogue: AGENDA_ITEM_CATALOGUE, preparing: prepareItem, present: presentItem },
  told: withoutMediation,
  // What was decided was said in the meeting; what was raised from below was said there.
  textsOf(state) {
    const { opened, assignment } = state as AgendaItem;
    return [opened.textsOf, assignment?.meeting.case].filter((id): id is string => id !== undefined);
  },
};

const MEETINGS: ProceedingSurface<MeetingPreparing> = {
  ...{ kind: 'joint_meeting', path: 'joint-meetings', tag: TAG, noun: 'JointMeeting' },
  ...{ states: JOINT_MEETING_STATES, sorts: MEETING_SORTS },
  words: { zh: '联席会议', en: 'Joint meeting' },
  ...{ schema: MeetingViewSchema, catalogue: JOINT_MEETING_CATALOGUE, preparing: prepareMeeting },
  ...{ present: presentMeeting, told: toldOf, versioned: AGENDA_EDITS },
};

/** The committee that a body names, as the directory has it today. Throws DoorFault unknown_committee. */
async function committeeNamed({ deps, principal: { district }, body }: Call): Promise<Committee> {
  const { committee: code } = body as { committee: string };
  const found = await findCommittee(deps.door.db, district, code);
  if (!found || !isInForceOn(found, localDay(new Date().toISOString())))
    throw new DoorFault('unknown_committee', '/committee', { committee: code });
  return found;
}

/** Held against the place of the committee. */
async function committeeTarget(call: Call): Promise<Target> {
  const { district } = call.principal;
  const { subdistrict, community } = placeOf(await directoryOf(call), await committeeNamed(call));
  return {
    district,
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  };
}

/** Of which kind of case what did not settle a matter can be, what that makes of the item, and how it shows. */
const FAILED: {
  readonly [Kind in ProceedingKind]?: {
    source: AgendaSource;
    failed: (found: Proceeding) => boolean;
    /** What no meeting takes up, although it was not settled. */
    barred?: (found: Proceeding) => boolean;
  };
} = {
  whistle: { source: 'whistle', failed: (found) => (found as Whistle).result === 'not_settled' },
  mediation: {
    source: 'mediation',
    failed: ({ state }) => state === 'refused' || state === 'not_agreed',
    barred: (found) => isProtectedEnd(found as Mediation),
  },
  enforcement_dispatch: {
    source: 'enforcement',
    failed: (found) => (found as EnforcementDispatch).result === 'not_settled',
  },
};

/**
 * A case that is over without having settled what it was about, and may come before a committee. Throws DoorFault
 * unknown_case, not_for_a_meeting, not_failed, reported_committee, on_an_agenda_already.
 */
async function failedCase(
  { deps: { door }, principal }: Call,
  number: string,
  committee: Committee,
): Promise<{ source: AgendaSource; about: Proceeding }> {
  const unknown = () => new DoorFault('unknown_case', '/about', { number });
  const id = caseOf(number);
  const kind = id === undefined ? 'request' : kindOf(id);
  const can = kind === 'request' ? undefined : FAILED[kind];
  const found = id === undefined || can === undefined ? undefined : await findProceeding(door.db, id);
  if (kind === 'request' || can === undefined || found?.district !== principal.district) throw unknown();
  if (roleIn(principal, readingOf(kind), found) === undefined) throw unknown();
  const { request, against } = found.opened;
  const isBarred = can.barred?.(found) === true || (request && (await isProtected(door.db, request.case)));
  if (isBarred) throw new DoorFault('not_for_a_meeting', '/about', { number });
  if (!can.failed(found)) throw new DoorFault('not_failed', '/about', { number });
  if (isCommitteeOf(committee, against))
    throw new DoorFault('reported_committee', '/committee', { committee: committee.code });
  const item = await openItemAbout(door.db, found.case);
  if (item) throw new DoorFault('on_an_agenda_already', '/about', { number, item: item.opened.number });
  return { source: can.source, about: found };
}

const OPENED = (what: string) =>
  ({
    201: { description: `${what}, numbered and started`, schema: CommandResultSchema, headers: ['ETag', 'Location'] },
    202: {
      description: `${what} and numbered; it starts as soon as the engine answers`,
      schema: CommandResultSchema,
      headers: ['Location'],
    },
    409: { description: 'Refused by the procedure', schema: ProblemSchema },
  }) as const;

/** Opens a case and answers with where it is. */
async function openedBy(
  { deps, principal, role, body, idempotencyKey, respondAsync, language }: Call,
  { name, path, ...of }: Pick<OpenOptions, 'kind' | 'found'> & { name: string; path: string },
): Promise<Answer> {
  const answer = await openProceeding(deps.door, {
    ...{ client: principal.accountId, key: idempotencyKey, respondAsync, actor: actorOf(principal, role) },
    ...{ district: principal.district, canonical: JSON.stringify(body), ...of },
  });
  const location = `/v1/${path}/${numberOf(answer.caseId)}`;
  return counted(deps.metrics, name, answerTo(answer, name, language, { created: true, location }));
}

const openItemRoute: Route = {
  ...{ method: 'post', path: '/v1/agenda-items', operationId: 'openAgendaItem', tag: TAG },
  summary: AGENDA_ITEM_COMMAND_TERMS.openAgendaItem,
  ...{ access: 'openAgendaItem', on: committeeTarget, body: AgendaItemSchema, idempotent: true },
  answers: OPENED('Raised'),
  async handle(call) {
    const { deps, principal, body } = call;
    const { title, text, about: number } = body as z.infer<typeof AgendaItemSchema>;
    const committee = await committeeNamed(call);
    const current = await directoryOf(call);
    const from = number === undefined ? ({ source: 'member' } as const) : await failedCase(call, number, committee);
    const against = 'about' in from ? from.about.opened.against : undefined;
    const on = localDay(new Date().toISOString());
    const fact = await committeeFact(deps.door.db, current, committee, { on, against });
    return openedBy(call, {
      ...{ kind: 'agenda_item', name: 'openAgendaItem', path: 'agenda-items' },
      found: ({ directory, ordinal, at, deposit }) =>
        itemOf({
          ...{ directory, ordinal, at, committee: fact, by: principal.unit, ...from },
          ...{ title: deposit.text('title', title), text: deposit.text('item', text) },
        }),
    });
  },
};

const conveneRoute: Route = {
  ...{ method: 'post', path: '/v1/joint-meetings', operationId: 'conveneMeeting', tag: TAG },
  summary: JOINT_MEETING_COMMAND_TERMS.conveneMeeting,
  ...{ access: 'conveneMeeting', on: committeeTarget, body: MeetingSchema, idempotent: true },
  answers: OPENED('Convened'),
  async handle(call) {
    const { deps, body } = call;
    const { sort, when, venue, reason } = body as z.infer<typeof MeetingSchema>;
    const committee = await committeeNamed(call);
    const current = await directoryOf(call);
    const fact = await committeeFact(deps.door.db, current, committee, { on: localDay(new Date().toISOString()) });
    return openedBy(call, {
      ...{ kind: 'joint_meeting', name: 'conveneMeeting', path: 'joint-meetings' },
      found: ({ directory, ordinal, at, deposit }) =>
        meetingOf({
          ...{ directory, committee, fact, sort, when, at, ordinal },
          ...{
            venue: venue === undefined ? undefined : deposit.text('venue', venue),
            reason: reason === undefined ? undefined : deposit.text('reason', reason),
          },
        }),
    });
  },
};

export const JOINT_MEETING_ROUTES: readonly Route[] = [
  openItemRoute,
  ...proceedingRoutes(ITEMS),
  conveneRoute,
  ...proceedingRoutes(MEETINGS),
];
