import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { dueOf, extendedDue, type Due, type Limit, type Pause } from '../../../src/domain/calendar.js';
import { canonicalJson } from '../../../src/domain/canonical-json.js';
import type { Terms } from '../../../src/domain/policy.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import { decide } from '../../../src/domain/request/decide/index.js';
import { termsAfter, type RequestEvent } from '../../../src/domain/request/events.js';
import { type ClockChange, openClocks } from '../../../src/domain/case/clock.js';
import { hasEnded, lapse, nextWake } from '../../../src/domain/request/lapse.js';
import { evolve } from '../../../src/domain/request/evolve.js';
import type { ResidentRequest } from '../../../src/domain/request/state.js';
import { after } from '../../support/domain.js';
import { aLife } from '../../support/random-requests.js';
import { allowedAt, live, RUNS, same, type History } from './lives.js';

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const WINDOWS: readonly string[] = ['objection', 'information', 'judgement_window', 'reopening'];

const nameOf = ({ clock, n }: { clock: string; n: number }) => `${clock}#${String(n)}`;

// The dear checks take turns at the commands of a life: over two thousand lives each meets every kind of them.
const everySecond = <Item>(items: readonly Item[], from: 0 | 1) => items.filter((_, i) => i % 2 === from);

/** What each command writes when it is taken, and nothing beside it. */
const WRITES: Readonly<Record<RequestCommandName, RegExp>> = {
  accept: /^accepted( dispatched)?$/,
  askInformation: /^information_asked$/,
  supplement: /^supplemented$/,
  answerAtOnce: /^(dispatch_recalled )?answered$/,
  decline: /^(dispatch_recalled )?declined$/,
  dispatch: /^dispatched$/,
  interimReply: /^interim_replied$/,
  handOver: /^(dispatch_recalled )?hand_over_asked$/,
  confirmHandOver: /^hand_over_(confirmed|refused)$/,
  terminate: /^termination_proposed$/,
  ruleOnTermination: /^(terminated|termination_refused)$/,
  signFor: /^signed_for$/,
  object: /^objected$/,
  ruleOnObjection: /^objection_ruled dispatched$/,
  recordContact: /^contact_recorded$/,
  requestExtension: /^extension_requested$/,
  ruleOnExtension: /^extension_ruled$/,
  park: /^parking_asked$/,
  ruleOnParking: /^parking_ruled$/,
  clear: /^parking_cleared$/,
  addCoUnit: /^co_unit_added$/,
  coSignFor: /^co_signed_for$/,
  coReply: /^co_replied$/,
  assignInside: /^assigned_inside$/,
  split: /^split$/,
  merge: /^merged$/,
  unmerge: /^unmerged$/,
  takeFollower: /^follower_joined( urged)?$/,
  releaseFollower: /^follower_left$/,
  followLeader: /^(unmerged|followed|closed)$/,
  verify: /^verified (closed|rework_ordered)$|^verified$/,
  returnUpstream: /^((dispatch_recalled )?hand_over_asked|returned_upstream( closed)?)$/,
  appealJudgement: /^judgement_appealed$/,
  nameRepresentatives: /^representatives_named$/,
  proposeMark: /^mark_proposed$/,
  ruleOnMark: /^mark_reviewed( mark_ruled)?$/,
  ruleOnAppeal: /^appeal_reviewed( appeal_ruled)?$/,
  reclassify: /^(information_lapsed )?reclassified$/,
  correct: /^corrected$/,
  adoptCalendar: /^calendar_adopted$/,
  adoptPolicy: /^policy_adopted$/,
  succeedUnit: /^unit_succeeded$/,
  lookIn: /^looked_in$/,
  instruct: /^instructed$/,
  raiseLevel: /^level_raised( rework_ordered)?$/,
  proveLateEntry: /^late_entry_proven$/,
  submitResult: /^result_submitted$/,
  approveResult: /^result_(approved|returned)$/,
  review: /^(completed|review_returned)$/,
  reply: /^replied( closed)?$/,
  recordCallBack: /^call_back_recorded( judged( closed| rework_ordered)?)?$/,
  judge: /^judged( closed| rework_ordered)?$/,
  close: /^closed$/,
  rework: /^rework_ordered$/,
  reopen: /^reopened$/,
  withdraw: /^withdrawn$/,
  urge: /^urged$/,
  supervise: /^supervised$/,
  comment: /^commented$/,
  blowWhistle: /^referred$/,
  openMediation: /^referred$/,
  referToMeeting: /^referred$/,
  carryReferral: /^referral_carried$/,
  takeDecision: /^dispatch_recalled decision_taken dispatched( assigned_inside)?$/,
  awaitDecision: /^decision_reconsidered$/,
  noteOpened: /^case_opened$/,
  noteEnforcement: /^enforcement_noted$/,
  concludeReferral: /^referral_concluded$/,
};

