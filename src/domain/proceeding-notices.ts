import type { AgendaItem, AgendaItemBodies } from './agenda-item/agenda-item.js';
import type { CaseEvent } from './case/lifecycle.js';
import type { Lateness } from './case/clock.js';
import type { EnforcementBodies, EnforcementDispatch } from './enforcement/dispatch.js';
import { successorOf, type Proceeding, type SharedBodies } from './case/proceeding.js';
import { MEDIATION_NOTICES, PERFORMANCE_NOTICES } from './mediation/notices.js';
import { kindOf } from './number.js';
import type { JointMeeting } from './joint-meeting/joint-meeting.js';
import { SUPERVISED_BY, toHead, unitIs, type Notice, type Said, type Template } from './notices.js';
import { proceedingOf, stateAfter } from './procedures.js';
import type { Report, ReportBodies } from './report/report.js';
import type { ServiceBodies, ServiceRequest } from './service/service.js';
import type { ClockName, UnitDuty } from './vocabulary.js';
import { isAsked, isGone, isMarked } from './whistle/decide.js';
import type { Whistle, WhistleBodies } from './whistle/whistle.js';

/** Who is told of a proceeding's event: by the state after it, and by that after all that goes on record with it. */
type Rule = (body: never, state: never, last: never) => readonly Said[];

const supervisorIs = (template: Template): readonly Said[] => [{ recipient: 'role:supervisor', template }];

/** What who commands a whistle or a crew owes of it, and as what somebody there does it. */
const COMMANDED: { readonly [Name in ClockName]?: UnitDuty } = {
  whistle_approval: 'head',
  whistle_release: 'coordinator',
  whistle_conclusion: 'coordinator',
  crew_conclusion: 'coordinator',
  absence_ruling: 'coordinator',
};

/** Who owes, and through whom they hear that they are late; no unit where whoever answers for the whole owes. */
function owing({ clock, unit }: Lateness, state: Proceeding): { unit: string | undefined; duty: UnitDuty } {
  const duty = COMMANDED[clock];
  return duty === undefined
    ? { unit, duty: 'duty_officer' }
    : { unit: (state as Whistle | Report | EnforcementDispatch).opened.by, duty };
}

/** Who owes is told, by themselves first: the unit through its duty officer, who commands, whoever does it there. */
function lateIs(late: Lateness, template: Template, state: Proceeding): readonly Said[] {
  const { unit, duty } = owing(late, state);
  return unit === undefined ? supervisorIs(template) : unitIs(unit, duty, template);
}

function urged({ late }: SharedBodies['urged'], state: Proceeding): readonly Said[] {
  const { unit, duty } = owing(late, state);
  if (unit === undefined) return supervisorIs('urged');
  return unitIs(unit, duty === 'duty_officer' ? 'coordinator' : duty, 'urged');
}

function supervised({ level, late }: SharedBodies['supervised'], state: Proceeding): readonly Said[] {
  if (level === 'urge') return [];
  const above: readonly Said[] =
    level === 'unit_head'
      ? unitIs(owing(late, state).unit, 'head', 'supervised')
      : [{ recipient: SUPERVISED_BY[level], template: 'supervised' }];
  return [...lateIs(late, 'supervised', state), ...above];
}

/** Who called a department, of what that does. */
const callerIs = ({ opened }: Report, template: Template) => unitIs(opened.by, 'coordinator', template);

const commanderIs = ({ opened }: Whistle, template: Template) => unitIs(opened.by, 'coordinator', template);

const departmentsAre = (
  { departments }: Whistle,
  which: (department: Whistle['departments'][number]) => boolean,
  template: Template,
): readonly Said[] => departments.filter(which).flatMap(({ unit }) => unitIs(unit, 'coordinator', template));

const officeIs = ({ opened }: AgendaItem, office: 'chair' | 'secretary', template: Template): readonly Said[] => [
  { recipient: `committee:${opened.committee.code}:${office}`, template },
];

