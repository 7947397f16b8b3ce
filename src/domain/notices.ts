import { openClock, type Lateness } from './case/clock.js';
import type { Ending } from './request/ending.js';
import type { EventOf, Received, RequestEvent, RequestEventType } from './request/events.js';
import { evolve } from './request/evolve.js';
import type { ResidentRequest } from './request/state.js';
import type { Role } from './permissions.js';
import type { UnitDuty } from './vocabulary.js';

/** As what somebody can be on duty for the centre; the shift leader leads the shift. */
export const CENTRE_DUTIES = [
  'dispatcher',
  'shift_leader',
  'supervisor',
  'district_leader',
] as const satisfies readonly Role[];

/** Who is told, by what they do: never a name or a number. `subscribers` stands for every system that asked for it. */
export type Recipient =
  // `follower:` and a case: whose request was merged into this one; `account:` and its id: who alone has to do with it.
  | 'resident'
  | `follower:${string}`
  | `account:${string}`
  | `unit:${string}:${UnitDuty}`
  | `role:${(typeof CENTRE_DUTIES)[number]}`
  // By account, or by what somebody is in a committee of the directory.
  | `committee:${string}:${'chair' | 'secretary'}`
  | 'subscribers';

/** What is said: one row of `NOTICE_TEXTS`, or, to systems, the event's codes. */
export const TEMPLATES = [
  'received',
  'information_asked',
  'interim_replied',
  'clustered',
  'crisis',
  'merged',
  'unmerged',
  'replied',
  'judgement_link',
  'marked',
  'ended',
  'to_accept',
  'to_dispatch',
  'dispatched',
  'reopened',
  'returned',
  'rework',
  'ruled',
  'urged',
  'supervised',
  'instructed',
  'no_longer_yours',
  'gone_elsewhere',
  'urgency_raised',
  'co_unit_added',
  'co_replied',
  'assigned_inside',
  'parking_ended',
  'supplemented',
  'to_rule',
  'unsatisfied_again',
  'on_the_agenda',
  'clock_warned',
  'clock_breached',
  'ringing',
  'request_over',
  'request_reopened',
  'decision_reconsidered',
  'whistle_over',
  'whistle_to_approve',
  'whistle_answered',
  'whistled',
  'whistled_by_letter',
  'department_reported',
  'absence_to_rule',
  'absence_accepted',
  'absence_rejected',
  'whistle_objected',
  'department_objected',
  'whistle_ruled',
  'stay_due',
  'must_stay',
  'marks_due',
  'stood_down',
  'called_off',
  'arrival_missed',
  'mediation_opened',
  'mediator_needed',
  'watcher_needed',
  'mediator_named',
  'mediation_accepted',
  'mediation_danger',
  'mediation_red',
  'mediation_ended',
  'mediation_ended_violence',
  'mediation_ended_danger',
  'mediation_withdrawn',
  'mediation_ended_collusion',
  'agreement_reached',
  'term_due',
  'term_breached',
  'term_breached_confirmable',
  'term_breached_confirmed',
  'court_awaited',
  'confirmation_answered',
  'item_to_screen',
  'item_answered',
  'item_passed_over',
  'meeting_called',
  'meeting_moved',
  'decision_assigned',
  'decision_to_verify',
  'decision_again',
  'decision_not_taken',
  'item_reconsidered',
  'minutes_out',
  'crew_dispatched',
  'crew_replanned',
  'crew_stood_down',
  'reinspection_due',
  'enforcement_over',
  'enforcement_noted',
  'service_received',
  'materials_told_missing',
  'materials_complete',
  'service_accepted',
  'service_deemed',
  'service_decided',
  'service_judged_badly',
  'service_rectified',
  'service_over',
] as const;
export type Template = (typeof TEMPLATES)[number];

/** The duty of a critical request that rings up the chain until it is done. */
export type Ring = 'accept' | 'dispatch' | 'sign_for';

/** One message to one recipient about one event. */
export interface Notice {
  seq: number;
  type: string;
  recipient: Recipient;
  template: Template | 'event';
  ring?: Ring;
}

/** A message's own id: the same for every try, so that whoever takes it can tell a repeat. */
export function noticeId(of: { case: string; seq: number; recipient: string }): string {
  return `${of.case}:${String(of.seq)}:${of.recipient}`;
}