/** What holds in every life, whatever was tried. */
const INVARIANTS: Readonly<Record<string, (history: History) => void>> = {
  'events are gapless and in order of time': ({ events }) => {
    events.forEach(({ seq, at }, i) => {
      if (seq !== i + 1 || at < (events[i - 1]?.at ?? '')) throw new Error(`event ${String(i + 1)} is out of order`);
    });
  },

  'the record, read again from its canonical text, tells the same state': ({ events, state }) => {
    const kept = events.map((event) => JSON.parse(canonicalJson(event)) as RequestEvent);
    same(canonicalJson(kept.reduce<ResidentRequest | undefined>(evolve, undefined)), canonicalJson(state));
  },

  'a breach stays for ever and happens once': ({ events, state }) => {
    const told = events.flatMap((event) => (event.type === 'clock_breached' ? [nameOf(event.body)] : []));
    const kept = state.clocks.filter(({ breachedAt }) => breachedAt).map(nameOf);
    same(kept.sort(), told.sort());
  },

  'a warning comes once per due and percentage; windows are neither warned of nor breached': ({ events }) => {
    // Another limit is another due, also where it falls on the same instant.
    let limits = 0;
    const warnings = events.flatMap((event) => {
      if (event.type === 'reclassified') limits += 1;
      return event.type === 'clock_warned' ? [`${String(limits)} ${canonicalJson(event.body)}`] : [];
    });
    same([...new Set(warnings)], warnings);
    for (const { type, body } of events) {
      if (type !== 'clock_warned' && type !== 'clock_breached') continue;
      if (WINDOWS.includes(body.clock)) throw new Error(`${type} of the ${body.clock} window`);
    }
  },

  'a command that is taken writes its own events and no others': ({ moments }) => {
    for (const { command, decision } of moments) {
      const own = decision.events.filter(({ commandId }) => commandId === command.id).map(({ type }) => type);
      const fits = decision.refusal ? own.length === 0 : WRITES[command.name].test(own.join(' '));
      if (!fits) throw new Error(`${command.name} wrote ${own.join(' ')}`);
    }
  },

  'every result due can be computed again from its events, the terms and the calendar': ({ events, state, terms }) => {
    for (const { at, n } of state.clocks.filter(({ clock }) => clock === 'result')) {
      same(at, recomputed(events, terms, n).at);
    }
  },

  'an ended request has no clock but that of its reopening, an open one has a way on': ({ moments }) => {
    for (const { decision } of moments) {
      const { state } = decision;
      // Who appealed, who gave the order and who is in danger is still owed something.
      const past = ['appeal_ruling', 'upstream_return', 'look_in'];
      const open = openClocks(state).map(({ clock }) => clock);
      if (state.ended === 'yes') same(open, []);
      else if (hasEnded(state))
        same([open.filter((clock) => !past.includes(clock)), state.referral], [['reopening'], undefined]);
      else if (allowedAt(state).length === 0) throw new Error(`no way leads out of ${state.position}`);
    }
  },

  'deciding changes nothing it was given, and decides the same again': ({ moments }) => {
    for (const { before, terms, command, decision } of everySecond(moments, 0)) {
      deepFreeze(terms);
      deepFreeze(before);
      deepFreeze(command);
      const again = decide(before, terms, command, command.receivedAt);
      same([again.events, again.refusal], [decision.events, decision.refusal]);
    }
  },

  'what lapsed is decided first; a refused command writes nothing else, a taken one always something': ({
    moments,
  }) => {
    for (const { before, terms, command, decision } of everySecond(moments, 1)) {
      const { events, state, refusal } = decision;
      const lapsed = lapse(before, terms, command.receivedAt);
      const own = events.slice(lapsed.events.length);
      same(events.slice(0, lapsed.events.length), lapsed.events);
      if (refusal) same([own, state.seq], [[], lapsed.state.seq]);
      else same([...new Set(own.map(({ commandId }) => commandId))], [command.id]);
    }
  },

  'time that has passed adds nothing again, and two steps of it are as good as one': ({ moments }) => {
    moments.forEach(({ terms: before, decision: { state, events } }, i) => {
      const terms = events.reduce(termsAfter, before);
      if (i % 4 !== 0) return;
      const days = [1, 9, 40][(i / 4) % 3] ?? 1;
      const [middle, end] = [after(state.at, `${String(days * 500)}min`), after(state.at, `${String(days)}d`)];
      const once = lapse(state, terms, end);
      same(lapse(once.state, terms, end).events, []);
      const half = lapse(state, terms, middle);
      const rest = lapse(half.state, terms, end);
      same({ events: [...half.events, ...rest.events], state: rest.state }, once);
      const wake = nextWake(state, terms);
      same(once.events.length > 0, wake !== undefined && wake <= end);
    });
  },
};

