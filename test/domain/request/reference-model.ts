/**
 * The procedure once more, as plainly as it can be told: a table of places, a position, and clocks as intervals. It shares
 * nothing with `decide`, `evolve` and `lapse` but the calendar, the limits and the words; `reference-model.test.ts` sets both
 * against each other. It takes commands in the order of their receipt.
 */
import { dueOf, isWorkingDay, parseLimit, type Calendar, type Limit } from '../../../src/domain/calendar.js';
import { localTime } from '../../../src/domain/local-time.js';
import type { Terms } from '../../../src/domain/policy.js';
import type {
  RequestCommand,
  RequestCommandBodies,
  RequestCommandName,
  SubmitBody,
  UnitFact,
} from '../../../src/domain/request/commands.js';
import type { Classification, JudgementAnswers } from '../../../src/domain/request/events.js';
import type { ClockName, Outcome, RequestState } from '../../../src/domain/vocabulary.js';

export const OPEN: readonly RequestState[] = [
  'received',
  'awaiting_information',
  'merged',
  'awaiting_dispatch',
  'awaiting_sign_for',
  'objected',
  'handling',
  'parked',
  'rework',
  'in_review',
  'awaiting_reply',
  'awaiting_call_back',
  'awaiting_judgement',
];
const ENDS: readonly RequestState[] = ['closed', 'answered', 'declined', 'withdrawn', 'handed_over', 'terminated'];
const WITH_UNIT: readonly RequestState[] = ['awaiting_sign_for', 'objected', 'handling', 'parked', 'rework'];

/** Where each command may be given, written down from the design, not read from the code. */
export const PLACES: Record<RequestCommandName, readonly RequestState[]> = {
  accept: ['received'],
  askInformation: ['received', 'awaiting_dispatch', 'awaiting_sign_for', 'handling'],
  supplement: OPEN,
  answerAtOnce: ['received', 'awaiting_dispatch', 'awaiting_sign_for'],
  decline: OPEN,
  handOver: ['received', 'awaiting_information', 'awaiting_dispatch', 'awaiting_sign_for'],
  confirmHandOver: ['received', 'awaiting_information', 'awaiting_dispatch'],
  terminate: ['awaiting_dispatch', 'awaiting_sign_for', 'objected', 'handling', 'parked'],
  ruleOnTermination: ['awaiting_dispatch', 'awaiting_sign_for', 'objected', 'handling', 'parked'],
  dispatch: ['awaiting_dispatch', 'awaiting_sign_for'],
  signFor: ['awaiting_sign_for'],
  object: ['awaiting_sign_for', 'handling'],
  ruleOnObjection: ['objected'],
  recordContact: ['awaiting_sign_for', 'handling', 'parked', 'rework', 'in_review', 'awaiting_reply'],
  interimReply: [...WITH_UNIT, 'in_review', 'awaiting_reply'],
  requestExtension: ['handling'],
  ruleOnExtension: ['handling'],
  park: ['handling'],
  ruleOnParking: ['handling'],
  clear: ['parked'],
  addCoUnit: ['awaiting_sign_for', 'handling', 'parked', 'rework'],
  coSignFor: WITH_UNIT,
  coReply: WITH_UNIT,
  assignInside: ['handling', 'parked', 'rework'],
  split: ['received', 'awaiting_information', 'awaiting_dispatch', ...WITH_UNIT],
  merge: ['received', 'awaiting_information', 'awaiting_dispatch', 'awaiting_sign_for', 'handling'],
  unmerge: ['merged'],
  takeFollower: [...OPEN, ...ENDS],
  releaseFollower: [...OPEN, ...ENDS],
  followLeader: ['merged'],
  verify: ['awaiting_call_back'],
  returnUpstream: [
    ...(['received', 'awaiting_information', 'awaiting_dispatch'] as const),
    ...(['awaiting_sign_for', 'awaiting_reply', 'awaiting_call_back', 'awaiting_judgement'] as const),
    ...ENDS,
  ],
  appealJudgement: ['rework', 'in_review', 'awaiting_reply', 'awaiting_call_back', 'awaiting_judgement', 'closed'],
  ruleOnAppeal: [...OPEN, ...ENDS],
  nameRepresentatives: OPEN,
  proposeMark: [
    ...(['awaiting_sign_for', 'handling', 'parked', 'rework', 'in_review', 'awaiting_reply'] as const),
    ...(['awaiting_call_back', 'awaiting_judgement', 'closed'] as const),
  ],
  ruleOnMark: [...OPEN, ...ENDS],
  reclassify: [
    ...(['received', 'awaiting_information', 'awaiting_dispatch'] as const),
    ...(['awaiting_sign_for', 'objected', 'handling', 'rework'] as const),
  ],
  correct: OPEN,
  adoptCalendar: [...OPEN, ...ENDS],
  adoptPolicy: OPEN,
  succeedUnit: [...OPEN, ...ENDS],
  lookIn: [...OPEN, ...ENDS],
  instruct: OPEN,
  raiseLevel: [
    'awaiting_sign_for',
    'handling',
    'parked',
    'rework',
    'in_review',
    'awaiting_reply',
    'awaiting_judgement',
  ],
  proveLateEntry: [...OPEN, ...ENDS],
  submitResult: ['handling', 'rework'],
  approveResult: ['handling', 'rework'],
  review: ['in_review'],
  reply: ['awaiting_reply'],
  recordCallBack: ['awaiting_call_back'],
  judge: ['awaiting_judgement'],
  close: ['awaiting_judgement'],
  rework: ['awaiting_judgement'],
  reopen: ENDS,
  withdraw: OPEN,
  urge: OPEN,
  supervise: OPEN,
  comment: [...OPEN, ...ENDS],
  blowWhistle: WITH_UNIT,
  openMediation: WITH_UNIT,
  referToMeeting: WITH_UNIT,
  carryReferral: WITH_UNIT,
  takeDecision: WITH_UNIT,
  awaitDecision: OPEN,
  noteOpened: [...OPEN, ...ENDS],
  noteEnforcement: [...OPEN, ...ENDS],
  concludeReferral: OPEN,
};

/** Only the lead's own people; and of all units only the lead, beside the centre. */
const LEADS_ONLY: readonly RequestCommandName[] = [
  'signFor',
  'object',
  'recordContact',
  'requestExtension',
  'park',
  'assignInside',
  'appealJudgement',
  'proposeMark',
  'submitResult',
  'approveResult',
];
const NEVER_LEADS: readonly RequestCommandName[] = [
  'ruleOnObjection',
  'ruleOnExtension',
  'review',
  'recordCallBack',
  'close',
  'rework',
  'ruleOnTermination',
  'ruleOnParking',
  'clear',
  'raiseLevel',
  'proveLateEntry',
  'verify',
  'ruleOnAppeal',
  'ruleOnMark',
];
const NO_OTHER_UNIT: readonly RequestCommandName[] = ['askInformation', 'reply', 'terminate', 'interimReply'];
/** Not while a body outside is asked to take it over. */
const WAITS_FOR_HAND_OVER: readonly RequestCommandName[] = [
  'accept',
  'askInformation',
  'answerAtOnce',
  'decline',
  'dispatch',
  'handOver',
  'terminate',
  'ruleOnTermination',
  'reclassify',
  'split',
  'merge',
];

const CENTRES: readonly ClockName[] = [
  'hand_over',
  'termination_ruling',
  'dispatch',
  'ruling',
  'review',
  'call_back',
  'reached',
  'parking_ruling',
  'appeal_ruling',
  'upstream_return',
  'look_in',
];
/** Owed whatever became of the request. */
const PAST_THE_END: readonly ClockName[] = ['appeal_ruling', 'upstream_return', 'look_in'];
const UNITS: readonly ClockName[] = [
  'sign_for',
  'first_contact',
  'result',
  'reply',
  'rework_result',
  'interim_reply',
  'parking_note',
];
const CO_UNITS: readonly ClockName[] = ['co_sign_for', 'co_part'];

type Holder = 'centre' | 'unit' | 'executor' | `co ${string}`;