/** Every seat's delegate: who cannot come sends the substitute. */
const membersAre = ({ opened }: JointMeeting, template: Template): readonly Said[] =>
  [...new Set(opened.seats.map(({ delegate }) => delegate))].map((account) => ({
    recipient: `account:${account}`,
    template,
  }));

const raiserIs = ({ opened }: AgendaItem, template: Template) => unitIs(opened.by, 'coordinator', template);
/** Every bureau of a crew hears through its coordinator and whoever is on duty; officers have accounts and no messages. */
const bureauxAre = ({ opened, crew }: EnforcementDispatch, template: Template): readonly Said[] =>
  [...new Set([opened.lead, ...crew.map(({ unit }) => unit)])].flatMap((unit) => bureauIs(unit, template));
const bureauIs = (unit: string, template: Template): readonly Said[] => [
  ...unitIs(unit, 'coordinator', template),
  ...unitIs(unit, 'duty_officer', template),
];

const deciderIs = ({ opened }: ServiceRequest, template: Template) => unitIs(opened.unit, 'coordinator', template);
/** The window speaks with who applied. */
const windowIs = ({ opened }: ServiceRequest, template: Template) => unitIs(opened.by, 'coordinator', template);

const RULES: Readonly<Record<string, Rule | undefined>> = {
  clock_warned: (body: SharedBodies['clock_warned'], state: Proceeding) => lateIs(body, 'clock_warned', state),
  clock_breached: (body: SharedBodies['clock_breached'], state: Proceeding) => [
    ...lateIs(body, 'clock_breached', state),
    // Who waits on site hears that nobody comes.
    ...(body.clock === 'report_in' || body.clock === 'report_sign_for'
      ? callerIs(state as Report, 'arrival_missed')
      : []),
  ],
  urged,
  supervised,
  request_over: (_body: object, state: Proceeding) =>
    proceedingOf(state.case)
      .units(state)
      .flatMap((unit) => unitIs(unit, 'coordinator', 'request_over')),
  request_reopened: (_body: object, state: Proceeding) =>
    proceedingOf(state.case)
      .units(state)
      .flatMap((unit) => unitIs(unit, 'coordinator', 'request_reopened')),
  // the whistle
  blown: (_body: WhistleBodies['blown'], { opened }: Whistle, last: Whistle) =>
    isAsked(last) ? unitIs(opened.by, 'head', 'whistle_to_approve') : [],
  approved: (_body: object, whistle: Whistle) => commanderIs(whistle, 'whistle_answered'),
  whistle_refused: (_body: object, whistle: Whistle) => commanderIs(whistle, 'whistle_answered'),
  whistle_disowned: (_body: object, whistle: Whistle) => commanderIs(whistle, 'whistle_answered'),
  enforcement_noted: (_body: object, whistle: Whistle) => commanderIs(whistle, 'enforcement_noted'),
  stay_due: () => supervisorIs('stay_due'),
  stay_ruled: ({ ruling }: WhistleBodies['stay_ruled'], whistle: Whistle) => [
    ...commanderIs(whistle, 'whistle_ruled'),
    ...(ruling === 'stay' ? departmentsAre(whistle, (one) => !isGone(one), 'must_stay') : []),
  ],
  // Nobody is asked for marks where nobody is to be marked.
  whistle_concluded: (_body: object, whistle: Whistle, { ended }: Whistle) =>
    ended === 'yes'
      ? []
      : [
          ...commanderIs(whistle, 'marks_due'),
          ...departmentsAre(whistle, (one) => isMarked(whistle, one), 'marks_due'),
        ],
  // a department's report: an emergency is told to whoever is there
  called: ({ unit, letter, whistle }: ReportBodies['called']) => {
    const template = letter === 'yes' ? 'whistled_by_letter' : 'whistled';
    const urgent =
      whistle === 'emergency' ? [...unitIs(unit, 'duty_officer', template), ...unitIs(unit, 'head', template)] : [];
    return [...unitIs(unit, 'coordinator', template), ...urgent];
  },
  reported_in: (_body: object, report: Report) =>
    callerIs(report, report.absence === 'open' ? 'absence_to_rule' : 'department_reported'),
  absence_ruled: ({ ruling }: ReportBodies['absence_ruled'], { opened: { unit } }: Report) =>
    unitIs(unit, 'coordinator', ruling === 'accepted' ? 'absence_accepted' : 'absence_rejected'),
  report_result_given: (_body: object, report: Report) => callerIs(report, 'department_reported'),
  whistle_objected: (_body: object, report: Report) => [
    ...supervisorIs('whistle_objected'),
    ...callerIs(report, 'department_objected'),
  ],
  whistle_objection_ruled: (_body: object, report: Report) => [
    ...unitIs(report.opened.unit, 'coordinator', 'whistle_ruled'),
    ...callerIs(report, 'whistle_ruled'),
  ],
  // Who was called off before anybody came has nothing to mark.
  stood_down: ({ how }: ReportBodies['stood_down'], { opened, arrival }: Report) =>
    unitIs(opened.unit, 'coordinator', how === 'cancelled' && arrival !== 'on_site' ? 'called_off' : 'stood_down'),

  // the agenda item
  item_submitted: (_body: object, item: AgendaItem) => officeIs(item, 'secretary', 'item_to_screen'),
  item_accepted: (_body: object, item: AgendaItem) => raiserIs(item, 'item_answered'),
  item_returned: (_body: object, item: AgendaItem) => raiserIs(item, 'item_answered'),
  item_passed_over: (_body: object, item: AgendaItem) => [
    ...officeIs(item, 'chair', 'item_passed_over'),
    ...officeIs(item, 'secretary', 'item_passed_over'),
  ],
  item_rejected: (_body: object, item: AgendaItem) => raiserIs(item, 'item_answered'),
  item_withdrawn: (_body: object, item: AgendaItem) => raiserIs(item, 'item_answered'),
  item_assigned: ({ owner }: AgendaItemBodies['item_assigned']) =>
    unitIs(owner.code, 'coordinator', 'decision_assigned'),
  item_reconsidered: ({ owner }: AgendaItemBodies['item_reconsidered'], item: AgendaItem) => [
    ...unitIs(owner, 'coordinator', 'item_reconsidered'),
    ...raiserIs(item, 'item_reconsidered'),
    ...officeIs(item, 'secretary', 'item_reconsidered'),
  ],
  decision_not_taken: (_body: object, item: AgendaItem) => [
    ...officeIs(item, 'chair', 'decision_not_taken'),
    ...officeIs(item, 'secretary', 'decision_not_taken'),
  ],
  decision_reported: (_body: object, item: AgendaItem) => officeIs(item, 'secretary', 'decision_to_verify'),
  decision_unsolved: (_body: object, { assignment }: AgendaItem) =>
    unitIs(assignment?.owner.code, 'coordinator', 'decision_again'),
  // the sitting
  agenda_fixed: (_body: object, meeting: JointMeeting) => membersAre(meeting, 'meeting_called'),
  meeting_postponed: (_body: object, meeting: JointMeeting) =>
    meeting.state === 'fixed' ? membersAre(meeting, 'meeting_moved') : [],
  meeting_cancelled: (_body: object, meeting: JointMeeting) => membersAre(meeting, 'meeting_moved'),
  meeting_adjourned: (_body: object, meeting: JointMeeting) => membersAre(meeting, 'meeting_moved'),
  minutes_issued: (_body: object, meeting: JointMeeting) => membersAre(meeting, 'minutes_out'),
  // the enforcement dispatch
  crew_dispatched: (_body: object, dispatch: EnforcementDispatch) => bureauxAre(dispatch, 'crew_dispatched'),
  officer_booked: ({ unit }: EnforcementBodies['officer_booked']) => bureauIs(unit, 'crew_dispatched'),
  officer_released: ({ unit }: EnforcementBodies['officer_released']) => bureauIs(unit, 'crew_stood_down'),
  crew_replanned: (_body: object, dispatch: EnforcementDispatch) => bureauxAre(dispatch, 'crew_replanned'),
  reinspection_due: ({ order }: EnforcementBodies['reinspection_due'], { orders, opened }: EnforcementDispatch) =>
    bureauIs(orders[order - 1]?.unit ?? opened.lead, 'reinspection_due'),
  enforcement_concluded: (_body: object, dispatch: EnforcementDispatch) => [
    ...bureauxAre(dispatch, 'enforcement_over'),
    ...unitIs(dispatch.opened.by, 'coordinator', 'enforcement_over'),
  ],
  enforcement_cancelled: (_body: object, dispatch: EnforcementDispatch) => [
    ...bureauxAre(dispatch, 'enforcement_over'),
    ...unitIs(dispatch.opened.by, 'coordinator', 'enforcement_over'),
  ],
  whistle_over: (_body: object, { opened }: EnforcementDispatch) => unitIs(opened.by, 'coordinator', 'whistle_over'),
  // the service request
  service_applied: (_body: object, service: ServiceRequest) => deciderIs(service, 'service_received'),
  materials_told_missing: (_body: object, service: ServiceRequest) => windowIs(service, 'materials_told_missing'),
  materials_supplemented: (_body: object, service: ServiceRequest) =>
    service.state === 'received' ? deciderIs(service, 'materials_complete') : [],
  service_accepted: ({ deemed }: ServiceBodies['service_accepted'], service: ServiceRequest) =>
    deemed === 'yes' ? deciderIs(service, 'service_deemed') : windowIs(service, 'service_accepted'),
  service_decided: (_body: object, service: ServiceRequest) => windowIs(service, 'service_decided'),
  service_judged: (_body: object, service: ServiceRequest) =>
    service.state === 'rectifying'
      ? [
          ...deciderIs(service, 'service_judged_badly'),
          ...unitIs(service.opened.unit, 'head', 'service_judged_badly'),
          ...supervisorIs('service_judged_badly'),
        ]
      : [],
  service_rectified: () => supervisorIs('service_rectified'),
  service_withdrawn: (_body: object, service: ServiceRequest) => deciderIs(service, 'service_over'),
  service_lapsed: (_body: object, service: ServiceRequest) => [
    ...deciderIs(service, 'service_over'),
    ...(service.opened.by === service.opened.unit ? [] : windowIs(service, 'service_over')),
  ],
};

