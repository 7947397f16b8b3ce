import type { ClockChange } from '../case/clock.js';
import { meets, starts, startsWith, stops } from '../case/clocks.js';
import { goesBy, stopsBut, type Acting, type Rule, type Ruling, type Standing } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Calendar } from '../calendar.js';
import { DAY_MS, dayOfInstant, formatInstant, HOUR_MS, localDay, parseInstant, startOfDay } from '../local-time.js';
import { numberOf } from '../number.js';
import type { Refusal } from '../refusals.js';
import type {
  AgendaEntry,
  Ballot,
  BallotResult,
  Convened,
  JointMeeting,
  JointMeetingBodies,
  JointMeetingCommands,
  MeetingDecision,
  Present,
  SeatFact,
} from './joint-meeting.js';
import { reaches } from './levels.js';
import { holdsNoOffice, notInOffice } from './office.js';
import { isDayOff } from './regular.js';
import { allowanceUntil } from './until.js';

type Act = Acting<JointMeeting, JointMeetingBodies>;

/** 召集: a regular sitting leaves time to fix its agenda; an urgent one is held at once. */
export function convene({ write, state, terms, actor, now }: Act, body: Convened): Ruling {
  const barred = cannotConvene(body, actor);
  if (barred) return barred;
  if (body.when < now) return { code: 'meeting_in_the_past' };
  if (body.sort === 'regular' && now >= fixedBy(body)) return tooLate(body);
  const off = isOff(body, terms.calendar);
  if (off) return off;
  write('meeting_convened', { ...body, clocks: startsCall({ state, terms, now }, body) });
}

/** 例会遇节假日顺延: a regular sitting lies on no day off. */
function isOff({ sort, when }: Pick<Convened, 'sort' | 'when'>, calendar: Calendar): Refusal | undefined {
  const day = localDay(when);
  return sort === 'regular' && isDayOff(calendar, day) ? { code: 'meeting_on_day_off', params: { day } } : undefined;
}

/** An urgent one by the chair; a regular one by the secretary, too, and by itself. */
function cannotConvene({ sort, chair, secretary, committee }: Convened, { account, role }: Actor): Refusal | undefined {
  if (sort === 'urgent') return account === chair ? undefined : { code: 'not_the_chair' };
  const may = role === 'system' || account === chair || account === secretary;
  return may ? undefined : { code: 'not_in_office', params: { committee: committee.name } };
}

/** The first instant at which it is too late to fix the agenda: so many whole days are to lie between the two. */
function fixedBy({ when, noticeDays }: Pick<Convened, 'when' | 'noticeDays'>): string {
  return formatInstant(startOfDay(dayOfInstant(parseInstant(when)) - noticeDays));
}

function tooLate({ when, noticeDays }: Pick<Convened, 'when' | 'noticeDays'>): Refusal {
  return { code: 'notice_too_short', params: { days: noticeDays, due: fixedBy({ when, noticeDays }) } };
}

type Timed = Pick<Act, 'state' | 'terms' | 'now'>;
type Dated = Pick<Convened, 'sort' | 'when' | 'noticeDays'>;

/** Until its agenda is to be fixed a regular sitting takes items; one that has none by then is not held. */
function startsCall(acting: Timed, of: Dated): readonly ClockChange[] {
  return startsUntilFixed(acting, of, 'agenda_call');
}

function startsUntilFixed(
  { state, terms, now }: Timed,
  of: Dated,
  clock: 'agenda_call' | 'agenda_fixing',
): readonly ClockChange[] {
  if (of.sort === 'urgent' || fixedBy(of) <= now) return [];
  return [startsWith(state(), terms, clock, now, allowanceUntil(now, fixedBy(of)))];
}

/** An agenda is owed from its first item on. */
function add(acting: Act, { item }: JointMeetingCommands['addItem']): Ruling {
  const { write, state } = acting;
  const { agenda, opened, when } = state();
  if (find(state(), item.case)) return { code: 'item_on_agenda', params: { item: item.number } };
  const isFirst = agenda.length === 0;
  const owed = isFirst ? startsUntilFixed(acting, { ...opened, when }, 'agenda_fixing') : [];
  write('item_added', { item, clocks: [...(isFirst ? stops(state(), 'agenda_call') : []), ...owed] });
}

