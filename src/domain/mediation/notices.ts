import type { Lateness } from '../case/clock.js';
import type { SharedBodies } from '../case/proceeding.js';
import { unitIs, type Said, type Template } from '../notices.js';
import type { Performance, PerformanceBodies } from '../performance/performance.js';
import type { Remedy } from '../performance/vocabulary.js';
import type { Mediation, MediationBodies, Mediator } from './mediation.js';
import { isProtectedEnd, type EndReason } from './vocabulary.js';

/** Who is told of a mediation's events and of those of performance: the committee, and its mediators one by one. */

type Rule = (body: never, state: never) => readonly Said[];

const committeeIs = ({ opened }: Mediation | Performance, template: Template) =>
  unitIs(opened.committee, 'coordinator', template);

function mediatorsAre({ mediators }: { mediators: readonly Mediator[] }, template: Template): readonly Said[] {
  return mediators
    .filter(({ step }) => step === 'active')
    .map(({ account }) => ({ recipient: `account:${account}`, template }));
}

const namedAre = (accounts: readonly { account: string }[]): readonly Said[] =>
  accounts.map(({ account }) => ({ recipient: `account:${account}`, template: 'mediator_named' }));

const leaderIs = (template: Template): readonly Said[] => [{ recipient: 'role:shift_leader', template }];

const isUnmanned = ({ mediators }: Mediation | Performance) => mediators.every(({ step }) => step !== 'active');

const neededIn = (mediation: Mediation) => (isUnmanned(mediation) ? committeeIs(mediation, 'mediator_needed') : []);

/** Ends of which something else has to be told than the other ways. */
const ENDS_TOLD: { readonly [Reason in EndReason]?: Template } = {
  domestic_violence: 'mediation_ended_violence',
  danger: 'mediation_ended_danger',
  withdrawn: 'mediation_withdrawn',
  collusion: 'mediation_ended_collusion',
};

/** Of who has to be protected the shift leader hears, too. */
function endIs(mediation: Mediation): readonly Said[] {
  const { endReason = 'refused' } = mediation;
  const template = ENDS_TOLD[endReason] ?? 'mediation_ended';
  return [
    ...committeeIs(mediation, template),
    ...mediatorsAre(mediation, template),
    ...(isProtectedEnd(mediation) ? leaderIs(template) : []),
  ];
}

export const MEDIATION_NOTICES: Readonly<Record<string, Rule | undefined>> = {
  mediation_opened: ({ mediators }: MediationBodies['mediation_opened'], mediation: Mediation) => [
    ...committeeIs(mediation, isUnmanned(mediation) ? 'mediator_needed' : 'mediation_opened'),
    ...namedAre(mediators),
    ...(mediation.risk === 'red' ? leaderIs('mediation_red') : []),
  ],
  mediators_named: ({ mediators }: MediationBodies['mediators_named']) => namedAre(mediators),
  conflict_declared: (_body: object, mediation: Mediation) => neededIn(mediation),
  mediator_replaced: (_body: object, mediation: Mediation) => neededIn(mediation),
  mediation_accepted: (_body: object, mediation: Mediation) => [
    ...mediatorsAre(mediation, 'mediation_accepted'),
    ...neededIn(mediation),
  ],
  risk_assessed: ({ risk }: MediationBodies['risk_assessed']) => (risk === 'red' ? leaderIs('mediation_red') : []),
  police_called: (_body: object, mediation: Mediation) => [
    ...leaderIs('mediation_danger'),
    ...committeeIs(mediation, 'mediation_danger'),
    ...mediatorsAre(mediation, 'mediation_danger'),
  ],
  mediation_refused: (_body: object, mediation: Mediation) => endIs(mediation),
  mediation_ended: (_body: object, mediation: Mediation) => endIs(mediation),
  agreement_reached: (_body: object, mediation: Mediation) => committeeIs(mediation, 'agreement_reached'),
};

const watchersAre = (performance: Performance, template: Template): readonly Said[] => [
  ...mediatorsAre(performance, template),
  ...committeeIs(performance, template),
];

/** A breach tells of no way that is not open. */
function breachSays(remedies: readonly Remedy[]): Template {
  if (remedies.includes('apply_for_enforcement')) return 'term_breached_confirmed';
  return remedies.includes('apply_for_confirmation') ? 'term_breached_confirmable' : 'term_breached';
}

/** What is late here is late between the sides: its mediators remind them, and no unit is charged but for who watches. */
export const PERFORMANCE_NOTICES: Readonly<Record<string, Rule | undefined>> = {
  watchers_named: ({ mediators }: PerformanceBodies['watchers_named']) => namedAre(mediators),
  conflict_declared: (_body: object, performance: Performance) =>
    isUnmanned(performance) ? committeeIs(performance, 'watcher_needed') : [],
  clock_warned: ({ unit }: Lateness, performance: Performance) =>
    unit === undefined ? mediatorsAre(performance, 'term_due') : unitIs(unit, 'duty_officer', 'clock_warned'),
  clock_breached: ({ unit }: Lateness) => (unit === undefined ? [] : unitIs(unit, 'duty_officer', 'clock_breached')),
  urged: (_body: SharedBodies['urged'], performance: Performance) => committeeIs(performance, 'urged'),
  term_breached: ({ remedies }: PerformanceBodies['term_breached'], performance: Performance) =>
    watchersAre(performance, breachSays(remedies)),
  court_awaited: (_body: object, performance: Performance) => watchersAre(performance, 'court_awaited'),
  confirmation_answered: (_body: object, performance: Performance) => watchersAre(performance, 'confirmation_answered'),
};
