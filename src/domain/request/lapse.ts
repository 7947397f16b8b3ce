import { dueAfter } from '../calendar.js';
import { formatInstant, parseDay, startOfDay } from '../local-time.js';
import { SYSTEM_ACTOR } from '../envelope.js';
import type { Terms } from '../policy.js';
import { CLOCKS, LATENESS_RUNGS, stageOf, type LatenessRung, type Outcome, type SolvedAnswer } from '../vocabulary.js';
import { isDuty, resumes, starts, stopsForGood } from '../case/clocks.js';
import { owesInterimReply, stopsAll, waitedForResident } from './clocks.js';
import type { RequestEvent } from './events.js';
import { DISPATCHED } from './decide/places.js';
import { openRequestSheet, type RequestSheet } from './sheet.js';
import { openClock, openClocks, type Clock, type Lateness } from '../case/clock.js';
import { dutyMoments, earliestMoment, type DutyMoment } from '../case/moments.js';
import { holderOf, lateHolders, latestOwed, type LateHolder } from './ladders.js';
import type { ResidentRequest } from './state.js';

/** Something that time alone brings about, and when. */
type Moment =
  | DutyMoment
  | { at: string; order: 2; what: 'rung'; rung: Exclude<LatenessRung, 'urge'>; late: Clock }
  | { at: string; order: 2; what: 'urge' | 'agenda'; late: Clock }
  | { at: string; order: 2; what: 'difficulty' }
  | { at: string; order: 3; what: 'window'; clock: Clock }
  | { at: string; order: 3; what: 'parking_end'; until: string };

const WINDOWS_WITH_CONSEQUENCE = ['information', 'judgement_window', 'reopening'] as const;

/**
 * Lateness climbs: the holder is urged, then supervised rung by rung. When the supervision office's notice has lapsed, the
 * district leader is told and a unit's request goes by itself onto the agenda of the joint meeting that can command it
 * (design §3), at once or when another referral is over.
 */
function nextRung(state: ResidentRequest, terms: Terms, holder: LateHolder): Moment[] {
  const late = latestOwed(state, holder);
  if (late === undefined) return [];
  const ladder = state.ladders?.[holder];
  if (ladder === undefined) return [{ at: state.at, order: 2, what: 'urge', late }];
  // Who is to do it for a unit answers to that unit alone.
  if (holder === 'executor') return [];
  const raised = holder === 'lead_unit' && state.level !== undefined ? LATENESS_RUNGS.indexOf(state.level) : 0;
  const rung = LATENESS_RUNGS[Math.max(LATENESS_RUNGS.indexOf(ladder.rung) + 1, raised)];
  if (rung !== undefined && rung !== 'urge') {
    return [{ at: dueAfter(terms.calendar, ladder.since, terms.ladder).at, order: 2, what: 'rung', rung, late }];
  }
  const goesOnAgenda = holder === 'lead_unit' && state.referral === undefined && state.agendaProposed === undefined;
  return goesOnAgenda ? [{ at: state.at, order: 2, what: 'agenda', late }] : [];
}

/** Difficulty climbs coordination: what went round, or was done again and again, is proposed to the joint meeting, once. */
function difficulty(state: ResidentRequest, { difficulty: limits }: Terms): Moment[] {
  const { transfers, reworks, referral, difficultyRaised, position } = state;
  const isAtWork = DISPATCHED.some((one) => one === position);
  if (limits === undefined || !isAtWork || referral !== undefined || difficultyRaised !== undefined) return [];
  const isHard = transfers >= limits.transfers || reworks.system + reworks.ordered >= limits.reworks;
  return isHard ? [{ at: state.at, order: 2, what: 'difficulty' }] : [];
}

function momentsOf(clock: Clock, terms: Terms): Moment[] {
  if (clock.status !== 'running') return [];
  if (!isDuty(clock.clock)) {
    const consequence = WINDOWS_WITH_CONSEQUENCE.some((name) => name === clock.clock);
    return consequence ? [{ at: clock.at, order: 3, what: 'window', clock }] : [];
  }
  return [...dutyMoments(clock, terms)];
}

/** The resident's clock runs again at 00:00 of the end date, cleared or not. */
function parkingEnd({ parking }: ResidentRequest): Moment[] {
  if (parking?.step !== 'parked') return [];
  return [
    { at: formatInstant(startOfDay(parseDay(parking.until))), order: 3, what: 'parking_end', until: parking.until },
  ];
}

/** What time will bring next, or undefined when nothing runs. Ties fall in the order warning, breach, rung, window. */
function nextMoment(state: ResidentRequest, terms: Terms): Moment | undefined {
  return earliestMoment([
    ...openClocks(state).flatMap((clock) => momentsOf(clock, terms)),
    // Who waits for a leader is climbed after there.
    ...(state.position === 'merged' ? [] : lateHolders(state).flatMap((holder) => nextRung(state, terms, holder))),
    ...parkingEnd(state),
    ...difficulty(state, terms),
  ]);
}