function holderOf({ name, unit }: Pick<Interval, 'name' | 'unit'>): Holder | undefined {
  if (CO_UNITS.includes(name)) return `co ${unit ?? ''}`;
  if (name === 'inside') return 'executor';
  if (CENTRES.includes(name)) return 'centre';
  return UNITS.includes(name) ? 'unit' : undefined;
}

/** An interval with a name: it is open until it is over; its due follows from what it was given and when it stood still. */
interface Interval {
  name: ClockName;
  n: number;
  from: string;
  limit: Limit;
  granted: number;
  stood: { from: string; until?: string }[];
  /** The day at whose end it is due at the earliest, and what it had been granted by then. */
  floor?: { day: string; granted: number };
  over?: 'done' | 'dropped';
  /** Whose it is, where several have one. */
  unit?: string;
  cap?: string;
  /** What it counted by before another classification counted it from then on. */
  first?: Pick<Interval, 'from' | 'stood' | 'cap'>;
  doneBy?: string;
  /** What it was due before the calendar changed, and had been granted by then. */
  fixed?: { due: string; granted: number };
  proven?: boolean;
  doneAt?: string;
  breachedAt?: string;
}

export type Step = Pick<RequestCommand, 'name' | 'body' | 'actor'> & { at: string; stale: boolean };

export class ReferenceModel {
  position: RequestState = 'received';
  lead: string | undefined;
  outcome: Outcome | undefined;
  referral: string | undefined;
  ended = false;
  transfers = 0;
  rungs = 0;
  readonly clocks: Interval[] = [];
  private calendar: Calendar;
  private readonly receivedAt: string;
  private at: string;
  private moment = '';
  private who = '';
  private designated = false;
  private sentTo: string | undefined;
  private named: string | undefined;
  private wasAccepted = false;
  private reworks = 0;
  private wasHard = false;
  /** The matter whose decision is its task. */
  private taskOf: string | undefined;
  /** The matter of which a meeting is to decide anew. */
  private waitsFor: string | undefined;
  private carried = false;
  private asked = false;
  private extension: number | undefined;
  private extensions = 0;
  private submitted = false;
  private tries: string[] = [];
  private link = false;
  private said: JudgementAnswers['solved'] | undefined;
  private handedTo: string | undefined;
  private proposedBy: string | undefined;
  private parking: { until: string; step: 'asked' | 'stands' | 'past' } | undefined;
  private parkedBefore = false;
  private together: { unit: string; signed: boolean; replied: boolean }[] = [];
  private executing: string | undefined;
  private level = 0;
  private leader: string | undefined;
  private followers = new Set<string>();
  private classified: Classification;
  private hasContact: boolean;
  private finder: string | undefined;
  private refuted = false;
  private round = 0;
  private judgedAt: string | undefined;
  private appeal: { by: string[] } | undefined;
  private appealed = new Set<number>();
  private mark: { by: string[]; over: boolean } | undefined;
  private returned = false;
  private reworksBySystem = 0;
  private reworking = false;
  private approvedAt: string | undefined;
  private ladders: { [holder in Holder]?: { rung: number; since: string } } = {};
  private onAgenda = false;
  private beside = new Set<string>();

  constructor(
    private readonly start: SubmitBody,
    private terms: Terms,
    at: string,
    submitter: string,
  ) {
    this.calendar = terms.calendar;
    this.at = at;
    this.receivedAt = at;
    const { kind, category, urgency, origin, upstream, crisis, contact } = start.received;
    this.classified = { kind, category, urgency };
    this.hasContact = contact !== undefined;
    if (origin === 'finding') this.finder = submitter;
    this.begin('dispatch', at);
    this.beginResult(at);
    if (upstream?.dueAt !== undefined) this.begin('upstream_return', at, { limit: '9999d', cap: upstream.dueAt });
    if (crisis === 'yes') this.begin('look_in', at);
    if (start.trusted === 'no') return;
    this.position = 'awaiting_dispatch';
    if (start.proposal && unfit(start.proposal.unit) === undefined) this.send(start.proposal.unit.code, at);
  }

  /** The open clocks and their dues, in the order they were started. */
  open(): readonly string[] {
    return this.clocks
      .filter(({ over }) => !over)
      .map((clock) => `${clock.name}#${String(clock.n)} ${this.due(clock)}`);
  }

  breached(): readonly string[] {
    return this.clocks
      .filter(({ breachedAt }) => breachedAt)
      .map(({ name, n, breachedAt }) => `${name}#${String(n)} ${breachedAt ?? ''}`);
  }

  /** Lets time pass, then gives the command; answers the code of its refusal. */
  take(step: Step): string | undefined {
    this.pass(step.at);
    this.stepDown();
    if (step.stale) return 'version_conflict';
    if (this.ended) return 'request_ended';
    if (!PLACES[step.name].includes(this.position)) return 'wrong_state';
    const { unit, role } = step.actor;
    const ofUnit = role === 'unit_coordinator' || role === 'unit_head';
    if (LEADS_ONLY.includes(step.name) && unit !== this.lead) return 'not_lead_unit';
    if (NO_OTHER_UNIT.includes(step.name) && ofUnit && unit !== this.lead) return 'not_lead_unit';
    if (NEVER_LEADS.includes(step.name) && unit !== undefined && unit === this.lead) return 'own_work';
    if (WAITS_FOR_HAND_OVER.includes(step.name) && this.handedTo) return 'hand_over_open';
    this.moment = step.at;
    this.who = step.actor.account;
    const refusal = this.decide(step);
    if (refusal === undefined) this.at = step.at;
    this.stepDown();
    return refusal;
  }

  private due(clock: Interval): string {
    const due = this.uncapped(clock);
    return clock.cap !== undefined && clock.cap < due ? clock.cap : due;
  }

  private uncapped(clock: Interval): string {
    const { fixed } = clock;
    if (fixed) {
      const beyond = clock.granted - fixed.granted;
      const { unit: term } = parseLimit(clock.limit);
      const day = term === 'wd' || term === 'd';
      const start = day ? new Date(Date.parse(fixed.due) - 3_600_000).toISOString() : fixed.due;
      return beyond === 0 ? fixed.due : dueOf(this.calendar, start, `${beyond}${term}`).at;
    }
    const { amount, unit } = parseLimit(clock.limit);
    const pauses = clock.stood.flatMap(({ from, until }) => (until === undefined ? [] : [{ from, until }]));
    const { floor } = clock;
    if (!floor) return dueOf(this.calendar, clock.from, `${amount + clock.granted}${unit}`, pauses).at;
    const end = new Date(Date.parse(`${floor.day}T16:00:00Z`)).toISOString();
    const more = clock.granted - floor.granted;
    return more === 0 ? end : dueOf(this.calendar, `${floor.day}T12:00:00+08:00`, `${more}${unit}`).at;
  }

  private begin(name: ClockName, from: string, own: Pick<Interval, 'unit' | 'cap'> & { limit?: Limit } = {}): void {
    const limit = own.limit ?? this.terms.limits[name];
    const n = this.clocks.filter((clock) => clock.name === name).length + 1;
    if (limit) this.clocks.push({ name, n, from, ...own, limit, granted: 0, stood: [] });
  }

  /** What an order from above leaves: its due less the reserve, or half of the time. */
  private beginResult(at: string): void {
    const dueAt = this.start.received.upstream?.dueAt;
    if (dueAt === undefined || dueAt <= at) {
      this.begin('result', at);
      return;
    }
    this.begin('result', at, { cap: this.inner(at, dueAt) });
  }

  private inner(at: string, dueAt: string): string {
    const [from, until] = [Date.parse(at), Date.parse(dueAt)];
    const { amount, unit } = parseLimit(this.terms.upstreamReserve ?? '1min');
    const reserve = amount * (unit === 'h' ? 3_600_000 : 60_000);
    return new Date(Math.max(until - reserve, Math.floor((until - from) / 2) + from)).toISOString();
  }