export type Said = Pick<Notice, 'recipient' | 'template' | 'ring'>;
type Rule<Type extends RequestEventType> = (
  event: EventOf<Type>,
  after: ResidentRequest,
  before: ResidentRequest | undefined,
) => readonly Said[];

const SHIFT_LEADER = 'role:shift_leader';

export const unitIs = (unit: string | undefined, duty: UnitDuty, template: Template): readonly Said[] =>
  unit === undefined ? [] : [{ recipient: `unit:${unit}:${duty}`, template }];
const leadIs = ({ lead }: ResidentRequest, template: Template) => unitIs(lead, 'coordinator', template);
const leaderRules = (): readonly Said[] => [{ recipient: SHIFT_LEADER, template: 'to_rule' }];

/** Only who left a way to be reached, and did not ask that nobody know them. Whether it is a phone only the vault knows. */
function residentIs({ received: { requester, contact } }: ResidentRequest, template: Template): readonly Said[] {
  return requester === 'anonymous' || contact === undefined ? [] : [{ recipient: 'resident', template }];
}

/** Everybody of a unit who worked on it: it is taken from all of them. */
function workersAre(before: ResidentRequest | undefined, template: Template): readonly Said[] {
  const { lead, coUnits = [], executor } = before ?? {};
  return [lead, executor?.unit, ...coUnits.map(({ unit }) => unit)].flatMap((unit) =>
    unitIs(unit, 'coordinator', template),
  );
}

/** An end is told to the resident, and to the units whose work it takes away. */
const endIs = (event: Ending, after: ResidentRequest, before: ResidentRequest | undefined): readonly Said[] => [
  ...residentIs(after, 'ended'),
  ...(event.type === 'closed' ? [] : workersAre(before, 'no_longer_yours')),
];

/** Who owes is told through its duty officer; what the centre owes, through its shift leader. */
function lateIs({ unit }: Pick<Lateness, 'unit'>, template: Template): readonly Said[] {
  return unit === undefined ? [{ recipient: SHIFT_LEADER, template }] : unitIs(unit, 'duty_officer', template);
}

function owing(late: Lateness | undefined, { lead }: ResidentRequest): Pick<Lateness, 'unit'> {
  const unit = late === undefined ? lead : late.unit;
  return unit === undefined ? {} : { unit };
}

export const SUPERVISED_BY = {
  supervision_office: 'role:supervisor',
  district_leader: 'role:district_leader',
} as const satisfies Record<string, Recipient>;

/** Whoever waits for a unit's answer to a critical request does not wait in silence. */
function awaitedFrom(after: ResidentRequest, template: Template): readonly Said[] {
  const isCritical = after.received.urgency === 'critical' && openClock(after, 'sign_for') !== undefined;
  return leadIs(after, template).map((said) => (isCritical ? { ...said, ring: 'sign_for' as const } : said));
}

