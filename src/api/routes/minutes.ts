import type { AgendaItem } from '../../domain/agenda-item/agenda-item.js';
import { goesBy } from '../../domain/case/proceeding.js';
import type { VaultRef } from '../../domain/envelope.js';
import { quorumOf } from '../../domain/joint-meeting/decide.js';
import {
  leftAs,
  type AgendaEntry,
  type JointMeeting,
  type MeetingDecision,
} from '../../domain/joint-meeting/joint-meeting.js';
import { formatInstant, localDay, parseInstant } from '../../domain/local-time.js';
import type { Database } from '../../store/database.js';
import type { Directory } from '../../store/directory.js';
import { readProceedings } from '../../store/queries/find-proceeding.js';
import { readTexts } from '../../store/queries/find-request.js';
import { concealedFrom } from '../confidence.js';
import { minutesPage, type MinutedItem, type Minutes, type Resolution } from '../minutes-page.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { directoryOf } from './directory.js';
import { isApart } from './joint-meetings.js';

const HTML = 'text/html; charset=utf-8';

/** What the page of a sitting is made of. */
interface Making {
  directory: Directory;
  /** What the items were opened with. */
  openings: ReadonlyMap<string, AgendaItem['opened']>;
  /** Those of the sitting, and the titles of its items. */
  texts: Readonly<Record<string, string | null>>;
  /** Requests of which the reader must not hear. */
  hidden: ReadonlySet<string>;
  meeting: JointMeeting;
  seatOf: (seat: number) => string;
}

const minutesRoute: Route = {
  ...{ method: 'get', path: '/v1/joint-meetings/{number}/minutes.html', operationId: 'printMinutes' },
  tag: 'joint-meetings',
  summary: { zh: '打印会议纪要', en: 'The minutes of a sitting, for A4; a draft until they are issued' },
  ...{ access: 'readMeetings', on: 'joint_meeting' },
  answers: {
    200: { description: 'One page of HTML that fetches nothing, in Chinese', mediaTypes: ['text/html'] },
    409: { description: 'It is not over yet', schema: ProblemSchema },
  },
  async handle(call) {
    const meeting = call.proceeding as JointMeeting;
    if (meeting.closedAt === undefined) throw new ApiProblem('no_minutes_yet');
    const page = minutesPage(await minutesOf(call, meeting));
    return {
      status: 200,
      body: Buffer.from(page),
      contentType: HTML,
      headers: { 'Cache-Control': 'private, no-cache' },
    };
  },
};

async function minutesOf(call: Call, meeting: JointMeeting): Promise<Minutes> {
  const { db } = call.deps.door;
  const { opened, present, presiding = '', observers, openedAt, closedAt, ended, at, adjourned } = meeting;
  const agenda = meeting.agenda.filter(({ item }) => !isApart(call.principal, meeting, item));
  const items = (await readProceedings(
    db,
    agenda.map(({ item }) => item.case),
  )) as readonly AgendaItem[];
  const [texts, directory, names] = await Promise.all([
    readTexts(db, [meeting.case, ...items.map((item) => item.opened.textsOf ?? item.case)]),
    directoryOf(call),
    namesOf(db, [presiding, opened.secretary, ...present.map(({ account }) => account)]),
  ]);
  const requests = agenda.flatMap(({ item }) => (item.request ? [item.request.number] : []));
  const hidden = await concealedFrom(db, call.principal, requests);
  const openings = new Map(items.map((item) => [item.case, item.opened]));
  const seatOf = (seat: number) => opened.seats.find((one) => one.seat === seat)?.organisation ?? String(seat);
  const said = (text: VaultRef | undefined) => (text && texts[text.ref]) ?? undefined;
  const issuedAt = ended === 'yes' ? at : undefined;
  return {
    ...{ number: opened.number, committee: opened.committee.name, sort: opened.sort },
    serial: meeting.serial,
    ...{ openedAt: openedAt ?? at, closedAt, issuedAt },
    venue: said(opened.venue),
    ...{ presiding: names.get(presiding) ?? '', secretary: names.get(opened.secretary) ?? '' },
    present: present.map(({ seat, by, account }) => ({
      ...{ organisation: seatOf(seat), name: names.get(account) ?? '', isSubstitute: by === 'substitute' },
    })),
    absent: opened.seats
      .filter(({ seat }) => !present.some((one) => one.seat === seat))
      .map(({ seat }) => seatOf(seat)),
    observers: observers.flatMap((one) => said(one) ?? []),
    quorum: quorumOf(opened),
    items: agenda.map((entry) => itemOf({ directory, openings, texts, hidden, meeting, seatOf }, entry)),
    adjourned: adjourned && { reason: said(adjourned) },
    remark: said(meeting.remark),
    copies: copiesOf(meeting).map((unit) => nameOf(directory, unit)),
  };
}

/** Who has no seat and is to do something. */
function copiesOf({ agenda, opened }: JointMeeting): readonly string[] {
  const owners = agenda.flatMap(({ decision, void: isVoid }) =>
    decision?.outcome === 'assign' && isVoid === undefined ? [decision.owner.code] : [],
  );
  return [...new Set(owners)].filter((owner) => !opened.seats.some(({ unit }) => unit === owner));
}

const nameOf = ({ units }: Directory, code: string): string => units.get(code)?.name ?? code;

/** Of an older sitting only its events tell. */
function howRecused(
  meeting: JointMeeting,
  { ordered = [] }: AgendaEntry,
  seat: number,
): MinutedItem['recused'][number]['how'] {
  if (!goesBy(meeting, 3)) return undefined;
  return ordered.includes(seat) ? 'ordered' : 'asked';
}

function itemOf({ directory, openings, texts, hidden, meeting, seatOf }: Making, entry: AgendaEntry): MinutedItem {
  const { item, discussion, recused, ballots, decision } = entry;
  const { title, by } = openings.get(item.case) ?? {};
  const request = item.request?.number;
  return {
    ...{ number: item.number, source: item.source, title: (title && texts[title.ref]) ?? undefined },
    proposer: by === undefined ? undefined : nameOf(directory, by),
    request: request === undefined || hidden.has(request) ? undefined : request,
    discussion: (discussion && texts[discussion.ref]) ?? undefined,
    // Who stands back by rule would tell everybody whom the item reports.
    recused: recused
      .filter((seat) => !item.apart?.includes(seat))
      .map((seat) => ({ organisation: seatOf(seat), how: howRecused(meeting, entry, seat) })),
    votes: ballots.map(({ proposal, votes, result }) => ({
      ...{ on: resolutionOf({ directory, texts }, proposal), cast: votes.length, result },
    })),
    decision: decision && { ...resolutionOf({ directory, texts }, decision), by: decision.by },
    void: entry.void,
    left: leftAs(meeting, entry),
  };
}

function resolutionOf(
  { directory, texts }: Pick<Making, 'directory' | 'texts'>,
  decision: MeetingDecision,
): Resolution {
  const { outcome } = decision;
  if (decision.outcome !== 'assign') {
    return { outcome, owner: undefined, until: undefined, words: texts[decision.reason.ref] ?? undefined };
  }
  return {
    ...{ outcome, owner: nameOf(directory, decision.owner.code), words: texts[decision.task.ref] ?? undefined },
    // A due is the end of its last day.
    until: localDay(formatInstant(parseInstant(decision.due) - 1)),
  };
}

/** The names of accounts, as the directory has them today: the record keeps none. */
async function namesOf({ pool }: Database, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    'SELECT id::text, display_name AS name FROM accounts WHERE id::text = ANY($1)',
    [accounts],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export const MINUTES_ROUTES: readonly Route[] = [minutesRoute];