function remove(acting: Act, { item }: JointMeetingCommands['removeItem']): Ruling {
  const { write, state } = acting;
  if (!find(state(), item)) return notOnAgenda(state(), item);
  write('item_removed', { item, because: 'secretary', clocks: callsAgain(acting) });
}

/** What was promised to another sitting, or is over, does not come to this one. */
function drop(acting: Act, { item }: JointMeetingCommands['dropItem']): Ruling {
  const { write, state } = acting;
  const entry = find(state(), item);
  if (!entry || entry.decision || state().adjourned) return notOnAgenda(state(), item);
  write('item_removed', { item, because: 'not_free', clocks: callsAgain(acting) });
}

/** 决定落空: it stays in the minutes as what was decided, and that nobody carries it out. */
function voidDecision({ write, state }: Act, { item, because }: JointMeetingCommands['voidDecision']): Ruling {
  if (find(state(), item)?.decision === undefined) return notOnAgenda(state(), item);
  write('decision_void', { item, because });
}

/** Without items no agenda is owed: it waits for some again. */
function callsAgain(acting: Act): readonly ClockChange[] {
  const { agenda, opened, when, state: place } = acting.state();
  if (agenda.length > 1 || place !== 'preparing') return [];
  return [...stops(acting.state(), 'agenda_fixing'), ...startsCall(acting, { ...opened, when })];
}

/** 无议题不开会: what nobody has put anything before in time is not held. */
export function endCall({ write, state }: Act): void {
  const { agenda, state: place } = state();
  if (place === 'preparing' && agenda.length === 0)
    write('meeting_cancelled', { because: 'no_items', clocks: stopsBut(state()) });
}

function order({ write, state }: Act, { items }: JointMeetingCommands['orderAgenda']): Ruling {
  const known = state().agenda.map(({ item }) => item.case);
  const isSame = items.length === known.length && known.every((one) => items.includes(one));
  if (!isSame) return { code: 'order_incomplete' };
  write('agenda_ordered', { items });
}

/** 定期: no later than the days of notice before a regular sitting; everybody is told with it. */
function fix({ write, state, terms, now }: Act): Ruling {
  const { agenda, opened, when } = state();
  if (agenda.length === 0) return { code: 'agenda_empty' };
  if (opened.sort === 'regular' && now >= fixedBy({ ...opened, when })) return tooLate({ ...opened, when });
  write('agenda_fixed', { clocks: [...meets(state(), 'agenda_fixing'), startsOpening({ state, terms, now }, when)] });
}

/** A day after its time somebody is asked why it has not been held, moved or cancelled. */
function startsOpening({ state, terms, now }: Timed, when: string): ClockChange {
  const latest = formatInstant(parseInstant(when) + DAY_MS);
  return startsWith(state(), terms, 'meeting_opening', now, allowanceUntil(now, latest));
}

/** 改期: what is fixed stays fixed; a regular agenda that is not has its time again. */
function postpone(
  { write, state, terms, now }: Act,
  { when, reason }: JointMeetingCommands['postponeMeeting'],
): Ruling {
  const { opened, agenda, state: place } = state();
  if (when <= now) return { code: 'meeting_in_the_past' };
  const moved = { ...opened, when };
  if (opened.sort === 'regular' && now >= fixedBy(moved)) return tooLate(moved);
  const off = isOff(moved, terms.calendar);
  if (off) return off;
  const acting = { state, terms, now };
  const owed = startsUntilFixed(acting, moved, agenda.length > 0 ? 'agenda_fixing' : 'agenda_call');
  const again = place === 'preparing' ? owed : [startsOpening(acting, when)];
  const over = stops(state(), 'agenda_call', 'agenda_fixing', 'meeting_opening');
  write('meeting_postponed', { when, reason, clocks: [...over, ...again] });
}

function cancel({ write, state }: Act, { reason }: JointMeetingCommands['cancelMeeting']): Ruling {
  write('meeting_cancelled', { reason, clocks: stopsBut(state()) });
}

/** People are in their seats a little before. */
const EARLY_MS = 2 * HOUR_MS;