  /** A share of what is left of the clock that the lead works by. */
  private share(at: string, percent: number): { limit: Limit; cap?: string } | undefined {
    const work = this.running('rework_result') ?? this.running('result');
    if (!work) return undefined;
    const due = this.due(work);
    const stands = work.stood.find(({ until }) => until === undefined);
    const from = stands?.from ?? at;
    const ahead = !stands && !work.breachedAt && due > at ? { cap: due } : {};
    if (['h', 'min'].includes(parseLimit(work.limit).unit)) {
      const minutes = Math.floor(
        Math.max(0, Math.floor((Date.parse(due) - Date.parse(from)) / 60_000)) * (percent / 100),
      );
      return { limit: minutes > 0 ? `${minutes}min` : this.terms.ladder, ...ahead };
    }
    let days = 0;
    const last = localTime(new Date(Date.parse(due) - 1).toISOString()).slice(0, 10);
    let ms = Date.parse(`${localTime(from).slice(0, 10)}T04:00:00Z`) + 86_400_000;
    for (; new Date(ms).toISOString().slice(0, 10) <= last; ms += 86_400_000)
      if (isWorkingDay(this.calendar, new Date(ms).toISOString().slice(0, 10)).working) days += 1;
    return { limit: `${Math.max(1, Math.floor(days * (percent / 100)))}wd`, ...ahead };
  }

  /** The limit of another classification: from the first start, or from now where that would be past, but no later than it stood. */
  private relimit(name: 'dispatch' | 'result', at: string): void {
    const limit = this.terms.limits[name];
    const clock = this.running(name);
    if (!clock) {
      const isLate = name === 'dispatch' && this.lead !== undefined;
      const last = this.clocks.filter((one) => one.name === name).at(-1);
      if (isLate || last?.over === 'done') return;
      if (last) {
        // It has it again, with all that had been given to it.
        if (!limit) return;
        delete last.over;
        this.relimit(name, at);
        return;
      }
      const begin = (from: string) => {
        if (name === 'result') this.beginResult(from);
        else this.begin(name, from);
      };
      begin(this.receivedAt);
      const begun = this.running(name);
      if (!begun || this.due(begun) > at) return;
      this.clocks.pop();
      begin(at);
      return;
    }
    if (clock.breachedAt || clock.limit === limit) return;
    if (!limit) {
      clock.over = 'dropped';
      return;
    }
    const standing = this.due(clock);
    const unitOf = (one: Limit) => parseLimit(one).unit;
    if (unitOf(limit) !== unitOf(clock.limit)) clock.granted = 0;
    clock.limit = limit;
    delete clock.fixed;
    delete clock.floor;
    const first = { ...(clock.first ?? clock), stood: [...(clock.first?.stood ?? []), ...clock.stood] };
    const count = ({ from, stood, cap }: Pick<Interval, 'from' | 'stood' | 'cap'>): void => {
      Object.assign(clock, { from, stood });
      if (cap === undefined) delete clock.cap;
      else clock.cap = cap;
    };
    count(first);
    delete clock.first;
    const stands = clock.stood.some(({ until }) => until === undefined);
    if (stands || this.due(clock) > at) return;
    const { from, stood, cap } = first;
    clock.first = { from, stood, ...(cap !== undefined && { cap }) };
    count({ ...clock.first, from: at, stood: [] });
    if (this.due(clock) > standing) clock.cap = standing;
  }

  /**
   * Another calendar: what runs and is not late may end later, or earlier where a year was missing; everything else stays
   * where it was.
   */
  private adopt(calendar: Calendar): void {
    const before = this.clocks.map((clock) => this.uncapped(clock));
    const guessed = this.clocks.map((clock) => this.isGuess(clock));
    this.calendar = calendar;
    this.clocks.forEach((clock, i) => {
      const was = before[i] ?? '';
      clock.fixed = { due: was, granted: clock.granted };
      const stands = clock.stood.some(({ until }) => until === undefined);
      if (clock.over || clock.breachedAt || stands) return;
      const next = this.anew(clock);
      if (next > was || guessed[i]) clock.fixed.due = next;
    });
  }

  /** Whether a year without a table had a part in its due. */
  private isGuess({ from, limit, granted, stood }: Interval): boolean {
    const { amount, unit } = parseLimit(limit);
    const pauses = stood.flatMap(({ from: start, until }) => (until === undefined ? [] : [{ from: start, until }]));
    return dueOf(this.calendar, from, `${amount + granted}${unit}`, pauses).provisional === 'yes';
  }

  /** From its start, as if nobody had ever counted it. */
  private anew(clock: Interval): string {
    const { amount, unit } = parseLimit(clock.limit);
    const pauses = clock.stood.flatMap(({ from, until }) => (until === undefined ? [] : [{ from, until }]));
    const due = dueOf(this.calendar, clock.from, `${amount + clock.granted}${unit}`, pauses).at;
    const resumed = pauses.at(-1)?.until;
    if (resumed === undefined || due > resumed) return due;
    return dueOf(this.calendar, new Date(Date.parse(resumed) - 86_400_000).toISOString(), '1d').at;
  }

  /** A longer limit by another policy; never a shorter one. */
  private lengthen(clock: Interval, limit: Limit | undefined, at: string): void {
    if (!limit || limit === clock.limit || clock.over || clock.breachedAt) return;
    if (this.clocks.some((one) => one !== clock && one.name === clock.name && !one.over && one.n > clock.n)) return;
    const was = this.due(clock);
    const { limit: before, granted } = clock;
    const isSameUnit = parseLimit(limit).unit === parseLimit(before).unit;
    const { amount, unit } = parseLimit(limit);
    const more = isSameUnit ? granted : 0;
    const own = clock.first ?? clock;
    const stood = [...(clock.first?.stood ?? []), ...clock.stood].flatMap(({ from, until }) =>
      until === undefined ? [] : [{ from, until }],
    );
    const bare = dueOf(this.calendar, own.from, `${amount + more}${unit}`, stood).at;
    const next = own.cap !== undefined && own.cap < bare ? own.cap : bare;
    const stands = clock.stood.some(({ until }) => until === undefined);
    if (next <= was || (!stands && next <= at)) return;
    clock.limit = limit;
    clock.granted = more;
    delete clock.floor;
    if (clock.first) {
      const { from, cap } = clock.first;
      Object.assign(clock, { from, stood: [...clock.first.stood, ...clock.stood] });
      if (cap === undefined) delete clock.cap;
      else clock.cap = cap;
      delete clock.first;
    }
    clock.fixed = { due: bare, granted: more };
  }

  /** The last result was none. */
  private notDone(): void {
    const last = this.clocks.filter(({ name }) => name === 'result').at(-1);
    if (last?.over === 'done') delete last.over;
  }

  /** What was merged goes on by itself. */
  private alone(at: string): void {
    this.notDone();
    this.begin('dispatch', at);
    this.leader = undefined;
    this.lead = undefined;
    this.position = this.wasAccepted ? 'awaiting_dispatch' : 'received';
  }

  /** What a unit had is the centre's again. */
  private takeBack(): boolean {
    if (this.lead === undefined) return false;
    this.finish('dropped', 'sign_for', 'first_contact', 'objection', 'ruling', 'termination_ruling', 'parking_ruling');
    this.finish('dropped', 'parking_note', 'interim_reply', 'inside', 'rework_result', 'co_sign_for', 'co_part');
    this.lead = undefined;
    this.designated = false;
    this.together = [];
    this.executing = undefined;
    this.extension = undefined;
    if (this.referral) this.wasHard = false;
    this.referral = undefined;
    this.proposedBy = undefined;
    this.parking = undefined;
    this.submitted = false;
    this.reworking = false;
    this.position = 'awaiting_dispatch';
    return true;
  }

  private owesWord(at: string): void {
    if (this.start.received.requester !== 'anonymous' && this.hasContact && !this.running('interim_reply'))
      this.begin('interim_reply', at);
  }

  private finishOf(unit: string, over: 'done' | 'dropped', at: string, ...names: ClockName[]): void {
    for (const clock of this.clocks)
      if (!clock.over && clock.unit === unit && names.includes(clock.name)) {
        clock.over = over;
        clock.doneAt = at;
        clock.doneBy = this.who;
      }
  }

  private running(name: ClockName): Interval | undefined {
    return this.clocks.find((clock) => clock.name === name && !clock.over);
  }