/** Who is told of an event, beside the systems that subscribe to it. What has no row here nobody is told of. */
const RULES: { readonly [Type in RequestEventType]?: Rule<Type> } = {
  received: ({ body }, after) => [
    ...residentIs(after, 'received'),
    ...(body.cluster && hasChanged(body.cluster)
      ? [
          { recipient: SHIFT_LEADER, template: 'clustered' } as const,
          // Whom it reports is not told that many do.
          ...(body.against?.unit === body.cluster.unit ? [] : unitIs(body.cluster.unit, 'coordinator', 'clustered')),
        ]
      : []),
    ...(body.crisis === 'yes' ? [{ recipient: SHIFT_LEADER, template: 'crisis' } as const] : []),
  ],
  information_asked: (_event, after) => residentIs(after, 'information_asked'),
  supplemented: (_event, after) =>
    after.lead === undefined
      ? [{ recipient: 'role:dispatcher', template: 'supplemented' }]
      : leadIs(after, 'supplemented'),
  interim_replied: (_event, after) => [
    ...residentIs(after, 'interim_replied'),
    ...(after.followers ?? []).map(
      (one) => ({ recipient: `follower:${one.case}`, template: 'interim_replied' }) as const,
    ),
  ],
  replied: (_event, after) => residentIs(after, 'replied'),
  merged: (_event, after, before) => [...residentIs(after, 'merged'), ...workersAre(before, 'gone_elsewhere')],
  unmerged: (_event, after) => residentIs(after, 'unmerged'),
  followed: ({ body }, after) => (body.step === 'called_back' ? residentIs(after, 'judgement_link') : []),
  call_back_recorded: ({ body }, after) => (body.link === 'yes' ? residentIs(after, 'judgement_link') : []),
  answered: endIs,
  declined: endIs,
  hand_over_confirmed: endIs,
  withdrawn: endIs,
  terminated: endIs,
  closed: endIs,
  dispatched: ({ body }, after, before) => [
    ...awaitedFrom(after, 'dispatched'),
    // Who objected has been told of the ruling.
    ...(body.basis === 'by_hand' ? unitIs(before?.lead, 'coordinator', 'gone_elsewhere') : []),
  ],
  reopened: (_event, after) => awaitedFrom(after, 'reopened'),
  dispatch_recalled: (_event, _after, before) => workersAre(before, 'gone_elsewhere'),
  decision_reconsidered: (_event, after) => leadIs(after, 'decision_reconsidered'),
  objected: leaderRules,
  objection_ruled: (_event, after) => leadIs(after, 'ruled'),
  extension_requested: leaderRules,
  extension_ruled: (_event, after) => leadIs(after, 'ruled'),
  parking_asked: leaderRules,
  parking_ruled: (_event, after) => leadIs(after, 'ruled'),
  parking_ended: (_event, after) => leadIs(after, 'parking_ended'),
  termination_proposed: leaderRules,
  termination_refused: (_event, after) => leadIs(after, 'ruled'),
  result_returned: ({ body }) => unitIs(body.unit, 'coordinator', 'returned'),
  review_returned: (_event, after) => leadIs(after, 'returned'),
  rework_ordered: ({ body }) => unitIs(body.unit, 'coordinator', 'rework'),
  judgement_appealed: leaderRules,
  appeal_ruled: (_event, after) => leadIs(after, 'ruled'),
  mark_proposed: leaderRules,
  mark_ruled: ({ body }, after) => [
    ...leadIs(after, 'ruled'),
    ...(body.marked === 'yes' ? residentIs(after, 'marked') : []),
  ],
  corrected: (_event, after) => leadIs(after, 'supplemented'),
  reclassified: ({ body }, after) => {
    const isRaised = body.to.urgency === 'critical' && body.from.urgency !== 'critical';
    return isRaised ? waitedFor(after, 'urgency_raised') : leadIs(after, 'supplemented');
  },
  unit_succeeded: ({ body }, after, before) => {
    if (after.stage === 'ended') return [];
    if (before?.lead === body.from) return leadIs(after, 'dispatched');
    if (before?.coUnits?.some(({ unit }) => unit === body.from)) return unitIs(body.to, 'coordinator', 'co_unit_added');
    return before?.executor?.unit === body.from ? unitIs(body.to, 'coordinator', 'assigned_inside') : [];
  },
  judged: ({ body }) =>
    // Its ruling is owed from here on: the work has been sent back without asking as often as it may be.
    body.clocks?.some(({ change, clock }) => change === 'started' && clock === 'ruling') === true
      ? [{ recipient: SHIFT_LEADER, template: 'unsatisfied_again' }]
      : [],
  co_unit_added: ({ body }) => unitIs(body.unit, 'coordinator', 'co_unit_added'),
  co_replied: (_event, after) => leadIs(after, 'co_replied'),
  assigned_inside: ({ body }) => unitIs(body.unit, 'coordinator', 'assigned_inside'),
  instructed: (_event, after) => leadIs(after, 'instructed'),
  urged: ({ body }, after) => {
    const { unit } = owing(body.late, after);
    return unit === undefined ? lateIs({}, 'urged') : unitIs(unit, 'coordinator', 'urged');
  },
  supervised: ({ body }, after) => {
    const late = owing(body.late, after);
    const above =
      body.level === 'unit_head'
        ? unitIs(late.unit, 'head', 'supervised')
        : body.level === 'urge'
          ? []
          : [{ recipient: SUPERVISED_BY[body.level], template: 'supervised' } as const];
    return [...lateIs(late, 'supervised'), ...above];
  },
  referred: ({ body }) => (body.by === 'ladder' ? [{ recipient: SHIFT_LEADER, template: 'on_the_agenda' }] : []),
  enforcement_noted: (_event, after) => leadIs(after, 'enforcement_noted'),
  clock_warned: ({ body }) => lateIs(body, 'clock_warned'),
  clock_breached: ({ body }) => lateIs(body, 'clock_breached'),
};

