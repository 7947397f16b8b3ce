import type { CaseRef } from '../case/case-ref.js';
import { latestClock, type ClockChange } from '../case/clock.js';
import { meets, starts, startsWith, stops, type Allowance } from '../case/clocks.js';
import { goesBy, stopsBut, type Acting, type Rule, type Ruling, type Standing } from '../case/proceeding.js';
import { holdsNoOffice } from '../joint-meeting/office.js';
import { allowanceUntil } from '../joint-meeting/until.js';
import { numberOf } from '../number.js';
import type { Refusal } from '../refusals.js';
import type { Actor } from '../envelope.js';
import type { AgendaSource } from './vocabulary.js';
import type { AgendaItem, AgendaItemBodies, AgendaItemCommands, Raised, Sitting } from './agenda-item.js';

type Act = Acting<AgendaItem, AgendaItemBodies>;

/** 提请议题: it waits until the committee's secretary has looked at it. */
export function submit({ write, state, terms, now }: Act, body: Raised): Ruling {
  write('item_submitted', { ...body, clocks: starts(state(), terms, 'agenda_screening', now) });
}

function accept({ write, state, terms, now }: Act): Ruling {
  write('item_accepted', { clocks: [...meets(state(), 'agenda_screening'), ...startsWaiting({ state, terms, now })] });
}