describe('in every life of a request', () => {
  // One property for all, since living two thousand lives costs more than looking at them; a failure names its rule.
  it('all invariants hold', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const history = live(life, { receiptsGoBack: true });
        for (const [rule, holds] of Object.entries(INVARIANTS)) {
          try {
            holds(history);
          } catch (cause) {
            throw new Error(`broken: ${rule}`, { cause });
          }
        }
      }),
      RUNS,
    );
  });
});

/** The due of the n-th result clock as an auditor would find it: its start, its limit, its pauses and extensions in turn. */
function recomputed(events: readonly RequestEvent[], terms: Terms, n: number): Due {
  let due: Due | undefined;
  let from = '';
  let limit: Limit = '1wd';
  let pausedAt: string | undefined;
  let cap: string | undefined;
  // By what it is counted when nothing counts it anew.
  let own: { from: string; cap: string | undefined } = { from, cap };
  let pauses: Pause[] = [];
  const all: Pause[] = [];
  let inForce = terms;
  for (const event of events) {
    inForce = termsAfter(inForce, event);
    const { calendar } = inForce;
    const changes: readonly ClockChange[] = 'clocks' in event.body ? (event.body.clocks ?? []) : [];
    for (const change of changes.filter((each) => each.clock === 'result' && each.n === n)) {
      if (change.change === 'started') {
        from = change.from;
        limit = change.limit;
        ({ cap } = change);
        own = { from, cap };
        due = dueOf(calendar, from, limit);
      } else if (change.change === 'recalculated') {
        due = dueOf(calendar, from, limit, pauses);
      } else if (change.change === 'relimited') {
        limit = change.total;
        ({ from } = change);
        pauses = from === own.from ? all : [];
        cap = change.cap ?? own.cap;
        if (change.cap !== undefined) same(change.cap, due?.at);
        due = dueOf(calendar, from, limit, pauses);
      } else if (change.change === 'extended' && due) {
        limit = change.total;
        due = extendedDue(calendar, due, change.by, pauses);
      } else if (change.change === 'shortened') {
        cap = change.at;
        own = { ...own, cap };
      } else if (change.change === 'paused') {
        pausedAt = change.from;
      } else if (change.change === 'resumed' && pausedAt !== undefined) {
        const pause = { from: pausedAt, until: event.at };
        all.push(pause);
        if (pauses !== all) pauses.push(pause);
        const was: Due | undefined = due;
        due = dueOf(calendar, from, limit, pauses);
        // With nothing left when it resumes, it has until the end of that day, or of the next one that people work.
        if (due.at <= event.at) due = dueOf(calendar, after(event.at, '-24h'), '1d');
        // A pause takes nothing away.
        if (was && was.at >= due.at) due = was;
      }
      if (due && cap !== undefined && cap < due.at) due = { at: cap };
    }
  }
  if (due === undefined) throw new Error(`no result clock ${String(n)}`);
  return due;
}