/** 开会: who is there for which seat. Below the quorum it is not opened, and is postponed instead. */
function open(
  { write, state, terms, now }: Act,
  { present, presiding, observers }: JointMeetingCommands['openMeeting'],
): Ruling {
  const { opened, when } = state();
  if (parseInstant(now) < parseInstant(when) - EARLY_MS) return { code: 'meeting_too_early', params: { due: when } };
  const wrong = present.map((one) => cannotSit(state(), one, present)).find((one) => one !== undefined);
  if (wrong) return wrong;
  const needed = quorumOf(opened);
  if (present.length < needed) return { code: 'no_quorum', params: { present: present.length, needed } };
  const chair = opened.seats.find(({ delegate }) => delegate === opened.chair)?.seat;
  const presides = presiding ?? chair;
  if (presides === undefined || !present.some(({ seat }) => seat === presides)) return { code: 'nobody_presides' };
  const clocks = [...meets(state(), 'meeting_opening'), ...starts(state(), terms, 'meeting_closing', now)];
  write('meeting_opened', { present, presiding: presides, observers, clocks });
}

/** So many seats decide. */
export function quorumOf({ quorum, seats }: Pick<Convened, 'quorum' | 'seats'>): number {
  return Math.ceil((seats.length * quorum) / 100);
}

function cannotSit(meeting: JointMeeting, { seat, by }: Present, all: readonly Present[]): Refusal | undefined {
  const { seats } = meeting.opened;
  const known = seats.find((one) => one.seat === seat);
  if (known === undefined || (by === 'substitute' && known.substitute === undefined)) {
    return { code: 'seat_without_person', params: { seat } };
  }
  const isTwice = all.filter((one) => one.seat === seat).length > 1;
  // One person sits once, whatever seats they are named for (rules 3).
  const sitsElsewhere =
    goesBy(meeting, 3) && all.filter((one) => personOf(seats, one) === personOf(seats, { seat, by })).length > 1;
  return isTwice || sitsElsewhere ? { code: 'seat_taken_twice', params: { seat } } : undefined;
}

/** Whose account sits for a seat. */
export function personOf(seats: readonly SeatFact[], { seat, by }: Present): string | undefined {
  return seats.find((one) => one.seat === seat)?.[by];
}

function discuss({ write, state }: Act, { item, text }: JointMeetingCommands['discussItem']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  write('item_discussed', { item, text });
}

/** 回避: a member stands back from an item, or whoever presides sees to it. Who has voted already was not kept from it in time. */
function recuse({ write, state, actor }: Act, { item, seat }: JointMeetingCommands['recuseSeat']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  const isOwn = seatOf(state(), actor) === seat;
  if (!isOwn && actor.account !== state().presiding) return notPresiding();
  if (!state().present.some((one) => one.seat === seat)) return { code: 'seat_not_present', params: { seat } };
  if (entry.recused.includes(seat)) return { code: 'seat_is_recused', params: { seat } };
  if (ballotOf(entry)?.votes.some((one) => one.seat === seat)) return { code: 'voted_before', params: { seat } };
  const barred = goesBy(state(), 3) ? cannotStandBack(state(), entry, { seat, isOwn }) : undefined;
  if (barred) return barred;
  write('seat_recused', { item, seat, by: isOwn ? 'member' : 'chair' });
}

/** Whoever presides does not choose who votes, and who is to take a task on by an open vote does not stand back from it. */
function cannotStandBack(
  meeting: JointMeeting,
  entry: AgendaEntry,
  { seat, isOwn }: { seat: number; isOwn: boolean },
): Refusal | undefined {
  const open = ballotOf(entry);
  if (!isOwn && open) return { code: 'vote_is_open' };
  const hasVoted = entry.ballots.some(({ votes }) => votes.some((one) => one.seat === seat));
  if (!isOwn && hasVoted) return { code: 'voted_before', params: { seat } };
  const left = { ...entry, recused: [...entry.recused, seat] };
  const isTaken = open?.proposal.outcome !== 'assign' || canBeGiven(meeting, left, open.proposal);
  return isTaken ? undefined : { code: 'seat_takes_task', params: { seat } };
}