  private finish(over: 'done' | 'dropped', ...names: ClockName[]): void {
    for (const clock of this.clocks)
      if (!clock.over && names.includes(clock.name)) {
        clock.over = over;
        clock.doneAt = this.moment;
        clock.doneBy = this.who;
      }
  }

  /** What was missed does not stand still, nor does what stands already. */
  private stand(name: ClockName, at: string): void {
    const clock = this.running(name);
    if (clock && !clock.breachedAt && !clock.stood.some(({ until }) => until === undefined))
      clock.stood.push({ from: at });
  }

  private goOn(at: string, names: readonly ClockName[] = ['dispatch', 'result']): void {
    for (const name of names) {
      const clock = this.running(name);
      const pause = clock?.stood.find(({ until }) => until === undefined);
      if (!clock || !pause) continue;
      const was = this.due(clock);
      pause.until = at;
      delete clock.fixed;
      delete clock.floor;
      // A pause takes nothing away, as from an extension that was counted from a day that had rolled.
      if (this.due(clock) <= was && was > at) {
        clock.fixed = { due: was, granted: clock.granted };
        continue;
      }
      // With nothing left, it has until the end of the day, or of the next one that people work.
      if (this.due(clock) > at) continue;
      let ms = Date.parse(at);
      while (!isWorkingDay(this.calendar, localTime(new Date(ms).toISOString()).slice(0, 10)).working) ms += 86_400_000;
      clock.floor = { day: localTime(new Date(ms).toISOString()).slice(0, 10), granted: clock.granted };
    }
  }

  private end(position: RequestState, at: string, outcome?: Outcome): void {
    this.position = position;
    this.outcome = outcome;
    for (const clock of this.clocks) if (!PAST_THE_END.includes(clock.name)) clock.over ??= 'dropped';
    this.begin('reopening', at);
    this.referral = undefined;
    this.link = false;
    this.handedTo = undefined;
    this.proposedBy = undefined;
    this.parking = undefined;
  }

  private send(unit: string, at: string, designated = false): void {
    const last = this.sentTo ?? this.lead;
    if (last !== undefined && last !== unit) this.transfers += 1;
    this.sentTo = unit;
    this.named = designated ? unit : undefined;
    this.lead = unit;
    this.position = 'awaiting_sign_for';
    this.designated = designated;
    this.extension = undefined;
    this.submitted = false;
    this.goOn(at, ['dispatch']);
    this.finish('done', 'dispatch');
    this.finish('dropped', 'sign_for', 'first_contact', 'objection', 'termination_ruling', 'inside');
    this.finishOf(unit, 'dropped', at, 'co_sign_for', 'co_part');
    this.together = this.together.filter((one) => one.unit !== unit);
    this.executing = undefined;
    this.proposedBy = undefined;
    this.begin('sign_for', at);
    if (this.start.received.requester === 'named' && this.hasContact) this.begin('first_contact', at);
    if (!designated) this.begin('objection', at);
  }

  /** Only the first time, and only where the centre owes the confirmation instead. */
  private standsForHandOver(): boolean {
    return this.running('hand_over')?.n === 1;
  }

  // ── time ──

  private pass(now: string): void {
    for (;;) {
      if (this.ended) return;
      this.stepDown();
      const [next] = this.ahead().sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
      if (next === undefined || next.at > now) return;
      this.at = next.at > this.at ? next.at : this.at;
      next.happens(this.at);
    }
  }

  private ahead(): { at: string; order: number; happens: (at: string) => void }[] {
    const ahead: ReturnType<ReferenceModel['ahead']> = [];
    for (const clock of this.clocks) {
      if (clock.over || clock.stood.some(({ until }) => until === undefined)) continue;
      const at = this.due(clock);
      if (holderOf(clock)) {
        if (!clock.breachedAt)
          ahead.push({
            at,
            order: 1,
            happens: (when) => {
              this.breach(clock, when);
            },
          });
      } else if (clock.name !== 'objection') {
        ahead.push({
          at,
          order: 3,
          happens: () => {
            this.window(clock, at);
          },
        });
      }
    }
    if (this.parking?.step === 'stands') {
      const { until } = this.parking;
      ahead.push({
        at: new Date(`${until}T00:00:00+08:00`).toISOString(),
        order: 3,
        happens: (at) => {
          this.parking = { until, step: 'past' };
          if (!this.running('information')) this.goOn(at, ['result']);
        },
      });
    }
    if (this.position === 'merged') return ahead;
    const holders = ['unit', 'centre', 'executor', ...this.together.map(({ unit }) => `co ${unit}`)] as Holder[];
    for (const holder of holders) {
      if (!this.owes(holder)) continue;
      const ladder = this.ladders[holder];
      const climb = (at: string, happens: (at: string) => void) => ahead.push({ at, order: 2, happens });
      if (!ladder) {
        climb(this.at, (since) => {
          this.urge(holder, since);
        });
      } else if (holder === 'executor') {
        continue;
      } else if (ladder.rung < 3) {
        climb(this.rungDue(ladder.since), (since) => {
          const rung = Math.max(ladder.rung + 1, holder === 'unit' ? this.level : 0);
          this.ladders[holder] = { rung, since };
          this.rungs += 1;
        });
      } else if (holder === 'unit' && !this.referral && !this.onAgenda) {
        climb(this.at, () => {
          this.referral = 'joint_meeting';
          this.waitsFor = undefined;
          this.onAgenda = true;
          this.owesWord(this.at);
        });
      }
    }
    const isAtWork = WITH_UNIT.includes(this.position);
    if (isAtWork && !this.referral && !this.wasHard && (this.transfers >= 3 || this.reworks >= 3)) {
      ahead.push({
        at: this.at,
        order: 2,
        happens: () => {
          this.referral = 'joint_meeting';
          this.waitsFor = undefined;
          this.wasHard = true;
          this.owesWord(this.at);
        },
      });
    }
    return ahead;
  }

  /** In working days a rung that came with midnight came at the end of the day before. */
  private rungDue(since: string): string {
    const { unit } = parseLimit(this.terms.ladder);
    const midnight = localTime(since).slice(11, 19) === '00:00:00' && since.endsWith(':00.000Z');
    const from = unit === 'wd' && midnight ? new Date(Date.parse(since) - 60_000).toISOString() : since;
    return dueOf(this.calendar, from, this.terms.ladder).at;
  }

  /** Whether a holder still owes something that was missed. */
  private owes(holder: Holder): boolean {
    return this.clocks.some((clock) => !clock.over && clock.breachedAt && this.holder(clock) === holder);
  }

  /** Before there is a lead, what a lead would owe is the centre's. */
  private holder(clock: Interval): Holder | undefined {
    return this.lead === undefined && holderOf(clock) === 'unit' ? 'centre' : holderOf(clock);
  }

  private breach(clock: Interval, at: string): void {
    clock.breachedAt = at;
    const holder = this.holder(clock);
    if (holder && this.position !== 'merged' && !this.ladders[holder]) this.urge(holder, at);
  }

  private urge(holder: Holder, since: string): void {
    this.ladders[holder] = { rung: 0, since };
    this.rungs += 1;
  }

  private stepDown(): void {
    for (const holder of Object.keys(this.ladders) as Holder[])
      if (holder !== 'unit' && !this.owes(holder)) Reflect.deleteProperty(this.ladders, holder);
    if (this.owes('unit')) return;
    delete this.ladders.unit;
    this.onAgenda = false;
  }

  private window(clock: Interval, at: string): void {
    switch (clock.name) {
      case 'information':
        clock.over = 'dropped';
        this.heard(at);
        return;
      case 'judgement_window':
        this.end('closed', at, this.said === undefined ? 'not_judged' : outcomeFor(this.said));
        return;
      default:
        for (const each of this.clocks) each.over ??= 'dropped';
        this.ended = true;
    }
  }

  /** The resident is no longer waited for; what stands for something else too goes on standing. */
  private heard(at: string): void {
    const names = (['dispatch', 'result'] as const).filter((name) =>
      name === 'dispatch' ? !this.standsForHandOver() : this.parking?.step !== 'stands',
    );
    this.goOn(at, names);
    if (this.position === 'awaiting_information') this.position = 'received';
  }

  // ── people ──

