import { term, type Term } from '../term.js';
import type { CrewStep, EnforcementResult, EnforcementState, OrderState } from './vocabulary.js';

export const ENFORCEMENT_STATE_TERMS = {
  dispatched: term('已派遣', 'Dispatched', 'A crew is booked, and nobody of it is on site yet.'),
  on_site: term('现场处置', 'On site', 'Somebody of the crew is or was there.'),
  correcting: term('限期改正', 'Correcting', 'An order to correct runs until its re-inspection.'),
  ended: term('已办结', 'Ended', 'The dispatcher has concluded it.'),
  cancelled: term('已取消', 'Cancelled', 'Taken back before anybody was on site.'),
} as const satisfies Record<EnforcementState, Term>;

export const ENFORCEMENT_RESULT_TERMS = {
  settled: term('已处置', 'Settled', 'What was found has been put right.'),
  not_settled: term('未处置完毕', 'Not settled', 'What was found stands; somebody else has to go on.'),
  nothing_found: term('未发现违法', 'Nothing found', 'Nothing against the rules was found.'),
} as const satisfies Record<EnforcementResult, Term>;

export const CREW_STEP_TERMS = {
  booked: term('已派', 'Booked', 'Their time is booked.'),
  on_the_way: term('已出发', 'On the way', 'They have set out.'),
  on_site: term('已到场', 'On site', 'They are there.'),
  released: term('已放行', 'Released', 'Their time is free again.'),
} as const satisfies Record<CrewStep, Term>;

export const ORDER_STATE_TERMS = {
  open: term('改正中', 'Open', 'There is time to correct until the day of re-inspection.'),
  due: term('待复查', 'Due', 'The day has come: the unit that gave it looks again.'),
  corrected: term('已改正', 'Corrected', 'It was seen to be put right.'),
  not_corrected: term('未改正', 'Not corrected', 'It was seen not to be.'),
} as const satisfies Record<OrderState, Term>;

/** The commands of an enforcement dispatch. */
export const ENFORCEMENT_COMMAND_TERMS = {
  openEnforcement: term(
    '执法派遣',
    'Dispatch a crew',
    'Officers of several units as one crew: one lead, one place, one time.',
  ),
  bookOfficer: term('增派执法人员', 'Book an officer', 'One more for the crew, for the same time.'),
  releaseOfficer: term('放行执法人员', 'Release an officer', 'With the reason; their time is free again.'),
  replanDispatch: term('调整派遣时间', 'Re-plan', 'Another time for the whole crew, with the reason.'),
  setOut: term('出发', 'Set out', 'An officer is on the way.'),
  arriveOnSite: term('到场', 'Arrive', 'An officer is on site within the radius, or explains.'),
  recordFindings: term('登记检查情况', 'Record findings', 'What was found on site.'),
  takeMeasure: term('采取措施', 'Take a measure', 'By a power of the officer’s own unit, with evidence.'),
  reinspect: term('复查', 'Re-inspect', 'The unit that gave an order sees whether it was followed.'),
  concludeEnforcement: term('执法办结', 'Conclude', 'By the dispatcher, when no order is open.'),
  cancelEnforcement: term('取消派遣', 'Cancel a dispatch', 'Before anybody is on site.'),
} as const;