/** 要求表决: any member who is not recused may ask for it. */
function callVote({ write, state, actor, now }: Act, { item, proposal }: JointMeetingCommands['callVote']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  const seat = seatOf(state(), actor) ?? 0;
  if (entry.recused.includes(seat)) return { code: 'seat_is_recused', params: { seat } };
  if (ballotOf(entry)) return { code: 'vote_is_open' };
  const wrong = tooFew(state(), entry) ?? cannotDecide(state(), entry, proposal, now);
  if (wrong) return wrong;
  write('vote_called', { item, seat, proposal });
}

/** 表决: one seat, one vote. */
function castVote({ write, state, actor }: Act, { item, vote }: JointMeetingCommands['castVote']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  const seat = seatOf(state(), actor) ?? 0;
  const ballot = ballotOf(entry);
  if (ballot === undefined) return { code: 'no_vote_open' };
  if (entry.recused.includes(seat)) return { code: 'seat_is_recused', params: { seat } };
  if (ballot.votes.some((one) => one.seat === seat)) return { code: 'voted_before', params: { seat } };
  write('vote_cast', { item, seat, vote });
}

/**
 * 计票: carried by more than half of those present and not recused, once all of them have voted or no more vote can change it.
 * What is not carried stays to be decided.
 */
function closeVote({ write, state, actor }: Act, { item }: JointMeetingCommands['closeVote']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  if (!presidesOver(state(), entry, actor)) return notPresiding();
  const ballot = ballotOf(entry);
  if (ballot === undefined) return { code: 'no_vote_open' };
  const few = tooFew(state(), entry);
  if (few && !goesBy(state(), 3)) return few;
  // 回避后人数不足: nothing is carried, and the item can be put off.
  if (few) {
    write('vote_closed', { item, ...counted(state(), entry, ballot), carried: 'no' });
    return;
  }
  const result = counted(state(), entry, ballot);
  const missing = result.eligible - ballot.votes.length;
  const isSettled = result.carried === 'yes' || (result.for + missing) * 2 <= result.eligible;
  if (!isSettled) return { code: 'votes_missing', params: { missing } };
  write('vote_closed', { item, ...result });
  if (result.carried === 'yes') write('item_decided', { item, by: 'vote', decision: ballot.proposal });
}

/** Who presides over an item: whoever presides, and where they stand back from it, the first present seat that does not. */
function presidesOver({ present, presiding }: JointMeeting, { recused }: AgendaEntry, { account }: Actor): boolean {
  const may = present.filter(({ seat }) => !recused.includes(seat));
  const presides = may.find((one) => one.account === presiding) ?? may[0];
  return presides?.account === account;
}

/** 回避后人数不足: of all seats half at least must be there for an item, or it is deferred or raised. */
function tooFew({ present, opened: { seats } }: JointMeeting, { recused }: AgendaEntry): Refusal | undefined {
  const left = present.filter(({ seat }) => !recused.includes(seat)).length;
  const needed = Math.ceil(seats.length / 2);
  return left < needed ? { code: 'too_few_left', params: { left, needed } } : undefined;
}

function counted({ present }: JointMeeting, { recused }: AgendaEntry, { votes }: Ballot): BallotResult {
  const eligible = present.filter(({ seat }) => !recused.includes(seat)).length;
  const of = (vote: string) => votes.filter((one) => one.vote === vote).length;
  const carried = of('for') * 2 > eligible ? 'yes' : 'no';
  return { for: of('for'), against: of('against'), abstain: of('abstain'), eligible, carried };
}

/**
 * 协商一致: what nobody has asked to vote on. Where a vote was asked for and carried nothing, nobody agrees: another is called,
 * or the item is deferred or raised.
 */
function decideItem({ write, state, actor, now }: Act, { item, decision }: JointMeetingCommands['decideItem']): Ruling {
  const entry = entryOf(state(), item);
  if ('code' in entry) return entry;
  if (!presidesOver(state(), entry, actor)) return notPresiding();
  if (ballotOf(entry)) return { code: 'vote_is_open' };
  const isPutOff = decision.outcome === 'defer' || decision.outcome === 'raise';
  if (!isPutOff && entry.ballots.length > 0) return { code: 'vote_carried_nothing' };
  const wrong = (isPutOff ? undefined : tooFew(state(), entry)) ?? cannotDecide(state(), entry, decision, now);
  if (wrong) return wrong;
  write('item_decided', { item, by: 'consensus', decision });
}