  private decide({ name, body: anyBody, actor, at }: Step): string | undefined {
    const { received } = this.start;
    // Each branch below reads the body of its own command.
    const body = anyBody as Record<string, unknown>;
    const is = (key: string, value: string) => body[key] === value;
    switch (name) {
      case 'accept': {
        this.position = 'awaiting_dispatch';
        const proposal = body['proposal'] as SubmitBody['proposal'];
        if (proposal && unfit(proposal.unit) === undefined) this.send(proposal.unit.code, at);
        return;
      }
      case 'askInformation':
        if (this.asked) return 'information_already_asked';
        if (this.classified.urgency === 'critical') return 'information_not_for_critical';
        if (!this.terms.limits.information) return 'kind_has_no_clocks';
        this.asked = true;
        this.begin('information', at);
        this.stand('dispatch', at);
        this.stand('result', at);
        if (this.position === 'received') this.position = 'awaiting_information';
        return;
      case 'supplement':
        if (!this.running('information')) return;
        this.finish('done', 'information');
        this.heard(at);
        return;
      case 'answerAtOnce':
        if (this.classified.kind !== 'inquiry') return 'answer_only_inquiry';
        this.takeBack();
        this.goOn(at);
        this.finish('done', 'dispatch', 'result');
        this.end('answered', at);
        return;
      case 'decline':
        if (!['received', 'awaiting_information', 'awaiting_dispatch', 'awaiting_sign_for'].includes(this.position)) {
          if (!is('reason', 'state_secret_or_privacy')) return 'declined_too_late';
          if (!WITH_UNIT.includes(this.position) && actor.role !== 'shift_leader') return 'secret_by_shift_leader';
        }
        this.takeBack();
        this.end('declined', at);
        return;
      case 'handOver':
        if (this.takeBack()) this.begin('dispatch', at);
        this.handedTo = String(body['to']);
        this.begin('hand_over', at);
        if (this.standsForHandOver()) this.stand('dispatch', at);
        return;
      case 'confirmHandOver':
        if (this.handedTo === undefined) return 'no_hand_over_open';
        if (is('result', 'taken') && typeof body['takenAt'] === 'string' && body['takenAt'] > at)
          return 'taken_out_of_time';
        if (
          is('result', 'taken') &&
          !body['reference'] &&
          !['police', 'fire_rescue', 'ambulance'].includes(this.handedTo)
        )
          return 'reference_required';
        this.finish('done', 'hand_over');
        if (is('result', 'taken') && this.handedTo === 'upstream_platform') {
          this.finish('done', 'upstream_return');
          this.returned = true;
        }
        this.handedTo = undefined;
        if (is('result', 'taken')) this.end('handed_over', at);
        else if (!this.running('information')) this.goOn(at, ['dispatch']);
        return;
      case 'terminate':
        if (this.proposedBy !== undefined) return 'termination_pending';
        if (this.submitted) return 'result_already_submitted';
        this.proposedBy = actor.account;
        this.begin('termination_ruling', at);
        return;
      case 'ruleOnTermination':
        if (this.proposedBy === undefined) return 'no_termination_pending';
        if (this.proposedBy === actor.account) return 'own_proposal';
        if (is('ruling', 'granted') && this.submitted) return 'result_already_submitted';
        this.finish('done', 'termination_ruling');
        this.proposedBy = undefined;
        if (is('ruling', 'granted')) this.end('terminated', at);
        return;
      case 'dispatch': {
        const unit = body['unit'] as UnitFact;
        const isUnsigned = this.position === 'awaiting_sign_for';
        if (isUnsigned && this.designated) return 'designation_stands';
        if (isUnsigned && unit.code === this.lead) return 'already_lead_unit';
        if (!isUnsigned && this.named !== undefined && unit.code !== this.named) return 'designation_stands';
        const refusal = unfit(unit);
        if (!refusal) this.send(unit.code, at, !isUnsigned && this.named !== undefined);
        return refusal;
      }
      case 'signFor':
        this.finish('done', 'sign_for');
        this.position = 'handling';
        return;
      case 'object': {
        if (this.designated) return 'designated_cannot_object';
        if (this.submitted) return 'result_already_submitted';
        const window = this.clocks.filter((clock) => clock.name === 'objection').at(-1);
        if (window && (window.over || at >= this.due(window))) return 'objection_too_late';
        this.finish('dropped', 'sign_for', 'first_contact', 'objection', 'parking_ruling');
        this.parking = undefined;
        this.begin('ruling', at);
        this.position = 'objected';
        return;
      }
      case 'ruleOnObjection': {
        const unit = body['unit'] as UnitFact | undefined;
        if (is('ruling', 'upheld')) {
          if (!unit) throw new Error('an upheld objection names a unit');
          if (unit.code === this.lead) return 'already_lead_unit';
          const refusal = unfit(unit);
          if (refusal) return refusal;
        }
        this.finish('done', 'ruling');
        this.send(
          (is('ruling', 'upheld') ? unit?.code : this.lead) ?? '',
          at,
          is('ruling', 'rejected') || is('designate', 'yes'),
        );
        return;
      }
      case 'recordContact':
        if (received.requester !== 'named' || !this.hasContact) return 'nobody_to_contact';
        if (is('result', 'reached')) this.finish('done', 'first_contact');
        return;
      case 'interimReply':
        if (received.requester === 'anonymous' || !this.hasContact) return 'nobody_to_contact';
        this.finish('done', 'interim_reply');
        if (this.running('parking_note')) {
          this.finish('done', 'parking_note');
          this.begin('parking_note', at);
        }
        return;
      case 'requestExtension': {
        if (this.classified.urgency === 'critical') return 'extension_not_for_critical';
        if (this.extension !== undefined) return 'extension_pending';
        if (this.parking) return 'parking_pending';
        const clock = this.running('result');
        if (!clock) return 'no_result_clock';
        if (this.extensions >= this.terms.extensions.atMost) return 'extensions_used_up';
        if (clock.cap !== undefined && clock.cap === this.due(clock)) return 'due_is_capped';
        const [asked, original] = [parseLimit(body['limit'] as Limit), parseLimit(clock.limit)];
        if (asked.unit !== original.unit || asked.amount > original.amount) return 'extension_too_long';
        // The last day ends at the due; its 17:00 is seven hours before.
        const closes =
          original.unit === 'wd'
            ? new Date(Date.parse(this.due(clock)) - 7 * 3_600_000).toISOString()
            : this.due(clock);
        if (this.tooLate(clock, at, closes)) return 'extension_after_expiry';
        this.extension = asked.amount;
        return;
      }
      case 'ruleOnExtension': {
        if (this.extension === undefined) return 'no_extension_pending';
        const clock = this.running('result');
        if (is('ruling', 'granted')) {
          if (!clock) return 'no_result_clock';
          if (this.tooLate(clock, at, this.due(clock))) return 'extension_after_expiry';
          if (clock.cap !== undefined && clock.cap === this.due(clock)) return 'due_is_capped';
          clock.granted += this.extension;
          this.owesWord(at);
          this.extensions += 1;
        }
        this.extension = undefined;
        return;
      }
      case 'submitResult':
        if (this.submitted) return 'result_already_submitted';
        if (this.classified.category.photoRequired === 'yes' && !(body['evidence'] as unknown[] | undefined)?.length)
          return 'photo_required';
        if (this.together.some(({ replied }) => !replied) && !body['withoutCoUnits']) return 'co_units_open';
        this.finish('done', 'inside');
        this.submitted = true;
        return;
      case 'park': {
        if (this.classified.urgency === 'critical') return 'parking_not_for_critical';
        if (this.parking) return 'parking_pending';
        if (this.parkedBefore) return 'parked_before';
        if (this.extension !== undefined) return 'extension_pending';
        if (this.submitted) return 'result_already_submitted';
        if (!this.running('result')) return 'no_result_clock';
        const until = String(body['until']);
        const latest = localTime(new Date(Date.parse(at) + 365 * 86_400_000).toISOString()).slice(0, 10);
        if (until <= localTime(at).slice(0, 10) || until > latest) return 'parking_end_out_of_range';
        this.parking = { until, step: 'asked' };
        this.begin('parking_ruling', at);
        return;
      }
      case 'ruleOnParking':
        if (this.parking?.step !== 'asked') return 'no_parking_pending';
        if (is('ruling', 'refused')) {
          this.finish('done', 'parking_ruling');
          this.parking = undefined;
          return;
        }
        if (this.classified.urgency === 'critical') return 'parking_not_for_critical';
        if (this.submitted) return 'result_already_submitted';
        if (this.parking.until <= localTime(at).slice(0, 10)) return 'parking_end_out_of_range';
        this.finish('done', 'parking_ruling');
        this.stand('result', at);
        if (received.requester !== 'anonymous' && this.hasContact) this.begin('parking_note', at);
        this.owesWord(at);
        this.parking = { until: this.parking.until, step: 'stands' };
        this.parkedBefore = true;
        this.extension = undefined;
        this.position = 'parked';
        return;
      case 'clear':
        this.finish('dropped', 'parking_note');
        this.parking = undefined;
        if (!this.running('information')) this.goOn(at, ['result']);
        this.position = 'handling';
        return;
      case 'addCoUnit': {
        const { code: unit, kind, inForce } = body['unit'] as UnitFact;
        if (this.submitted) return 'result_already_submitted';
        if (unit === this.lead) return 'already_lead_unit';
        if (this.together.some((one) => one.unit === unit)) return 'already_co_unit';
        if (inForce === 'no') return 'unit_not_in_force';
        if (kind === 'community') return 'cannot_be_co_unit';
        this.begin('co_sign_for', at, { unit });
        const part = this.share(at, 60);
        if (part) this.begin('co_part', at, { unit, ...part });
        this.together.push({ unit, signed: false, replied: false });
        return;
      }
      case 'coSignFor': {
        const own = this.together.find(({ unit }) => unit === actor.unit);
        if (!own) return 'not_co_unit';
        if (own.signed) return 'already_signed_for';
        own.signed = true;
        this.finishOf(own.unit, 'done', at, 'co_sign_for');
        return;
      }
      case 'coReply': {
        if (this.executing !== undefined && this.executing === actor.unit) {
          this.finish('done', 'inside');
          return;
        }
        const own = this.together.find(({ unit }) => unit === actor.unit);
        if (!own) return 'not_co_unit';
        if (own.replied) return 'already_replied';
        own.replied = true;
        this.finishOf(own.unit, 'done', at, 'co_sign_for', 'co_part');
        return;
      }
      case 'assignInside': {
        const community = body['unit'] as (UnitFact & { of?: string }) | undefined;
        if (community && community.of !== this.lead) return 'not_own_community';
        const share = this.share(at, community ? 50 : 100);
        const limit = body['limit'] as Limit | undefined;
        if (!limit && !share) return 'limit_required';
        const given = { limit: limit ?? share?.limit ?? '1wd', ...(share?.cap !== undefined && { cap: share.cap }) };
        const dueIn = (of: { limit: Limit; cap?: string }) => {
          const due = dueOf(this.calendar, at, of.limit).at;
          return of.cap !== undefined && of.cap < due ? of.cap : due;
        };
        if (community && share && dueIn(given) > dueIn(share)) return 'executor_time_too_long';
        this.finish('dropped', 'inside');
        this.begin('inside', at, { unit: community?.code ?? actor.unit ?? '', ...given });
        this.executing = community?.code;
        return;
      }
      case 'split': {
        const parts = body['parts'] as RequestCommandBodies['split']['parts'];
        const early = ['received', 'awaiting_information', 'awaiting_dispatch'].includes(this.position);
        if (!early && parts.some(({ statutory }) => statutory === 'no')) return 'split_after_dispatch';
        return this.submitted ? 'result_already_submitted' : undefined;
      }
      case 'merge': {
        const into = body['into'] as RequestCommandBodies['merge']['into'];
        if (into.number === received.number) return 'merge_into_itself';
        if (this.followers.size > 0) return 'has_followers';
        if (this.submitted) return 'result_already_submitted';
        if (!['in_review', 'handling'].includes(into.position)) return 'cannot_be_merge_lead';
        this.goOn(at);
        this.finish('done', 'dispatch');
        this.finish('dropped', 'sign_for', 'first_contact', 'objection', 'information', 'termination_ruling');
        this.finish('dropped', 'parking_ruling', 'interim_reply', 'inside', 'co_sign_for', 'co_part');
        this.lead = undefined;
        this.designated = false;
        this.extension = undefined;
        if (this.referral) this.wasHard = false;
        this.referral = undefined;
        this.proposedBy = undefined;
        this.parking = undefined;
        this.together = [];
        this.executing = undefined;
        this.leader = into.case;
        this.wasAccepted = !['received', 'awaiting_information'].includes(this.position) || this.sentTo !== undefined;
        this.position = 'merged';
        return;
      }
      case 'unmerge':
        this.alone(at);
        return;
      case 'takeFollower': {
        const { follower } = body as RequestCommandBodies['takeFollower'];
        if (this.followers.has(follower.case)) return 'already_follower';
        this.followers.add(follower.case);
        return;
      }
      case 'releaseFollower': {
        const { follower } = body as RequestCommandBodies['releaseFollower'];
        return this.followers.delete(follower.case) ? undefined : 'not_a_follower';
      }
      case 'followLeader': {
        const { leader, step, unit } = body as RequestCommandBodies['followLeader'];
        if (leader.case !== this.leader) return 'not_a_follower';
        if (step === 'ended') {
          this.alone(at);
          return;
        }
        if (step === 'result_returned') this.notDone();
        else this.finish('done', 'result');
        if (step !== 'called_back') {
          this.lead = unit;
          return;
        }
        const asked = received.crisis !== 'yes' && received.upstream?.callBackBy !== 'upstream';
        if (received.requester === 'anonymous' || !this.hasContact || !asked) {
          this.end('closed', at, 'not_judged');
          return;
        }
        this.lead = unit;
        this.begin('judgement_window', at);
        this.link = true;
        this.position = 'awaiting_judgement';
        return;
      }
      case 'verify': {
        if (this.finder === undefined) return 'not_a_finding';
        const workers = [this.executing, ...this.together.map(({ unit }) => unit)];
        if (actor.unit !== undefined && workers.includes(actor.unit)) return 'own_work';
        if (this.finder === actor.account) return 'own_finding';
        this.finish('done', 'call_back');
        this.reworking = false;
        if (is('result', 'confirmed')) {
          this.end('closed', at, 'solved');
          return;
        }
        this.position = 'awaiting_judgement';
        this.refuted = true;
        if (this.reworksBySystem < this.terms.reworksBySystem) {
          this.reworksBySystem += 1;
          this.orderRework(at);
        } else this.begin('ruling', at);
        return;
      }
      case 'returnUpstream': {
        const order = received.upstream;
        if (!order) return 'no_upstream_order';
        if (this.returned) return 'returned_before';
        const early = ['received', 'awaiting_information', 'awaiting_dispatch', 'awaiting_sign_for'];
        const isEarly = early.includes(this.position);
        if (isEarly !== is('why', 'not_ours')) return 'wrong_return';
        if (isEarly) {
          if (this.handedTo) return 'hand_over_open';
          if (this.takeBack()) this.begin('dispatch', at);
          this.handedTo = 'upstream_platform';
          this.begin('hand_over', at);
          if (this.standsForHandOver()) this.stand('dispatch', at);
          return;
        }
        this.returned = true;
        this.finish('done', 'upstream_return');
        if (order.callBackBy === 'upstream' && this.position === 'awaiting_reply') {
          this.finish('done', 'reply');
          this.end('closed', at, 'not_judged');
        }
        return;
      }
      case 'appealJudgement': {
        if (this.judgedAt === undefined) return 'no_judgement';
        if (this.appeal) return 'appeal_pending';
        if (this.appealed.has(this.round)) return 'appealed_before';
        if (at >= dueOf(this.calendar, this.judgedAt, '3wd').at) return 'appeal_too_late';
        this.appealed.add(this.round);
        this.appeal = { by: [] };
        this.begin('appeal_ruling', at);
        return;
      }
      case 'ruleOnAppeal': {
        if (!this.appeal) return 'no_appeal_pending';
        if (this.appeal.by.includes(actor.account)) return 'reviewed_before';
        this.appeal.by.push(actor.account);
        if (is('ruling', 'exclude') && this.appeal.by.length < 2) return;
        this.appeal = undefined;
        this.finish('done', 'appeal_ruling');
        return;
      }
      case 'nameRepresentatives':
        if (this.followers.size === 0 && this.start.received.cluster === undefined) return 'not_a_group';
        return;
      case 'proposeMark':
        if (this.mark) return 'mark_proposed_before';
        this.mark = { by: [], over: false };
        return;
      case 'ruleOnMark': {
        if (!this.mark || this.mark.over) return 'no_mark_proposed';
        if (this.mark.by.includes(actor.account)) return 'reviewed_before';
        this.mark.by.push(actor.account);
        this.mark.over = is('ruling', 'disagree') || this.mark.by.length === 2;
        return;
      }
      case 'reclassify': {
        const { from, to, terms } = body as unknown as RequestCommandBodies['reclassify'];
        const now = this.classified;
        if (from.kind !== now.kind || from.urgency !== now.urgency || from.category.code !== now.category.code)
          return 'classification_moved';
        if (to.kind === from.kind && to.urgency === from.urgency && to.category.code === from.category.code)
          return 'nothing_changes';
        const clockless = to.kind === 'praise' || to.kind === 'other';
        if (received.crisis === 'yes' && (to.urgency !== 'critical' || clockless)) return 'crisis_stays_critical';
        const wasSent = (this.lead ?? this.sentTo) !== undefined;
        if (wasSent && actor.role !== 'shift_leader') return 'shift_leader_after_dispatch';
        if (wasSent && clockless) return 'clockless_after_dispatch';
        this.extension = undefined;
        this.classified = to;
        if ((to.urgency === 'critical' || clockless) && this.running('information')) {
          this.finish('dropped', 'information');
          this.heard(at);
        }
        this.terms = terms;
        for (const name of ['dispatch', 'result'] as const) this.relimit(name, at);
        return;
      }
      case 'adoptCalendar': {
        const { calendar } = body as RequestCommandBodies['adoptCalendar'];
        const same = Object.entries(calendar.years).every(
          ([y, { version }]) => this.calendar.years[y]?.version === version,
        );
        if (same) return 'nothing_changes';
        this.adopt(calendar);
        return;
      }
      case 'adoptPolicy': {
        const { terms } = body as RequestCommandBodies['adoptPolicy'];
        if (terms.policy === this.terms.policy) return 'nothing_changes';
        this.terms = terms;
        for (const clock of this.clocks) this.lengthen(clock, terms.limits[clock.name], at);
        return;
      }
      case 'succeedUnit': {
        const { from, to } = body as RequestCommandBodies['succeedUnit'];
        const isIn =
          [this.lead ?? this.sentTo, this.executing, this.named].includes(from) ||
          this.together.some(({ unit }) => unit === from);
        if (!isIn) return 'not_of_unit';
        const isLeft = this.together.some(({ unit, replied }) => unit === from && !replied);
        if (this.lead === from) this.lead = to.code;
        if (this.sentTo === from) this.sentTo = to.code;
        if (this.named === from) this.named = to.code;
        if (this.lead === to.code) {
          const own = [from, to.code];
          for (const unit of own) this.finishOf(unit, 'dropped', at, 'co_sign_for', 'co_part');
          this.together = this.together.filter(({ unit }) => !own.includes(unit));
        }
        if (this.executing === from) this.executing = to.code;
        for (const one of this.together) if (one.unit === from) one.unit = to.code;
        for (const clock of this.clocks) {
          const isOwed = isLeft && clock.over === 'dropped' && CO_UNITS.includes(clock.name);
          if ((!clock.over || isOwed) && clock.unit === from) clock.unit = to.code;
        }
        return;
      }
      case 'correct':
        if (body['contact'] === undefined) return;
        if (received.requester === 'anonymous') return 'nobody_to_contact';
        this.hasContact = true;
        return;
      case 'lookIn':
        if (!this.running('look_in')) return 'nobody_to_look_in_on';
        this.finish('done', 'look_in');
        return;
      case 'instruct': {
        const due = body['due'] as string | undefined;
        if (due === undefined) return;
        const work = this.running('rework_result') ?? this.running('result');
        if (!work) return 'no_result_clock';
        if (work.stood.some(({ until }) => until === undefined)) return 'clock_stands_still';
        if (due <= at || due >= this.due(work)) return 'due_only_shortens';
        work.cap = due;
        if (work.first) work.first.cap = due;
        return;
      }
      case 'raiseLevel': {
        const level = ['', 'unit_head', 'supervision_office', 'district_leader'].indexOf(String(body['level']));
        if (level <= this.level) return 'level_only_rises';
        if (this.position === 'awaiting_judgement' && this.link) return 'not_unsatisfied';
        this.level = level;
        if (this.position === 'awaiting_judgement') this.orderRework(at);
        return;
      }
      case 'proveLateEntry': {
        const { clock: called, n, occurredAt } = body as { clock: ClockName; n: number; occurredAt: string };
        const clock = this.clocks.find((one) => one.name === called && one.n === n);
        if (!clock?.breachedAt || clock.over !== 'done') return 'no_late_entry';
        if (clock.proven) return 'late_entry_proven_before';
        if (clock.doneBy === actor.account) return 'own_late_entry';
        const late = Date.parse(clock.doneAt ?? '') - Date.parse(occurredAt) > 120 * 60_000;
        if (occurredAt < clock.from || occurredAt >= this.due(clock) || late) return 'late_entry_out_of_time';
        clock.proven = true;
        return;
      }
      case 'approveResult':
        if (!this.submitted) return 'no_result_submitted';
        if (is('approved', 'no')) {
          if (!body['reason']) return 'reason_required';
          this.submitted = false;
          return;
        }
        this.goOn(at);
        this.finish('done', 'result', 'rework_result');
        this.finish('dropped', 'information', 'objection', 'termination_ruling', 'interim_reply', 'parking_ruling');
        this.finish('dropped', 'inside', 'co_sign_for', 'co_part');
        this.parking = undefined;
        this.proposedBy = undefined;
        this.begin('review', at);
        this.approvedAt = at;
        this.submitted = false;
        this.extension = undefined;
        this.referral = undefined;
        this.position = 'in_review';
        return;
      case 'review': {
        if (is('passed', 'yes')) {
          this.finish('done', 'review');
          this.begin(this.finder === undefined ? 'reply' : 'call_back', at);
          this.position = this.finder === undefined ? 'awaiting_reply' : 'awaiting_call_back';
          return;
        }
        if (!body['reason']) return 'reason_required';
        this.finish('done', 'review');
        const taken = this.clocks
          .filter((clock) => clock.name === (this.reworking ? 'rework_result' : 'result'))
          .at(-1);
        if (taken) delete taken.over;
        // A part that was still owed then is owed again.
        for (const clock of this.clocks)
          if (CO_UNITS.includes(clock.name) && clock.over === 'dropped' && clock.doneAt === this.approvedAt)
            delete clock.over;
        this.position = this.reworking ? 'rework' : 'handling';
        return;
      }
      case 'reply':
        if (received.upstream?.callBackBy === 'upstream') return 'upstream_calls_back';
        this.finish('done', 'reply');
        this.finish(actor.unit === this.lead ? 'done' : 'dropped', 'first_contact');
        if (received.requester === 'anonymous' || !this.hasContact || received.crisis === 'yes') {
          this.end('closed', at, 'not_judged');
          return;
        }
        this.tries = [];
        this.begin('call_back', at);
        this.begin('reached', at);
        this.position = 'awaiting_call_back';
        return;
      case 'recordCallBack': {
        if (this.finder !== undefined) return 'finding_is_verified';
        const answers = body['answers'] as JudgementAnswers | undefined;
        const reached = is('result', 'reached');
        if (reached && !answers && !is('linkInstead', 'yes')) return 'judgement_needed';
        if (!reached && (answers || is('linkInstead', 'yes'))) return 'nobody_reached';
        this.finish('done', 'call_back');
        if (reached && answers) {
          this.finish('done', 'reached');
          this.judged(answers, at);
          return;
        }
        this.tries.push(localTime(at));
        const days = new Set(this.tries.map((each) => each.slice(0, 10)));
        const evening = this.tries.some((each) => each.slice(11) >= '18:00');
        if (!reached && !(this.tries.length >= 3 && days.size >= 2 && evening)) return;
        this.finish(reached ? 'done' : 'dropped', 'reached');
        this.begin('judgement_window', at);
        this.link = true;
        this.position = 'awaiting_judgement';
        return;
      }
      case 'judge':
        if (!this.link) return 'no_link_open';
        this.judged(body as unknown as JudgementAnswers, at);
        return;
      case 'close':
        if (this.link) return 'not_unsatisfied';
        this.end('closed', at, outcomeFor(this.said ?? 'not'));
        return;
      case 'rework':
        if (this.link) return 'not_unsatisfied';
        this.orderRework(at);
        return;
      case 'reopen':
        this.finish('done', 'reopening');
        this.beginResult(at);
        if (this.returned && received.upstream?.dueAt !== undefined && received.upstream.dueAt > at)
          this.begin('upstream_return', at, { limit: '9999d', cap: received.upstream.dueAt });
        this.returned = false;
        this.leader = undefined;
        this.outcome = undefined;
        this.said = undefined;
        this.extension = undefined;
        this.submitted = false;
        this.reworking = false;
        this.refuted = false;
        this.reworks -= this.reworksBySystem;
        this.reworksBySystem = 0;
        this.extensions = 0;
        this.together = [];
        this.executing = undefined;
        this.parkedBefore = false;
        this.taskOf = undefined;
        if (this.lead === undefined) {
          this.begin('dispatch', at);
          this.position = 'awaiting_dispatch';
        } else {
          // Whose leader's unit had it is not transferred to it.
          this.sentTo = this.lead;
          this.send(this.lead, at, this.designated);
        }
        return;
      case 'withdraw':
        if (actor.role !== 'resident' && body['callId'] === undefined) return 'only_requester_withdraws';
        this.end('withdrawn', at);
        return;
      case 'urge':
      case 'supervise':
      case 'comment':
        return;
      case 'noteOpened': {
        const { number } = body['opened'] as { number: string };
        if (this.beside.has(number)) return 'nothing_changes';
        this.beside.add(number);
        return;
      }
      case 'noteEnforcement':
        this.beside.delete((body['dispatch'] as { number: string }).number);
        return;
      case 'blowWhistle':
      case 'openMediation':
      case 'referToMeeting':
        if (this.referral) return 'referral_open';
        this.owesWord(at);
        this.referral = { blowWhistle: 'whistle', openMediation: 'mediation', referToMeeting: 'joint_meeting' }[name];
        this.waitsFor = undefined;
        this.carried = false;
        return;
      case 'carryReferral': {
        if (this.referral === undefined || !is('referral', this.referral)) return 'no_referral_open';
        if (this.carried) return 'referral_carried_before';
        if (this.classified.urgency === 'critical') return 'extension_not_for_critical';
        const clock = this.running('result');
        if (!clock) return 'no_result_clock';
        if (this.tooLate(clock, at, this.due(clock))) return 'extension_after_expiry';
        if (clock.cap !== undefined && clock.cap === this.due(clock)) return 'due_is_capped';
        const more = this.missing(clock, String(body['until']));
        if (more === 0) return 'nothing_changes';
        clock.granted += more;
        this.owesWord(at);
        this.carried = true;
        return;
      }
      case 'takeDecision': {
        const { number } = body['item'] as { number: string };
        const matter = number.split('-')[0];
        const isAwaited =
          this.referral === undefined && this.taskOf === undefined
            ? this.beside.has(number)
            : this.referral === 'joint_meeting'
              ? (this.waitsFor ?? matter) === matter
              : this.taskOf === matter;
        if (!isAwaited) return 'no_referral_open';
        const owner = body['owner'] as UnitFact & { of?: string };
        const decided = String(body['due']);
        if (owner.code === received.against?.unit && owner.of !== undefined) return 'reported_unit';
        const refusal = unfit(owner.of === undefined ? owner : { ...owner, code: owner.of, kind: 'subdistrict' });
        if (refusal) return refusal;
        if (decided <= at) return 'decision_due_past';
        this.takeBack();
        this.begin('dispatch', at);
        const outer = received.upstream?.dueAt;
        const before = this.running('result');
        const critical = this.classified.urgency === 'critical' && before !== undefined;
        const due = [
          decided,
          ...(outer !== undefined && outer > at ? [this.inner(at, outer)] : []),
          ...(critical && this.due(before) > at ? [this.due(before)] : []),
        ].sort()[0] as string;
        this.finish('dropped', 'result');
        const minutes = Math.ceil((Date.parse(due) - Date.parse(at)) / 60_000);
        const limit: Limit = minutes <= 99_999 ? `${minutes}min` : `${Math.ceil(minutes / 60)}h`;
        this.begin('result', at, { limit, cap: due });
        this.wasHard = true;
        this.taskOf = matter;
        this.beside.add(number);
        this.send(owner.of ?? owner.code, at, true);
        if (owner.of !== undefined) {
          this.begin('inside', at, { unit: owner.code, limit, cap: due });
          this.executing = owner.code;
        }
        return;
      }
      case 'awaitDecision': {
        const matter = (body['item'] as { number: string }).number.split('-')[0];
        if (this.taskOf !== matter || this.referral !== undefined) return 'no_referral_open';
        this.taskOf = undefined;
        this.designated = false;
        this.named = undefined;
        if (WITH_UNIT.includes(this.position)) {
          this.waitsFor = matter;
          this.referral = 'joint_meeting';
          this.carried = false;
        }
        this.finish('dropped', 'inside');
        const work = this.running('result');
        if (work === undefined || this.classified.urgency === 'critical') return;
        const stands = work.stood.some(({ until }) => until === undefined);
        this.finish('dropped', 'result');
        this.beginResult(at);
        if (stands) this.running('result')?.stood.push({ from: at });
        return;
      }
      case 'concludeReferral':
        if (this.referral === undefined || !is('referral', this.referral)) return 'no_referral_open';
        this.referral = undefined;
        return;
    }
  }

