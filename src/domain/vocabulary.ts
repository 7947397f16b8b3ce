/**
 * The words of the procedure. `glossary.ts` gives each its Chinese term and its meaning; every other place (database, REST,
 * OpenAPI, Temporal's search attributes) uses these same strings.
 */

/** 环节: the chain of the article, and the shelf where what has ended lies until it can no longer be reopened. */
export const STAGES = ['intake', 'dispatch', 'settlement', 'follow_up', 'judgement', 'ended'] as const;
export type Stage = (typeof STAGES)[number];

/** Every state by its stage (design §3). */
export const STATES_BY_STAGE = {
  intake: ['received', 'awaiting_information', 'merged'],
  dispatch: ['awaiting_dispatch', 'awaiting_sign_for', 'objected'],
  settlement: ['handling', 'extension_requested', 'parked', 'whistled', 'in_mediation', 'at_joint_meeting'],
  follow_up: ['in_review', 'awaiting_reply', 'awaiting_call_back', 'rework'],
  judgement: ['awaiting_judgement'],
  ended: ['closed', 'answered', 'declined', 'handed_over', 'withdrawn', 'terminated'],
} as const satisfies Record<Stage, readonly string[]>;

export type RequestState = (typeof STATES_BY_STAGE)[Stage][number];
export const REQUEST_STATES: readonly RequestState[] = STAGES.flatMap((stage) => [...STATES_BY_STAGE[stage]]);

/** States that are shown over a position while a referral or an extension waits (decision 3). */
const NO_POSITIONS: readonly RequestState[] = ['extension_requested', 'whistled', 'in_mediation', 'at_joint_meeting'];

/** Where a request can stand in the chain. */
export const POSITIONS: readonly RequestState[] = REQUEST_STATES.filter((state) => !NO_POSITIONS.includes(state));

const STAGE_OF = new Map<RequestState, Stage>(
  STAGES.flatMap((stage) => STATES_BY_STAGE[stage].map((state) => [state, stage] as const)),
);

/** The stage a state belongs to. */
export function stageOf(state: RequestState): Stage {
  const stage = STAGE_OF.get(state);
  if (stage === undefined) throw new RangeError(`unknown state ${state}`);
  return stage;
}

/** 批量任务: changes that reach every running request, and orders to those that are named. */
export const CHANGE_KINDS = ['adopt_calendar', 'adopt_policy', 'succeed_unit'] as const;
export const BULK_ORDER_KINDS = ['sign_for', 'dispatch'] as const;
export const JOB_KINDS = [...CHANGE_KINDS, ...BULK_ORDER_KINDS] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
export type JobKind = (typeof JOB_KINDS)[number];