/** The instant at which time alone next changes the request; the one timer of the workflow is set by it. */
export function nextWake(state: ResidentRequest, terms: Terms): string | undefined {
  return state.ended === 'yes' ? undefined : nextMoment(state, terms)?.at;
}

/** The unit that owes is the one the clock was started for, or, for the resident's own clocks, the lead of the moment. */
function owing(state: ResidentRequest, { clock, n, unit }: Clock): Lateness {
  const owes = unit ?? (CLOCKS[clock].holder === 'lead_unit' ? state.lead : undefined);
  return { clock, n, ...(owes !== undefined && { unit: owes }) };
}

function pass(sheet: RequestSheet, terms: Terms, moment: Moment): void {
  const by = { actor: SYSTEM_ACTOR };
  const state = sheet.state();
  switch (moment.what) {
    case 'warning': {
      const { at: due } = moment.clock;
      sheet.write('clock_warned', { ...owing(state, moment.clock), percent: moment.percent, due }, moment.at, by);
      return;
    }
    case 'breach': {
      const { at: due } = moment.clock;
      const late = owing(state, moment.clock);
      sheet.write('clock_breached', { ...late, due }, due, by);
      const ladder = sheet.state().ladders?.[holderOf(state, moment.clock)];
      if (ladder === undefined && state.position !== 'merged') sheet.write('urged', { by: 'ladder', late }, due, by);
      return;
    }
    case 'urge':
      sheet.write('urged', { by: 'ladder', late: owing(state, moment.late) }, moment.at, by);
      return;
    case 'rung':
      sheet.write('supervised', { level: moment.rung, by: 'ladder', late: owing(state, moment.late) }, moment.at, by);
      return;
    case 'agenda':
    case 'difficulty': {
      const late = moment.what === 'agenda' && { late: owing(state, moment.late) };
      const clocks = owesInterimReply(state, terms, moment.at);
      sheet.write('referred', { to: 'joint_meeting', by: 'ladder', ...late, clocks }, moment.at, by);
      return;
    }
    case 'parking_end': {
      const isWaiting = openClock(state, 'information') !== undefined;
      const clocks = isWaiting ? [] : resumes(state, terms, moment.at, 'result');
      sheet.write('parking_ended', { until: moment.until, clocks }, moment.at, by);
      return;
    }
    case 'window':
      closeWindow(sheet, terms, moment.clock);
  }
}

function closeWindow(sheet: RequestSheet, terms: Terms, clock: Clock): void {
  const by = { actor: SYSTEM_ACTOR };
  const state = sheet.state();
  const { n, at } = clock;
  switch (clock.clock) {
    case 'information': {
      const clocks = [
        { change: 'stopped', clock: 'information', n } as const,
        ...resumes(state, terms, at, ...waitedForResident(state)),
      ];
      sheet.write('information_lapsed', { due: at, clocks }, at, by);
      return;
    }
    case 'judgement_window': {
      // Silence takes nothing back: after a rework the resident's last word stands.
      const last = state.judgements.at(-1);
      const clocks = [...stopsAll(state), ...starts(state, terms, 'reopening', at)];
      sheet.write(
        'closed',
        { outcome: last === undefined ? 'not_judged' : outcomeOf(last.solved), basis: 'window_ended', clocks },
        at,
        by,
      );
      return;
    }
    case 'reopening':
      sheet.write('ended', { clocks: stopsForGood(state) }, at, by);
      return;
    default:
      throw new Error(`the ${clock.clock} window has no consequence`);
  }
}

const OUTCOME_OF = { solved: 'solved', partly: 'partly_solved', not: 'not_solved' } as const;

/** The outcome that a resident's last answer stands for. */
export function outcomeOf(solved: SolvedAnswer): Outcome {
  return OUTCOME_OF[solved];
}

/**
 * What time brought about up to and including `now`, in due order: on time means received before the due, so a moment at
 * `now` has passed. Each event carries its due; a recorded breach is never removed.
 */
export function lapse(
  state: ResidentRequest,
  terms: Terms,
  now: string,
): { events: readonly RequestEvent[]; state: ResidentRequest } {
  const sheet = openRequestSheet(state);
  for (;;) {
    const moment = sheet.state().ended === 'yes' ? undefined : nextMoment(sheet.state(), terms);
    if (moment === undefined || moment.at > now) return { events: sheet.events, state: sheet.state() };
    pass(sheet, terms, moment);
  }
}

/** Whether the request has come to one of its ends (it may still be reopened). */
export function hasEnded(state: ResidentRequest): boolean {
  return stageOf(state.position) === 'ended';
}
