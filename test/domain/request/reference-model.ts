/**
 * The procedure once more, as plainly as it can be told: a table of places, a position, and clocks as intervals. It shares
 * nothing with `decide`, `evolve` and `lapse` but the calendar, the limits and the words; `reference-model.test.ts` sets both
 * against each other. It takes commands in the order of their receipt.
 */
import { dueOf, isWorkingDay, parseLimit, type Calendar, type Limit } from '../../../src/domain/calendar.js';
import { localTime } from '../../../src/domain/local-time.js';
import type { Terms } from '../../../src/domain/policy.js';
import type { RequestCommand, RequestCommandName, SubmitBody, UnitFact } from '../../../src/domain/request/commands.js';
import type { JudgementAnswers } from '../../../src/domain/request/events.js';
import type { ClockName, Outcome, RequestState } from '../../../src/domain/vocabulary.js';

export const OPEN: readonly RequestState[] = [
  'received',
  'awaiting_information',
  'awaiting_dispatch',
  'awaiting_sign_for',
  'objected',
  'handling',
  'rework',
  'in_review',
  'awaiting_reply',
  'awaiting_call_back',
  'awaiting_judgement',
];
const ENDS: readonly RequestState[] = ['closed', 'answered', 'declined', 'withdrawn', 'handed_over', 'terminated'];
const WITH_UNIT: readonly RequestState[] = ['awaiting_sign_for', 'objected', 'handling', 'rework'];

/** Where each command may be given, written down from the design, not read from the code. */
export const PLACES: Record<RequestCommandName, readonly RequestState[]> = {
  accept: ['received'],
  askInformation: ['received', 'awaiting_dispatch', 'awaiting_sign_for', 'handling'],
  supplement: OPEN,
  answerAtOnce: ['received', 'awaiting_dispatch'],
  decline: ['received', 'awaiting_information', 'awaiting_dispatch'],
  handOver: ['received', 'awaiting_information', 'awaiting_dispatch'],
  confirmHandOver: ['received', 'awaiting_information', 'awaiting_dispatch'],
  terminate: ['awaiting_dispatch', 'awaiting_sign_for', 'objected', 'handling'],
  ruleOnTermination: ['awaiting_dispatch', 'awaiting_sign_for', 'objected', 'handling'],
  dispatch: ['awaiting_dispatch'],
  signFor: ['awaiting_sign_for'],
  object: ['awaiting_sign_for', 'handling'],
  ruleOnObjection: ['objected'],
  recordContact: ['awaiting_sign_for', 'handling', 'rework', 'in_review', 'awaiting_reply'],
  interimReply: [...WITH_UNIT, 'in_review', 'awaiting_reply'],
  requestExtension: ['handling'],
  ruleOnExtension: ['handling'],
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
  concludeReferral: OPEN,
};

/** Only the lead's own people; and of all units only the lead, beside the centre. */
const LEADS_ONLY: readonly RequestCommandName[] = [
  'signFor',
  'object',
  'recordContact',
  'requestExtension',
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
];

const CENTRES: readonly ClockName[] = [
  'hand_over',
  'termination_ruling',
  'dispatch',
  'ruling',
  'review',
  'call_back',
  'reached',
];
const UNITS: readonly ClockName[] = ['sign_for', 'first_contact', 'result', 'reply', 'rework_result'];

type Holder = 'centre' | 'unit';