/** Nobody waits for a committee that does not meet. */
function startsWaiting({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>): readonly ClockChange[] {
  return starts(state(), terms, 'agenda_waiting', now);
}

/** 久候未议: as if it had been deferred, once more. */
export function passOver(acting: Act): void {
  const { write, state, terms, now } = acting;
  const goesUp = state().deferrals + 1 >= ENOUGH && state().opened.committee.above !== undefined;
  const again = goesUp ? [] : startsWaiting({ state, terms, now });
  write('item_passed_over', { clocks: [...stops(state(), 'agenda_waiting'), ...again] });
  if (goesUp) raise(acting, 'deferred_twice');
}

function giveBack({ write, state }: Act, { reason }: AgendaItemCommands['returnItem']): Ruling {
  const clocks = [...meets(state(), 'agenda_screening'), ...stopsBut(state(), 'agenda_screening')];
  write('item_returned', { reason, clocks });
}

function withdraw({ write, state }: Act, { reason }: AgendaItemCommands['withdrawItem']): Ruling {
  write('item_withdrawn', { reason, clocks: stopsBut(state()) });
}

/**
 * 提请复议: what turns out not to be possible only the committee that has decided it decides anew. Until then nobody owes it;
 * how often it has failed stays.
 */
function reconsider(acting: Act, { reason }: AgendaItemCommands['reconsiderItem']): Ruling {
  const { write, state } = acting;
  const { assignment } = state();
  if (assignment === undefined) throw new Error(`nothing is decided of ${state().case}`);
  const { owner, meeting } = assignment;
  const clocks = [...stopsBut(state()), ...startsWaiting(acting)];
  write('item_reconsidered', { reason, owner: owner.code, meeting, clocks });
  if (state().requestOver === 'yes') endWithRequest(acting);
}

/** Only one sitting can have it: the one that comes too late is told. */
function schedule({ write, state }: Act, body: Sitting): Ruling {
  if (state().state === 'waiting') write('item_scheduled', { ...body, clocks: stops(state(), 'agenda_waiting') });
  else if (state().meeting?.case !== body.meeting.case) write('item_not_free', { meeting: body.meeting });
}

function unschedule({ write, state, terms, now }: Act, { meeting }: AgendaItemCommands['unscheduleItem']): Ruling {
  const other = isOtherSitting(state(), meeting);
  if (other) return other;
  write('item_unscheduled', { meeting, clocks: startsWaiting({ state, terms, now }) });
}

function noteSitting({ write, state }: Act, body: Sitting): Ruling {
  const other = isOtherSitting(state(), body.meeting);
  if (other) return other;
  write('sitting_noted', body);
}

/** 议定: what the meeting decided of it. */
function hearDecision(acting: Act, { meeting, decision }: AgendaItemCommands['hearDecision']): Ruling {
  const { write, state, terms, now } = acting;
  const other = isOtherSitting(state(), meeting);
  if (other) return other;
  switch (decision.outcome) {
    case 'assign': {
      const { owner, due, task } = decision;
      const clocks = [startsWith(state(), terms, 'decision_result', now, allowanceUntil(now, due), owner.code)];
      write('item_assigned', { meeting, owner, due, task, clocks });
      return;
    }
    case 'defer':
      write('item_deferred', { meeting, clocks: startsWaiting(acting) });
      if (state().deferrals >= ENOUGH && state().opened.committee.above) raise(acting, 'deferred_twice');
      return;
    case 'reject':
      write('item_rejected', { meeting, clocks: stopsBut(state()) });
      return;
    case 'raise':
      // The meeting has asked whether anything is above it; what has changed since then must not lose the item.
      if (state().opened.committee.above === undefined)
        write('item_deferred', { meeting, clocks: startsWaiting(acting) });
      else raise(acting, 'decided');
  }
}

/** What its request could not take stands as it was decided: the committee's office hears that two may be at work now. */
function noteNotTaken({ write, state }: Act, { because }: AgendaItemCommands['noteNotTaken']): Ruling {
  const isAlone = state().assignment === undefined || state().requestOver === 'yes';
  if (isAlone) return { code: 'nothing_changes' };
  write('decision_not_taken', { because });
}

function report({ write, state, terms, now }: Act, { summary }: AgendaItemCommands['reportDecision']): Ruling {
  const clocks = [
    ...meets(state(), 'decision_result'),
    ...stops(state(), 'decision_second_term'),
    ...starts(state(), terms, 'decision_verification', now),
  ];
  write('decision_reported', { summary, clocks });
}

/** 核实: done and solved; or not, and then the owner has the same time again, once. */
function verify(acting: Act, body: AgendaItemCommands['verifyDecision']): Ruling {
  const { write, state, terms, now } = acting;
  const met = meets(state(), 'decision_verification');
  if (body.solved === 'yes') {
    const { remark } = body;
    write('item_verified', { ...(remark && { remark }), clocks: met });
    return;
  }
  const failures = state().failures + 1;
  const goesUp = failures >= ENOUGH && state().opened.committee.above !== undefined;
  const again = goesUp ? [] : [startsWith(state(), terms, 'decision_result', now, ...sameAgain(state()))];
  write('decision_unsolved', { remark: body.remark, failures, clocks: [...met, ...again] });
  if (goesUp) raise(acting, 'failed_twice');
}

/** The time that the meeting gave, once more. */
function sameAgain(item: AgendaItem): [Allowance, string | undefined] {
  const given = latestClock(item, 'decision_result');
  if (given === undefined) throw new Error(`${item.case} was given no time`);
  return [{ limit: given.limit }, given.unit];
}

/** Deferred, late, or not solved: twice, and it goes one level up by itself (requirement, row 7). */
const ENOUGH = 2;

/** The term of the decision has passed, or the second one. */
export function beLate(acting: Act, clock: 'decision_result' | 'decision_second_term'): void {
  const { write, state, terms, now } = acting;
  const failures = state().failures + 1;
  const above = state().opened.committee.above;
  const goesUp = failures >= ENOUGH && above !== undefined;
  const ended: readonly ClockChange[] = stops(state(), 'decision_second_term');
  // At the district's own committee command alone is left: the ladder goes on after whoever owes it.
  const isFirst = clock === 'decision_result' && !goesUp;
  const more = isFirst ? starts(state(), terms, 'decision_second_term', now) : [];
  write('decision_late', { failures, clocks: [...ended, ...more] });
  if (goesUp) raise(acting, 'failed_twice');
}

/** 提级: the committee above goes on with it, by an item of its own. */
function raise({ write, state }: Act, because: AgendaItemBodies['raised_one_level']['because']): void {
  const { above } = state().opened.committee;
  if (above === undefined) throw new Error(`nothing is above the committee of ${state().case}`);
  write('raised_one_level', { to: itemAbove(state(), above), level: above.level, because, clocks: stopsBut(state()) });
}

/** The sources whose request waits for the meeting: of any other the request goes on by itself, until something is decided. */
const AWAITED: readonly AgendaSource[] = ['request', 'lapsed', 'difficulty'];

/** Whether its request waits for what the meeting decides of it: from the beginning, or for another decision. */
export function isAwaited({ opened, formerOwner }: Pick<AgendaItem, 'opened' | 'formerOwner'>): boolean {
  return isOfRequest({ opened }) || opened.awaited === 'yes' || formerOwner !== undefined;
}

/** Whether its request is all that it is about: without that nothing is left to be decided. */
function isOfRequest({ opened }: Pick<AgendaItem, 'opened'>): boolean {
  return AWAITED.includes(opened.source);
}

/**
 * 诉求已了: nobody waits for a decision any more. What was decided stands all the same, and so does what another case has left
 * unsettled. Under the rules before, only what was reported as done was still looked at.
 */
export function endWithRequest({ write, state }: Act): void {
  const item = state();
  const isOpen = goesBy(item, 3) ? isOfRequest(item) && item.assignment === undefined : item.state !== 'reported';
  if (isOpen) write('item_withdrawn', { because: 'request_over', clocks: stopsBut(item) });
}

/** The item of the committee above: its number is the first one's, with the level behind it. */
export function itemAbove({ case: id }: Pick<AgendaItem, 'case'>, { level }: { level: string }): CaseRef {
  const raised = `${id.replace(/-[a-z]+$/, '')}-${level}`;
  return { case: raised, number: numberOf(raised) };
}

function isNoChair(_item: AgendaItem, _actor: Actor, { office }: Standing): Refusal | undefined {
  return office === 'chair' ? undefined : { code: 'not_the_chair' };
}

function isOtherSitting({ meeting: known, opened }: AgendaItem, { case: id, number }: CaseRef): Refusal | undefined {
  return known?.case === id
    ? undefined
    : { code: 'not_on_that_agenda', params: { item: opened.number, meeting: number } };
}

function isOtherOwner({ assignment }: AgendaItem, { unit }: Actor): Refusal | undefined {
  const owner = assignment?.owner.code ?? '';
  return unit === owner ? undefined : { code: 'not_the_owner', params: { unit: owner } };
}

/** What a meeting has decided nobody takes back alone: it is reported and verified, or goes up (rules 3). */
function mayNotWithdraw(item: AgendaItem, actor: Actor, standing: Standing): Refusal | undefined {
  const { state, formerOwner } = item;
  const isDecided = (state !== 'waiting' || formerOwner !== undefined) && goesBy(item, 3);
  return isDecided ? { code: 'not_at_this_stage', params: { state } } : holdsNoOffice(item, actor, standing);
}

export const AGENDA_ITEM_RULES: {
  readonly [Name in keyof AgendaItemCommands]: Rule<AgendaItem, AgendaItemBodies, AgendaItemCommands[Name]>;
} = {
  acceptItem: { at: ['awaiting_screening'], barred: holdsNoOffice, decide: accept },
  returnItem: { at: ['awaiting_screening'], barred: holdsNoOffice, decide: giveBack },
  withdrawItem: { at: ['waiting', 'assigned', 'reported'], barred: mayNotWithdraw, decide: withdraw },
  reconsiderItem: { at: ['assigned', 'reported'], barred: isNoChair, decide: reconsider },
  reportDecision: { at: ['assigned'], barred: isOtherOwner, decide: report },
  verifyDecision: { at: ['reported'], barred: holdsNoOffice, decide: verify },
  scheduleItem: { at: [], decide: schedule },
  unscheduleItem: { at: ['scheduled'], decide: unschedule },
  noteSitting: { at: ['scheduled'], decide: noteSitting },
  hearDecision: { at: ['scheduled'], decide: hearDecision },
  noteNotTaken: { at: [], decide: noteNotTaken },
};