/** Where a kind tells others than all do. */
const RULES_OF: Readonly<Record<string, Readonly<Record<string, Rule | undefined>> | undefined>> = {
  mediation: MEDIATION_NOTICES,
  performance: PERFORMANCE_NOTICES,
};

/** Of a unit that is no more its successor is told. */
function presentRecipient(state: Proceeding, recipient: Said['recipient']): Said['recipient'] {
  const [kind, unit = '', duty = ''] = recipient.split(':');
  return kind === 'unit' ? (`unit:${successorOf(state, unit)}:${duty}` as Said['recipient']) : recipient;
}

/** Who is to be told of a proceeding's events that go on record together: each recipient once an event. */
export function proceedingNotices(before: Proceeding | undefined, events: readonly CaseEvent[]): readonly Notice[] {
  const [first] = events;
  if (first === undefined) return [];
  const last = stateAfter(first.case, events, before) as Proceeding;
  let state: Proceeding | undefined = before;
  return events.flatMap((event) => {
    state = stateAfter(event.case, [event], state) as Proceeding;
    const rule = RULES_OF[kindOf(event.case)]?.[event.type] ?? RULES[event.type];
    // What is the supervision office's own and climbs to it, or is told to a lead that also called, goes there once.
    const { against } = state.opened;
    const all = (rule?.(event.body as never, state as never, last as never) ?? []).map((one) => toHead(one, against));
    const now = all.map((one) => ({ ...one, recipient: presentRecipient(state as Proceeding, one.recipient) }));
    const said = now.filter(({ recipient }, at) => now.findIndex((one) => one.recipient === recipient) === at);
    const { seq, type } = event;
    return [...said, { recipient: 'subscribers', template: 'event' } as const].map((one) => ({ seq, type, ...one }));
  });
}