/** 诉求类型: the five kinds of the Beijing regulation (arts. 2, 8), and the two that carry no clocks and no rates. */
export const REQUEST_KINDS = ['inquiry', 'help', 'complaint', 'suggestion', 'tip_off', 'praise', 'other'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** 查看联系方式的目的: what a contact is shown in clear for. */
export const CONTACT_PURPOSES = ['contact', 'visit', 'call_back', 'check'] as const;
export type ContactPurpose = (typeof CONTACT_PURPOSES)[number];

/** 特急 / 紧急 / 一般 */
export const URGENCIES = ['critical', 'urgent', 'routine'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** 来源渠道 */
export const CHANNELS = [
  'hotline',
  'city_platform',
  'web',
  'app',
  'window',
  'grid',
  'letter',
  'media',
  'other',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where a record comes from: the running service, an older system, or a slip of paper. */
export const PROVENANCES = ['live', 'imported', 'paper'] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** How the requester wants to be known: named to the unit, hidden from it, or to nobody. */
export const REQUESTER_MODES = ['named', 'confidential', 'anonymous'] as const;
export type RequesterMode = (typeof REQUESTER_MODES)[number];

export const UNIT_KINDS = [
  'bureau',
  'subdistrict',
  'community',
  'utility',
  'hotline_centre',
  'supervision_office',
  'vertical',
] as const;
export type UnitKind = (typeof UNIT_KINDS)[number];

/** A community or village executes and never leads; the centre and the supervision office handle nothing themselves. */
export const LEADING_UNIT_KINDS: readonly UnitKind[] = ['bureau', 'subdistrict', 'utility', 'vertical'];

/** 是否解决 */
export const SOLVED_ANSWERS = ['solved', 'partly', 'not'] as const;
export type SolvedAnswer = (typeof SOLVED_ANSWERS)[number];

/** Kept apart from the state: closed never means solved. */
export const OUTCOMES = ['solved', 'partly_solved', 'not_solved', 'not_judged'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** 非常满意 5 / 满意 4 / 基本满意 3 / 不满意 2 / 非常不满意 1 */
export const SATISFACTION_LEVELS = [1, 2, 3, 4, 5] as const;
export type Satisfaction = (typeof SATISFACTION_LEVELS)[number];

/** Reasons for 不予受理 (Beijing regulation art. 11 and petition regulation art. 19), each with words a resident can read. */
export const DECLINE_REASONS = [
  'statutory_channel',
  'already_answered',
  'state_secret_or_privacy',
  'beyond_government_duties',
  'unlawful_or_immoral',
  'not_this_district',
  'in_litigation',
  'petition_procedure',
] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** 移交去向: bodies outside the loop, by law or because somebody is in danger (Beijing regulation art. 11 (1), (2)). */
export const HAND_OVER_CHANNELS = [
  'police',
  'fire_rescue',
  'ambulance',
  'traffic_police_hotline',
  'court_or_arbitration',
  'administrative_review',
  'discipline_inspection',
  'petition_office',
  'information_disclosure',
  'another_hotline',
  'upstream_platform',
] as const;
export type HandOverChannel = (typeof HAND_OVER_CHANNELS)[number];

/** 终止事由 (潍坊 art. 21): the requester will not have it done, or there is nothing left that could be. */
export const TERMINATION_GROUNDS = ['requester_not_cooperating', 'matter_ceased', 'taken_up_by_law'] as const;
export type TerminationGround = (typeof TERMINATION_GROUNDS)[number];

/** Where difficulty is taken: 吹哨, 调解, 联席会议. */
export const REFERRALS = ['whistle', 'mediation', 'joint_meeting'] as const;
export type Referral = (typeof REFERRALS)[number];

/** 挂账事由: what it waits for, that nobody in the district can change now. */
export const PARKING_GROUNDS = [
  'funding',
  'planning',
  'season',
  'policy_gap',
  'proceedings_at_law',
  'higher_authority',
] as const;
export type ParkingGround = (typeof PARKING_GROUNDS)[number];

/** 二次派单去向: who carries it out for the unit that leads. */
export const EXECUTORS = ['section', 'person', 'community'] as const;
export type Executor = (typeof EXECUTORS)[number];

/** 恶意、无理诉求: what a request can be marked as; it changes nothing in how it is handled (practice §3). */
export const MARKS = ['malicious', 'unreasonable'] as const;
export type Mark = (typeof MARKS)[number];

/** 剔除申诉理由: why a unit says that a judgement should not count against it. */
export const APPEAL_GROUNDS = [
  'beyond_duties',
  'against_law',
  'mistaken_judgement',
  'requester_refused',
  'force_majeure',
] as const;
export type AppealGround = (typeof APPEAL_GROUNDS)[number];

/** 来源: somebody asked, or a patrol, a courier or a camera found it (practice §2.9). */
export const ORIGINS = ['request', 'finding'] as const;
export type Origin = (typeof ORIGINS)[number];

/** 诉求语言 */
export const LANGUAGES = ['zh', 'mn', 'en', 'other'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Who calls the resident back about an order from above: never both (practice §2.4). */
export const CALL_BACK_BY = ['us', 'upstream'] as const;
export type CallBackBy = (typeof CALL_BACK_BY)[number];

export const CONTACT_MEANS = ['phone', 'visit', 'online', 'letter', 'three_way_call'] as const;
export type ContactMeans = (typeof CONTACT_MEANS)[number];

/** 三方通话参与方: who was in a call, beside the unit that records it. */
export const CALL_PARTICIPANTS = ['requester', 'proxy', 'hotline', 'co_unit', 'community', 'other'] as const;
export type CallParticipant = (typeof CALL_PARTICIPANTS)[number];

/** 附件阶段: whether a photo shows how it was or how it is now. */
export const ATTACHMENT_STAGES = ['before', 'after', 'other'] as const;
export type AttachmentStage = (typeof ATTACHMENT_STAGES)[number];

/** What a person does for a unit, as the roster and the directory name it; the deputy is the stand-in (AB岗). */
export const UNIT_DUTIES = ['coordinator', 'duty_officer', 'head', 'deputy'] as const;
export type UnitDuty = (typeof UNIT_DUTIES)[number];

/** 执法措施: what a power can allow a bureau to do on the spot. */
export const ENFORCEMENT_MEASURES = [
  'inspect',
  'order_to_correct',
  'warn',
  'fine',
  'seal_or_seize',
  'order_to_stop',
  'emergency_rescue',
  'take_away',
] as const;
export type EnforcementMeasure = (typeof ENFORCEMENT_MEASURES)[number];

/** 常驻 / 轮驻 / 随驻: for good, by turns, or when called. */
export const STATIONING_MODES = ['standing', 'rotating', 'accompanying'] as const;
export type StationingMode = (typeof STATIONING_MODES)[number];

/** 在岗 / 随叫随到 / 不在岗: where somebody who is stationed is at an instant. */
export const PRESENCES = ['on_duty', 'on_call', 'off_duty'] as const;
export type Presence = (typeof PRESENCES)[number];

/** 服务事项类型 */
export const SERVICE_KINDS = ['approval', 'public_service'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

/** The levels of windows and of joint meetings; a village is of the level of a community. */
export const LEVELS = ['community', 'subdistrict', 'district'] as const;
export type Level = (typeof LEVELS)[number];

/** 大党委 / 大工委 / 区级联席会议: the joint meeting of each level. */
export const COMMITTEE_OF_LEVEL = {
  community: 'community_joint_committee',
  subdistrict: 'subdistrict_joint_committee',
  district: 'district_joint_committee',
} as const satisfies Record<Level, string>;
export type CommitteeKind = (typeof COMMITTEE_OF_LEVEL)[Level];

/** 例会周期 */
export const MEETING_CADENCES = ['monthly', 'quarterly'] as const;
export type MeetingCadence = (typeof MEETING_CADENCES)[number];

/** 专职 / 兼职委员 */
export const SEAT_KINDS = ['full_time', 'part_time'] as const;
export type SeatKind = (typeof SEAT_KINDS)[number];

/** 人民调解 / 行政调解 / 司法调解 / 行业性专业性调解 */
export const MEDIATION_KINDS = ['peoples', 'administrative', 'judicial', 'trade'] as const;
export type MediationKind = (typeof MEDIATION_KINDS)[number];
/** Subdistricts and what lies in them, down to the building. */
export const PLACE_KINDS = ['subdistrict', 'town', 'community', 'village', 'grid', 'estate', 'building'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** What a place of a kind can lie in. */
export const PARENT_KINDS: Record<PlaceKind, readonly PlaceKind[]> = {
  subdistrict: [],
  town: [],
  community: ['subdistrict', 'town'],
  village: ['town'],
  grid: ['community', 'village'],
  estate: ['community', 'village', 'grid'],
  building: ['grid', 'estate'],
};

/** 责任链: who answers for a place, the narrowest first; each level with the kinds of place that it leads. */
export const CHAIN_LEVELS = {
  party_hub_household: ['building'],
  building_party_group: ['building'],
  grid_party_branch: ['grid', 'estate'],
  community_party_committee: ['community', 'village'],
} as const satisfies Record<string, readonly PlaceKind[]>;
export type ChainLevel = keyof typeof CHAIN_LEVELS;
export const CHAIN_LEVEL_NAMES = Object.keys(CHAIN_LEVELS) as readonly ChainLevel[];

/** 组织类别: the four of the chain, and those that are placed beside them. */
export const ORGANISATION_KINDS = [
  'community_party_committee',
  'grid_party_branch',
  'building_party_group',
  'party_hub_household',
  'agency_party_branch',
  'enterprise_party_branch',
  'resident_unit_branch',
  'commercial_district_branch',
  'new_employment_branch',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** 落格方式 进、驻、入、联 */
export const PLACEMENT_WAYS = ['enter', 'stationed', 'join', 'linked'] as const;
export type PlacementWay = (typeof PLACEMENT_WAYS)[number];

/** What can happen to the organisation network. */
export const NETWORK_CHANGES = [
  'register_organisation',
  'change_organisation',
  'correct_organisation',
  'place_organisation',
  'change_placement',
  'void_placement',
  'split_grid',
  'merge_grids',
  'move_place',
  'import_network',
] as const;
export type NetworkChangeKind = (typeof NETWORK_CHANGES)[number];

/** 计时: `duty` clocks are breached when missed; `window` clocks end a right and have a consequence. */
const REQUEST_CLOCKS = {
  dispatch: { nature: 'duty', holder: 'centre' },
  sign_for: { nature: 'duty', holder: 'lead_unit' },
  first_contact: { nature: 'duty', holder: 'lead_unit' },
  result: { nature: 'duty', holder: 'lead_unit' },
  objection: { nature: 'window', holder: 'lead_unit' },
  ruling: { nature: 'duty', holder: 'centre' },
  information: { nature: 'window', holder: 'resident' },
  review: { nature: 'duty', holder: 'centre' },
  reply: { nature: 'duty', holder: 'lead_unit' },
  call_back: { nature: 'duty', holder: 'centre' },
  reached: { nature: 'duty', holder: 'centre' },
  rework_result: { nature: 'duty', holder: 'lead_unit' },
  judgement_window: { nature: 'window', holder: 'resident' },
  reopening: { nature: 'window', holder: 'resident' },
  hand_over: { nature: 'duty', holder: 'centre' },
  termination_ruling: { nature: 'duty', holder: 'centre' },
  interim_reply: { nature: 'duty', holder: 'lead_unit' },
  parking_ruling: { nature: 'duty', holder: 'centre' },
  parking_note: { nature: 'duty', holder: 'lead_unit' },
  co_sign_for: { nature: 'duty', holder: 'co_unit' },
  co_part: { nature: 'duty', holder: 'co_unit' },
  inside: { nature: 'duty', holder: 'executor' },
  appeal_ruling: { nature: 'duty', holder: 'centre' },
  upstream_return: { nature: 'duty', holder: 'centre' },
  look_in: { nature: 'duty', holder: 'centre' },
} as const;
export type RequestClockName = keyof typeof REQUEST_CLOCKS;

/** Of the procedures that a request may lead to: whoever is charged stands in the clock, the owner where nobody does. */
const LINKAGE_CLOCKS = {
  whistle_approval: { nature: 'duty', holder: 'owner' },
  report_sign_for: { nature: 'duty', holder: 'unit' },
  report_contact: { nature: 'duty', holder: 'unit' },
  report_in: { nature: 'duty', holder: 'unit' },
  report_result: { nature: 'duty', holder: 'unit' },
  absence_ruling: { nature: 'duty', holder: 'unit' },
  whistle_objection: { nature: 'duty', holder: 'owner' },
  whistle_release: { nature: 'duty', holder: 'owner' },
  whistle_ruling: { nature: 'duty', holder: 'owner' },
  whistle_conclusion: { nature: 'duty', holder: 'owner' },
  whistle_rating: { nature: 'window', holder: 'owner' },
  mediation_consent: { nature: 'window', holder: 'owner' },
  mediator_assignment: { nature: 'duty', holder: 'unit' },
  mediation_term: { nature: 'window', holder: 'owner' },
  performance_term: { nature: 'duty', holder: 'owner' },
  court_confirmation: { nature: 'window', holder: 'owner' },
  court_acceptance: { nature: 'window', holder: 'owner' },
  court_ruling: { nature: 'window', holder: 'owner' },
  agenda_screening: { nature: 'duty', holder: 'owner' },
  agenda_waiting: { nature: 'window', holder: 'owner' },
  decision_result: { nature: 'duty', holder: 'unit' },
  decision_second_term: { nature: 'window', holder: 'owner' },
  decision_verification: { nature: 'duty', holder: 'owner' },
  agenda_call: { nature: 'window', holder: 'owner' },
  agenda_fixing: { nature: 'duty', holder: 'owner' },
  meeting_opening: { nature: 'duty', holder: 'owner' },
  meeting_closing: { nature: 'duty', holder: 'owner' },
  meeting_minutes: { nature: 'duty', holder: 'owner' },
  crew_arrival: { nature: 'duty', holder: 'unit' },
  correction: { nature: 'window', holder: 'owner' },
  reinspection: { nature: 'duty', holder: 'unit' },
  crew_conclusion: { nature: 'duty', holder: 'unit' },
  service_check: { nature: 'duty', holder: 'unit' },
  service_supplement: { nature: 'window', holder: 'owner' },
  service_promised: { nature: 'duty', holder: 'unit' },
  service_delivery: { nature: 'duty', holder: 'unit' },
  service_rating: { nature: 'window', holder: 'owner' },
  service_rectification: { nature: 'duty', holder: 'unit' },
} as const;
export type LinkageClockName = keyof typeof LINKAGE_CLOCKS;

export const CLOCKS = { ...REQUEST_CLOCKS, ...LINKAGE_CLOCKS } as const;
export type ClockName = keyof typeof CLOCKS;
export type ClockHolder = (typeof CLOCKS)[ClockName]['holder'];
export const CLOCK_NAMES = Object.keys(CLOCKS) as readonly ClockName[];
export const REQUEST_CLOCK_NAMES = Object.keys(REQUEST_CLOCKS) as readonly RequestClockName[];

/** 哨: an emergency, a joint enforcement, key work, or what a resident asked for (Beijing subdistrict regulation art. 5). */
export const WHISTLE_KINDS = ['emergency', 'joint_enforcement', 'key_work', 'residents_request'] as const;
export type WhistleKind = (typeof WHISTLE_KINDS)[number];

/** Where a whistle stands. */
export const WHISTLE_STATES = [
  'awaiting_approval',
  'working',
  'awaiting_ruling',
  'calling_off',
  'rating',
  'ended',
  'refused',
  'cancelled',
] as const;
export type WhistleState = (typeof WHISTLE_STATES)[number];

/** 部门报到: where what one department owes of a whistle stands. */
export const REPORT_STATES = [
  'awaiting_sign_for',
  'signed_for',
  'objected',
  'absent',
  'on_site',
  'result_given',
  'released',
  'ended',
] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** 逾期阶梯: lateness climbs command, and lands on a joint meeting's agenda when command has failed. */
export const LATENESS_RUNGS = ['urge', 'unit_head', 'supervision_office', 'district_leader'] as const;
export type LatenessRung = (typeof LATENESS_RUNGS)[number];
export const TOP_RUNG: LatenessRung = 'district_leader';

/**
 * The rules of this release for requests. A change that alters any event of a kept history takes the next number. Since 5,
 * what a request tells those merged with it is written with its event, as with all other cases; since 6, what was reopened
 * is bound by no decision from before, and what has ended and may be reopened takes in what a crew has come to.
 */
export const CURRENT_RULES = 6;

/**
 * The same of all other cases. Since 2, what a case tells another is written with its event and given like any command; since 3,
 * a request is told of what is opened for it elsewhere, and a whistle of who comes to it; since 4, nobody waits for a crew on
 * site, or for an answer to an explained absence, without a date, and what a request cannot take its teller hears of.
 */
export const PROCEEDING_RULES = 4;

/** `'yes'` or `'no'`: events hold integers and strings only. */
export type YesNo = 'yes' | 'no';