/** As long as anything may be parked (practice §2.11): what takes longer is decided anew. */
const FARTHEST_MS = 366 * DAY_MS;

/** Whether an instant lies more than a year after another. */
export function isTooFar(instant: string, now: string): boolean {
  return parseInstant(instant) > parseInstant(now) + FARTHEST_MS;
}

function cannotDecide(
  meeting: JointMeeting,
  entry: AgendaEntry,
  decision: MeetingDecision,
  now: string,
): Refusal | undefined {
  const { committee } = meeting.opened;
  if (decision.outcome === 'raise' && committee.above === undefined) return { code: 'no_level_above' };
  if (decision.outcome !== 'assign') return undefined;
  const { owner, due, reported } = decision;
  if (owner.inForce === 'no') return { code: 'unit_not_in_force', params: { unit: owner.code } };
  // Whoever sits there need not read whom the matter reports.
  if (reported)
    return { code: goesBy(meeting, 4) ? 'unit_cannot_come' : 'reported_unit', params: { unit: owner.code } };
  if (due <= now) return { code: 'due_has_passed' };
  if (isTooFar(due, now)) return { code: 'decision_too_far', params: { due } };
  // Beyond its own meeting a community leads nothing: its subdistrict does, and has it carried out there.
  if (owner.kind === 'community' && committee.level !== 'community') return { code: 'community_cannot_lead' };
  return canBeGiven(meeting, entry, decision) ? undefined : { code: 'beyond_its_level', params: { unit: owner.code } };
}

/** A committee commands whom its level can; beyond that, whoever is there for the item with a seat takes a task on themselves. */
function canBeGiven(
  meeting: JointMeeting,
  { recused }: AgendaEntry,
  { owner, needs, within }: Extract<MeetingDecision, { outcome: 'assign' }>,
): boolean {
  const { present, opened } = meeting;
  const isThere = (seat: number) => present.some((one) => one.seat === seat) && !recused.includes(seat);
  const isSeated = opened.seats.some(({ seat, unit }) => unit === owner.code && (isThere(seat) || !goesBy(meeting, 3)));
  // 谁的街道谁协调: a subdistrict does not command its neighbour.
  return isSeated || (reaches(opened.committee.level, needs) && within !== 'no');
}

function close({ write, state, terms, now }: Act): Ruling {
  const left = state().agenda.find(({ decision }) => decision === undefined);
  if (left) return { code: 'item_undecided', params: { item: left.item.number } };
  write('meeting_closed', { clocks: startsMinutes({ state, terms, now }) });
}

function startsMinutes({ state, terms, now }: Timed): readonly ClockChange[] {
  return [...meets(state(), 'meeting_closing'), ...starts(state(), terms, 'meeting_minutes', now)];
}

/** 休会: what is undecided waits for another sitting, though whoever presides is gone. */
function adjourn({ write, state, terms, now }: Act, { reason }: JointMeetingCommands['adjournMeeting']): Ruling {
  const left = state().agenda.flatMap(({ item, decision }) => (decision ? [] : [item.case]));
  write('meeting_adjourned', { reason, left, clocks: startsMinutes({ state, terms, now }) });
}

/** Whoever chairs it today; under the rules before, the chair of the day on which it was convened could, too. */
function issuesNone(meeting: JointMeeting, { account }: Actor, { office }: Standing): Refusal | undefined {
  const mayBe = office === 'chair' || (account === meeting.opened.chair && !goesBy(meeting, 3));
  return mayBe ? undefined : { code: 'not_the_chair' };
}

function issueMinutes({ write, state }: Act, { serial, remark }: JointMeetingCommands['issueMinutes']): Ruling {
  const clocks = meets(state(), 'meeting_minutes');
  write('minutes_issued', { ...(serial !== undefined && { serial }), ...(remark && { remark }), clocks });
}

function find({ agenda }: JointMeeting, item: string): AgendaEntry | undefined {
  return agenda.find((one) => one.item.case === item);
}

/** An item that is still to be decided. */
function entryOf(meeting: JointMeeting, item: string): AgendaEntry | Refusal {
  const entry = find(meeting, item);
  if (entry === undefined) return notOnAgenda(meeting, item);
  return entry.decision ? { code: 'item_is_decided', params: { item: entry.item.number } } : entry;
}