function holderOf(name: ClockName): Holder | undefined {
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
  private readonly calendar: Calendar;
  private at: string;
  private designated = false;
  private asked = false;
  private extension: number | undefined;
  private extensions = 0;
  private submitted = false;
  private tries: string[] = [];
  private link = false;
  private said: JudgementAnswers['solved'] | undefined;
  private handedTo: string | undefined;
  private proposedBy: string | undefined;
  private reworksBySystem = 0;
  private reworking = false;
  private ladders: { [holder in Holder]?: { rung: number; since: string } } = {};
  private onAgenda = false;

  constructor(
    private readonly start: SubmitBody,
    private readonly terms: Terms,
    at: string,
  ) {
    this.calendar = terms.calendar;
    this.at = at;
    this.begin('dispatch', at);
    this.begin('result', at);
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
    const refusal = this.decide(step);
    if (refusal === undefined) this.at = step.at;
    this.stepDown();
    return refusal;
  }

  private due(clock: Interval): string {
    const { amount, unit } = parseLimit(clock.limit);
    const pauses = clock.stood.flatMap(({ from, until }) => (until === undefined ? [] : [{ from, until }]));
    const { floor } = clock;
    if (!floor) return dueOf(this.calendar, clock.from, `${amount + clock.granted}${unit}`, pauses).at;
    const end = new Date(Date.parse(`${floor.day}T16:00:00Z`)).toISOString();
    const more = clock.granted - floor.granted;
    return more === 0 ? end : dueOf(this.calendar, `${floor.day}T12:00:00+08:00`, `${more}${unit}`).at;
  }

  private begin(name: ClockName, from: string): void {
    const limit = this.terms.limits[name];
    const n = this.clocks.filter((clock) => clock.name === name).length + 1;
    if (limit) this.clocks.push({ name, n, from, limit, granted: 0, stood: [] });
  }

  private running(name: ClockName): Interval | undefined {
    return this.clocks.find((clock) => clock.name === name && !clock.over);
  }

  private finish(over: 'done' | 'dropped', ...names: ClockName[]): void {
    for (const clock of this.clocks) if (!clock.over && names.includes(clock.name)) clock.over = over;
  }

  private goOn(at: string, names: readonly ClockName[] = ['dispatch', 'result']): void {
    for (const name of names) {
      const clock = this.running(name);
      const pause = clock?.stood.find(({ until }) => until === undefined);
      if (!clock || !pause) continue;
      pause.until = at;
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
    for (const clock of this.clocks) clock.over ??= 'dropped';
    this.begin('reopening', at);
    this.referral = undefined;
    this.link = false;
    this.handedTo = undefined;
    this.proposedBy = undefined;
  }

  private send(unit: string, at: string, designated = false): void {
    if (this.lead !== undefined && this.lead !== unit) this.transfers += 1;
    this.lead = unit;
    this.position = 'awaiting_sign_for';
    this.designated = designated;
    this.extension = undefined;
    this.submitted = false;
    this.goOn(at, ['dispatch']);
    this.finish('done', 'dispatch');
    this.finish('dropped', 'sign_for', 'first_contact', 'objection', 'termination_ruling');
    this.proposedBy = undefined;
    this.begin('sign_for', at);
    const { requester, contact } = this.start.received;
    if (requester === 'named' && contact) this.begin('first_contact', at);
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
      if (holderOf(clock.name)) {
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
    for (const holder of ['unit', 'centre'] as const) {
      if (!this.owes(holder)) continue;
      const ladder = this.ladders[holder];
      const climb = (at: string, happens: (at: string) => void) => ahead.push({ at, order: 2, happens });
      if (!ladder) {
        climb(this.at, (since) => {
          this.urge(holder, since);
        });
      } else if (ladder.rung < 3) {
        climb(this.rungDue(ladder.since), (since) => {
          this.ladders[holder] = { rung: ladder.rung + 1, since };
          this.rungs += 1;
        });
      } else if (holder === 'unit' && !this.referral && !this.onAgenda) {
        climb(this.at, () => {
          this.referral = 'joint_meeting';
          this.onAgenda = true;
        });
      }
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
    return this.clocks.some(({ name, over, breachedAt }) => !over && breachedAt && this.holder(name) === holder);
  }

  /** Before there is a lead, what a lead would owe is the centre's. */
  private holder(name: ClockName): Holder | undefined {
    return this.lead === undefined && holderOf(name) === 'unit' ? 'centre' : holderOf(name);
  }

  private breach(clock: Interval, at: string): void {
    clock.breachedAt = at;
    const holder = this.holder(clock.name);
    if (holder && !this.ladders[holder]) this.urge(holder, at);
  }

  private urge(holder: Holder, since: string): void {
    this.ladders[holder] = { rung: 0, since };
    this.rungs += 1;
  }

  private stepDown(): void {
    if (!this.owes('centre')) delete this.ladders.centre;
    if (this.owes('unit')) return;
    delete this.ladders.unit;
    this.onAgenda = false;
  }

  private window(clock: Interval, at: string): void {
    switch (clock.name) {
      case 'information':
        clock.over = 'dropped';
        this.goOn(at, this.standsForHandOver() ? ['result'] : undefined);
        if (this.position === 'awaiting_information') this.position = 'received';
        return;
      case 'judgement_window':
        this.end('closed', at, this.said === undefined ? 'not_judged' : outcomeFor(this.said));
        return;
      default:
        clock.over = 'dropped';
        this.ended = true;
    }
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
        if (received.urgency === 'critical') return 'information_not_for_critical';
        if (!this.terms.limits.information) return 'kind_has_no_clocks';
        this.asked = true;
        this.begin('information', at);
        for (const name of ['dispatch', 'result'] as const)
          if (!this.running(name)?.breachedAt) this.running(name)?.stood.push({ from: at });
        if (this.position === 'received') this.position = 'awaiting_information';
        return;
      case 'supplement':
        if (!this.running('information')) return;
        this.finish('done', 'information');
        this.goOn(at, this.standsForHandOver() ? ['result'] : undefined);
        if (this.position === 'awaiting_information') this.position = 'received';
        return;
      case 'answerAtOnce':
        if (received.kind !== 'inquiry') return 'answer_only_inquiry';
        this.end('answered', at);
        return;
      case 'decline':
        this.end('declined', at);
        return;
      case 'handOver':
        this.handedTo = String(body['to']);
        this.begin('hand_over', at);
        if (this.standsForHandOver() && !this.running('dispatch')?.breachedAt && !this.running('information'))
          this.running('dispatch')?.stood.push({ from: at });
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
        const refusal = unfit(unit);
        if (!refusal) this.send(unit.code, at);
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
        this.finish('dropped', 'sign_for', 'first_contact', 'objection');
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
        if (received.requester !== 'named' || !received.contact) return 'nobody_to_contact';
        if (is('result', 'reached')) this.finish('done', 'first_contact');
        return;
      case 'interimReply':
        return received.requester === 'anonymous' || !received.contact ? 'nobody_to_contact' : undefined;
      case 'requestExtension': {
        if (received.urgency === 'critical') return 'extension_not_for_critical';
        if (this.extension !== undefined) return 'extension_pending';
        const clock = this.running('result');
        if (!clock) return 'no_result_clock';
        if (this.extensions >= this.terms.extensions.atMost) return 'extensions_used_up';
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
          clock.granted += this.extension;
          this.extensions += 1;
        }
        this.extension = undefined;
        return;
      }
      case 'submitResult':
        if (this.submitted) return 'result_already_submitted';
        if (received.category.photoRequired === 'yes' && !(body['evidence'] as unknown[] | undefined)?.length)
          return 'photo_required';
        this.submitted = true;
        return;
      case 'approveResult':
        if (!this.submitted) return 'no_result_submitted';
        if (is('approved', 'no')) {
          if (!body['reason']) return 'reason_required';
          this.submitted = false;
          return;
        }
        this.goOn(at);
        this.finish('done', 'result', 'rework_result');
        this.finish('dropped', 'information', 'objection', 'termination_ruling');
        this.proposedBy = undefined;
        this.begin('review', at);
        this.submitted = false;
        this.extension = undefined;
        this.referral = undefined;
        this.position = 'in_review';
        return;
      case 'review': {
        if (is('passed', 'yes')) {
          this.finish('done', 'review');
          this.begin('reply', at);
          this.position = 'awaiting_reply';
          return;
        }
        if (!body['reason']) return 'reason_required';
        this.finish('done', 'review');
        const taken = this.clocks
          .filter((clock) => clock.name === (this.reworking ? 'rework_result' : 'result'))
          .at(-1);
        if (taken) delete taken.over;
        this.position = this.reworking ? 'rework' : 'handling';
        return;
      }
      case 'reply':
        this.finish('done', 'reply');
        this.finish(actor.unit === this.lead ? 'done' : 'dropped', 'first_contact');
        if (received.requester === 'anonymous' || !received.contact) {
          this.end('closed', at, 'not_judged');
          return;
        }
        this.tries = [];
        this.begin('call_back', at);
        this.begin('reached', at);
        this.position = 'awaiting_call_back';
        return;
      case 'recordCallBack': {
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
        this.finish('dropped', 'reached');
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
        this.begin('result', at);
        this.outcome = undefined;
        this.said = undefined;
        this.extension = undefined;
        this.submitted = false;
        this.reworking = false;
        this.reworksBySystem = 0;
        this.extensions = 0;
        if (this.lead === undefined) {
          this.begin('dispatch', at);
          this.position = 'awaiting_dispatch';
        } else this.send(this.lead, at, this.designated);
        return;
      case 'withdraw':
        if (actor.role !== 'resident' && body['callId'] === undefined) return 'only_requester_withdraws';
        this.end('withdrawn', at);
        return;
      case 'urge':
      case 'supervise':
      case 'comment':
        return;
      case 'blowWhistle':
      case 'openMediation':
      case 'referToMeeting':
        if (this.referral) return 'referral_open';
        this.referral = { blowWhistle: 'whistle', openMediation: 'mediation', referToMeeting: 'joint_meeting' }[name];
        return;
      case 'concludeReferral':
        if (this.referral === undefined || !is('referral', this.referral)) return 'no_referral_open';
        this.referral = undefined;
        return;
    }
  }

  private tooLate(clock: Interval, at: string, closes: string): boolean {
    const stands = clock.stood.some(({ until }) => until === undefined);
    return !stands && (clock.breachedAt !== undefined || at >= closes);
  }

  private judged({ solved, satisfaction }: JudgementAnswers, at: string): void {
    this.said = solved;
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
    this.reworking = true;
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
