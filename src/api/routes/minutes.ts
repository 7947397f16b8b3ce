import type { AgendaItem } from '../../domain/agenda-item/agenda-item.js';
import type { AgendaEntry, JointMeeting } from '../../domain/joint-meeting/joint-meeting.js';
import { formatInstant, localDay, parseInstant } from '../../domain/local-time.js';
import type { Database } from '../../store/database.js';
import type { Directory } from '../../store/directory.js';
import { findProceeding } from '../../store/queries/find-proceeding.js';
import { readTexts } from '../../store/queries/find-request.js';
import { concealedFrom } from '../confidence.js';
import { minutesPage, type MinutedItem, type Minutes } from '../minutes-page.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { directoryOf } from './directory.js';

const HTML = 'text/html; charset=utf-8';

/** What the page of a sitting is made of. */
interface Making {
  db: Database;
  directory: Directory;
  texts: Readonly<Record<string, string | null>>;
  /** Requests of which the reader must not hear. */
  hidden: ReadonlySet<string>;
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
  const { opened, present, presiding = '', observers, openedAt, closedAt, agenda, ended, at } = meeting;
  const [texts, directory, names] = await Promise.all([
    readTexts(db, meeting.case),
    directoryOf(call),
    namesOf(db, [presiding, opened.secretary, ...present.map(({ account }) => account)]),
  ]);
  const requests = agenda.flatMap(({ item }) => (item.request ? [item.request.number] : []));
  const hidden = await concealedFrom(db, call.principal, requests);
  const seatOf = (seat: number) => opened.seats.find((one) => one.seat === seat)?.organisation ?? String(seat);
  const said = (ref: string | undefined) => (ref === undefined ? undefined : (texts[ref] ?? undefined));
  const remark = await remarkOf(db, meeting);
  return {
    ...{ number: opened.number, committee: opened.committee.name, sort: opened.sort },
    ...{ openedAt: openedAt ?? at, closedAt, issuedAt: ended === 'yes' ? at : undefined },
    venue: said(opened.venue?.ref),
    ...{ presiding: names.get(presiding) ?? '', secretary: names.get(opened.secretary) ?? '' },
    present: present.map(({ seat, by, account }) => ({
      ...{ organisation: seatOf(seat), name: names.get(account) ?? '', isSubstitute: by === 'substitute' },
    })),
    absent: opened.seats
      .filter(({ seat }) => !present.some((one) => one.seat === seat))
      .map(({ seat }) => seatOf(seat)),
    observers: observers.flatMap(({ ref }) => said(ref) ?? []),
    items: await Promise.all(agenda.map((entry) => itemOf({ db, directory, texts, hidden }, entry, seatOf))),
    remark: said(remark),
  };
}

/** The remark with which they were issued, if any. */
async function remarkOf({ pool }: Database, { case: id }: JointMeeting): Promise<string | undefined> {
  const { rows } = await pool.query<{ ref: string | null }>(
    `SELECT envelope::jsonb -> 'body' -> 'remark' ->> 'ref' AS ref FROM case_events WHERE case_id = $1 AND type = 'minutes_issued'`,
    [id],
  );
  return rows[0]?.ref ?? undefined;
}

async function itemOf(
  { db, directory, texts, hidden }: Making,
  { item, discussion, recused, ballots, decision }: AgendaEntry,
  seatOf: (seat: number) => string,
): Promise<MinutedItem> {
  if (decision === undefined) throw new Error(`${item.number} was left undecided`);
  const found = (await findProceeding(db, item.case)) as AgendaItem | undefined;
  const { title, textsOf = item.case } = found?.opened ?? {};
  const titled = title && (await readTexts(db, textsOf))[title.ref];
  const words = texts[(decision.outcome === 'assign' ? decision.task : decision.reason).ref];
  const request = item.request?.number;
  return {
    ...{ number: item.number, source: item.source, title: titled ?? undefined },
    request: request === undefined || hidden.has(request) ? undefined : request,
    discussion: (discussion && texts[discussion.ref]) ?? undefined,
    recused: recused.map(seatOf),
    votes: ballots.flatMap(({ result }) => result ?? []),
    ...{ outcome: decision.outcome, by: decision.by, words: words ?? undefined },
    owner:
      decision.outcome === 'assign'
        ? (directory.units.get(decision.owner.code)?.name ?? decision.owner.code)
        : undefined,
    // A due is the end of its last day.
    until: decision.outcome === 'assign' ? localDay(formatInstant(parseInstant(decision.due) - 1)) : undefined,
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