function notOnAgenda({ opened: { number: meeting } }: JointMeeting, item: string): Refusal {
  return { code: 'not_on_that_agenda', params: { item: numberOf(item), meeting } };
}

/** The vote that is open on an item. */
function ballotOf({ ballots }: AgendaEntry): Ballot | undefined {
  return ballots.find(({ result }) => result === undefined);
}

/** The seat that somebody sits for. */
export function seatOf(
  { present }: Pick<JointMeeting, 'present'>,
  { account }: Pick<Actor, 'account'>,
): number | undefined {
  return present.find((one) => one.account === account)?.seat;
}

function notPresiding(): Refusal {
  return { code: 'not_presiding' };
}

/** In what office somebody is: today's. Under the first two rules it was that of the day on which it was convened. */
function officeOf(meeting: JointMeeting, { account }: Actor, { office }: Standing): string | undefined {
  if (goesBy(meeting, 3)) return office;
  const { secretary, chair } = meeting.opened;
  if (account === chair) return 'chair';
  return account === secretary ? 'secretary' : undefined;
}

/** Its secretary prepares it, and so may its chair. */
function isNoSecretary(meeting: JointMeeting, actor: Actor, standing: Standing): Refusal | undefined {
  return officeOf(meeting, actor, standing) === undefined ? notInOffice(meeting) : undefined;
}

function isNoChair(meeting: JointMeeting, actor: Actor, standing: Standing): Refusal | undefined {
  return officeOf(meeting, actor, standing) === 'chair' ? undefined : { code: 'not_the_chair' };
}

function doesNotPreside({ presiding }: JointMeeting, { account }: Actor): Refusal | undefined {
  return account === presiding ? undefined : notPresiding();
}

function isNotThere(meeting: JointMeeting, actor: Actor): Refusal | undefined {
  return seatOf(meeting, actor) === undefined ? { code: 'not_a_member_present' } : undefined;
}

const notes = (meeting: JointMeeting, actor: Actor, standing: Standing): Refusal | undefined =>
  actor.account === meeting.presiding ? undefined : isNoSecretary(meeting, actor, standing);

const mayRecuse = (meeting: JointMeeting, actor: Actor): Refusal | undefined =>
  actor.account === meeting.presiding ? undefined : isNotThere(meeting, actor);

const BEFORE = ['preparing', 'fixed'] as const;
const hasVote = ({ agenda }: JointMeeting) => agenda.some((entry) => ballotOf(entry) !== undefined);

export const JOINT_MEETING_RULES: {
  readonly [Name in keyof JointMeetingCommands]: Rule<JointMeeting, JointMeetingBodies, JointMeetingCommands[Name]>;
} = {
  addItem: { at: ['preparing'], barred: isNoSecretary, decide: add },
  removeItem: { at: ['preparing'], barred: isNoSecretary, decide: remove },
  orderAgenda: { at: ['preparing'], barred: isNoSecretary, decide: order },
  fixAgenda: { at: ['preparing'], barred: isNoSecretary, decide: fix },
  postponeMeeting: { at: BEFORE, barred: isNoSecretary, decide: postpone },
  cancelMeeting: { at: BEFORE, barred: isNoChair, decide: cancel },
  openMeeting: { at: ['fixed'], barred: isNoSecretary, decide: open },
  discussItem: { at: ['in_session'], barred: notes, decide: discuss },
  recuseSeat: { at: ['in_session'], barred: mayRecuse, decide: recuse },
  callVote: { at: ['in_session'], barred: isNotThere, decide: callVote },
  castVote: { at: ['in_session'], barred: isNotThere, offered: hasVote, decide: castVote },
  closeVote: { at: ['in_session'], barred: isNotThere, offered: hasVote, decide: closeVote },
  decideItem: { at: ['in_session'], barred: isNotThere, decide: decideItem },
  closeMeeting: { at: ['in_session'], barred: doesNotPreside, decide: close },
  adjournMeeting: { at: ['in_session'], barred: holdsNoOffice, decide: adjourn },
  issueMinutes: { at: ['awaiting_minutes'], barred: issuesNone, decide: issueMinutes },
  dropItem: { at: [], decide: drop },
  voidDecision: { at: [], decide: voidDecision },
};
