import type { AgendaSource } from '../agenda-item/vocabulary.js';
import type { CaseRef } from '../case/case-ref.js';
import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { Asked } from '../report/report.js';
import type { CommunityFact } from '../request/commands.js';
import type { Level, YesNo } from '../vocabulary.js';
import type { JointMeetingState, LeftItem, MeetingSort, VoidReason, Vote } from './vocabulary.js';

/** 联席会议: the words of one sitting. */

/** A committee as the directory knows it, with the one that a difficulty is raised to. */
export interface CommitteeFact {
  code: string;
  level: Level;
  name: string;
  subdistrict?: string;
  community?: string;
  above?: CommitteeFact;
}

/** 主持人、秘书: what somebody is in a committee beside a member of it. */
export type Office = 'chair' | 'secretary';

/** 委员席位, frozen when the sitting is convened: accounts, never names. */
export interface SeatFact {
  seat: number;
  organisation: string;
  unit?: string;
  delegate: string;
  substitute?: string;
}

/** What a sitting is convened with. */
export interface Convened extends OpenedWith {
  sort: MeetingSort;
  committee: CommitteeFact;
  /** ISO 8601 UTC. */
  when: string;
  venue?: VaultRef;
  /** Why it cannot wait for the regular one. */
  reason?: VaultRef;
  /** Of the seats, in per cent. */
  quorum: number;
  /** So many whole days lie between fixing the agenda and a regular sitting. */
  noticeDays: number;
  chair: string;
  secretary: string;
  seats: readonly SeatFact[];
}

/** An item as the record had it when it was put on an agenda. */
export interface ItemFact extends CaseRef {
  source: AgendaSource;
  request?: CaseRef;
  /** 依规回避: the seats of whom it reports. They stand back from the beginning. */
  apart?: readonly number[];
}

/**
 * Who is to own a decision, as the directory has it: `needs` is the level whose meetings can command it, `within` whether it
 * lies in this one's place, and `reported` that the request behind the item reports it.
 */
export interface OwnerFact {
  owner: CommunityFact;
  needs: Level;
  within?: YesNo;
  reported?: 'yes';
}

/** 议定事项. */
export type MeetingDecision =
  | ({ outcome: 'assign'; due: string; task: VaultRef } & OwnerFact)
  | { outcome: 'defer' | 'reject' | 'raise'; reason: VaultRef };

/** The same as an item hears of it: its words lie under the sitting. */
export type DecisionHeard =
  | { outcome: 'assign'; owner: CommunityFact; due: string; task: Asked }
  | { outcome: 'defer' | 'reject' | 'raise'; reason: Asked };

/** 表决: one for each seat present and not recused. */
export interface Ballot {
  proposal: MeetingDecision;
  /** The seat that asked for it. */
  by: number;
  votes: readonly { seat: number; vote: Vote }[];
  /** How it ended; absent while it is open. */
  result?: BallotResult;
}

export interface BallotResult {
  for: number;
  against: number;
  abstain: number;
  /** Seats present and not recused. */
  eligible: number;
  carried: 'yes' | 'no';
}

/** One item on the agenda of a sitting. */
export interface AgendaEntry {
  item: ItemFact;
  discussion?: VaultRef;
  /** 回避 */
  recused: readonly number[];
  /** Of those, whom whoever presides has told to stand back. */
  ordered?: readonly number[];
  ballots: readonly Ballot[];
  decision?: MeetingDecision & { by: 'consensus' | 'vote' };
  /** 不再执行: why nobody carries the decision out. */
  void?: VoidReason;
}

/** Who sits for a seat. */
export interface Present {
  seat: number;
  by: 'delegate' | 'substitute';
}

/** A sitting as its events have made it. */
export interface JointMeeting extends Proceeding<Convened> {
  state: JointMeetingState;
  /** When it is: postponing moves it. */
  when: string;
  agenda: readonly AgendaEntry[];
  present: readonly (Present & { account: string })[];
  /** The account that presides. */
  presiding?: string;
  /** 列席 */
  observers: readonly VaultRef[];
  openedAt?: string;
  closedAt?: string;
  /** 休会: why. What it has not decided stays on its agenda without a decision. */
  adjourned?: VaultRef;
  /** With which its minutes were issued. */
  remark?: VaultRef;
  /** The number of its minutes. */
  serial?: number;
}

/** 未议 / 未议决: what an adjourned sitting has not come to, or not decided; undefined: it did, or still may. */
export function leftAs(
  { adjourned }: Pick<JointMeeting, 'adjourned'>,
  { item: { apart = [] }, decision, discussion, recused, ballots }: AgendaEntry,
): LeftItem | undefined {
  if (adjourned === undefined || decision !== undefined) return undefined;
  const isBegun = discussion !== undefined || recused.length > apart.length || ballots.length > 0;
  return isBegun ? 'undecided' : 'unheard';
}

export interface JointMeetingBodies extends SharedBodies {
  meeting_convened: Convened & WithClocks;
  item_added: WithClocks & { item: ItemFact };
  item_removed: WithClocks & { item: string; because: 'secretary' | 'not_free' };
  agenda_ordered: { items: readonly string[] };
  agenda_fixed: WithClocks;
  meeting_postponed: WithClocks & { when: string; reason: VaultRef };
  meeting_cancelled: WithClocks & ({ reason: VaultRef } | { because: 'no_items' });
  meeting_opened: WithClocks & { present: readonly Present[]; presiding: number; observers: readonly VaultRef[] };
  item_discussed: { item: string; text: VaultRef };
  seat_recused: { item: string; seat: number; by: 'member' | 'chair' };
  vote_called: { item: string; seat: number; proposal: MeetingDecision };
  vote_cast: { item: string; seat: number; vote: Vote };
  vote_closed: BallotResult & { item: string };
  item_decided: { item: string; by: 'consensus' | 'vote'; decision: MeetingDecision };
  decision_void: { item: string; because: VoidReason };
  meeting_closed: WithClocks;
  /** 休会: `left` are the items that it has not decided. */
  meeting_adjourned: WithClocks & { reason: VaultRef; left: readonly string[] };
  /** `serial`: its number among those that the committee has issued in the year. */
  minutes_issued: WithClocks & { serial?: number; remark?: VaultRef };
}

export type JointMeetingEvent = EventIn<JointMeetingBodies>;

/** In what office the sender is, as the directory says at the receipt. */
export interface InOffice {
  office?: Office;
}

export interface JointMeetingCommands {
  addItem: InOffice & { item: ItemFact };
  removeItem: InOffice & { item: string };
  orderAgenda: InOffice & { items: readonly string[] };
  fixAgenda: InOffice;
  postponeMeeting: InOffice & { when: string; reason: VaultRef };
  cancelMeeting: InOffice & { reason: VaultRef };
  openMeeting: InOffice & { present: readonly Present[]; presiding?: number; observers: readonly VaultRef[] };
  discussItem: InOffice & { item: string; text: VaultRef };
  recuseSeat: { item: string; seat: number };
  callVote: { item: string; proposal: MeetingDecision };
  castVote: { item: string; vote: Vote };
  closeVote: { item: string };
  decideItem: { item: string; decision: MeetingDecision };
  closeMeeting: Readonly<Record<string, never>>;
  adjournMeeting: InOffice & { reason: VaultRef };
  issueMinutes: InOffice & { serial?: number; remark?: VaultRef };
  /** From an item that another meeting has, or that is over. */
  dropItem: { item: string };
  /** From an item of which it is to be decided anew, or that could not hear what was decided of it. */
  voidDecision: { item: string; because: VoidReason };
}