/** Whoever it waits for hears that it is critical now, and is rung for. */
function waitedFor(after: ResidentRequest, template: Template): readonly Said[] {
  if (after.lead !== undefined) return awaitedFrom(after, template);
  return [{ recipient: 'role:dispatcher', template, ...ringOf(after) }];
}

/** What the centre owes of a critical request rings: to accept it, or to dispatch it. */
function ringOf({ received, position, clocks }: ResidentRequest): Pick<Said, 'ring'> {
  const isOwed = received.urgency === 'critical' && openClock({ clocks }, 'dispatch') !== undefined;
  if (isOwed && position === 'received') return { ring: 'accept' };
  return isOwed && position === 'awaiting_dispatch' ? { ring: 'dispatch' } : {};
}

/** A group is told of when it is one, each time that it has doubled, and anew when it has fallen to half: not with every caller. */
function hasChanged({ callers, known = 0 }: NonNullable<Received['cluster']>): boolean {
  return callers >= 2 * known || 2 * callers <= known;
}

const OPENS_DISPATCH: ReadonlySet<RequestEventType> = new Set([
  ...(['accepted', 'reopened', 'unmerged', 'hand_over_refused', 'dispatch_recalled'] as const),
]);

/** Whoever is to dispatch is told only of what is left to them: the catalogue dispatches in the same breath. */
function leftToDispatch({ type }: RequestEvent, after: ResidentRequest, last: ResidentRequest): readonly Said[] {
  // While a hand-over waits nobody dispatches; an end may follow in the same breath.
  if (last.handOver !== undefined) return [];
  // What is not critical the clerks find in their list.
  const isToAccept = last.position === 'received' && (type === 'received' || type === 'unmerged');
  const { ring } = ringOf(last);
  if (isToAccept && ring) return [{ recipient: 'role:dispatcher', template: 'to_accept', ring }];
  if (!OPENS_DISPATCH.has(type) || last.position !== 'awaiting_dispatch') return [];
  return [{ recipient: 'role:dispatcher', template: 'to_dispatch', ...ringOf(after) }];
}

/** 投诉工作人员: of the unit that is complained of only its head sees it, and therefore is told (practice §3). */
export function toHead(said: Said, against: Received['against']): Said {
  const isOfTheUnit = against?.staff === 'yes' && said.recipient.startsWith(`unit:${against.unit}:`);
  return isOfTheUnit ? { ...said, recipient: `unit:${against.unit}:head` } : said;
}

/**
 * Who is to be told of events that go on record together, and what: each recipient once an event. `before` is the state
 * they follow, undefined for a receipt. What is taken over from another system was told there.
 */
export function noticesOf(before: ResidentRequest | undefined, events: readonly RequestEvent[]): readonly Notice[] {
  const states: ResidentRequest[] = [];
  for (const event of events) states.push(evolve(states.at(-1) ?? before, event));
  const last = states.at(-1);
  if (last === undefined || (before === undefined && last.received.provenance === 'imported')) return [];
  return events.flatMap((event, index) => {
    const after = states[index] ?? last;
    // The compiler cannot see that a type's rule takes that type's event.
    const rule = RULES[event.type] as Rule<RequestEventType> | undefined;
    const told = rule?.(event, after, states[index - 1] ?? before) ?? [];
    const said = [...told, ...leftToDispatch(event, after, last)].map((one) => toHead(one, after.received.against));
    const once = said.filter(({ recipient }, i) => said.findIndex((one) => one.recipient === recipient) === i);
    const { seq, type } = event;
    return [...once, { recipient: 'subscribers', template: 'event' } as const].map((one) => ({ seq, type, ...one }));
  });
}

/** Whom a duty rings for, step by step: each step tells all of its recipients. */
export function ringChain(ring: Ring, unit: string | undefined): readonly (readonly Recipient[])[] {
  const leaders: readonly Recipient[] = [SHIFT_LEADER, 'role:district_leader'];
  if (ring === 'sign_for' && unit !== undefined) return [[`unit:${unit}:duty_officer`], [`unit:${unit}:head`], leaders];
  // The dispatchers were told at once.
  return [[SHIFT_LEADER], ['role:supervisor'], ['role:district_leader']];
}