  /** How many units of its own a clock lacks of a date, counted up one by one. */
  private missing(clock: Interval, until: string): number {
    if (this.due(clock) >= until) return 0;
    let more = 1;
    while (this.uncapped({ ...clock, granted: clock.granted + more }) < until) more += 1;
    return more;
  }

  private tooLate(clock: Interval, at: string, closes: string): boolean {
    const stands = clock.stood.some(({ until }) => until === undefined);
    return !stands && (clock.breachedAt !== undefined || at >= closes);
  }

  private judged({ solved, satisfaction }: JudgementAnswers, at: string): void {
    this.said = solved;
    this.round += 1;
    this.judgedAt = at;
    this.link = false;
    this.reworking = false;
    this.finish('done', 'judgement_window');
    this.position = 'awaiting_judgement';
    if (solved !== 'not' && satisfaction >= 3) {
      this.end('closed', at, outcomeFor(solved));
    } else if (this.reworksBySystem < this.terms.reworksBySystem) {
      this.reworksBySystem += 1;
      this.orderRework(at);
    } else {
      this.begin('ruling', at);
    }
  }

  private orderRework(at: string): void {
    this.reworks += 1;
    this.sentTo = this.lead ?? this.sentTo;
    this.reworking = true;
    this.refuted = false;
    this.submitted = false;
    this.finish('done', 'ruling');
    this.begin('rework_result', at);
    this.position = 'rework';
  }
}

function unfit(unit: UnitFact): string | undefined {
  if (unit.inForce === 'no') return 'unit_not_in_force';
  if (unit.kind === 'community') return 'community_cannot_lead';
  return unit.kind === 'hotline_centre' || unit.kind === 'supervision_office' ? 'cannot_lead' : undefined;
}

function outcomeFor(solved: JudgementAnswers['solved']): Outcome {
  if (solved === 'partly') return 'partly_solved';
  return solved === 'solved' ? 'solved' : 'not_solved';
}
