import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DoorAnswer } from '../../commands/door.js';
import { openDeposit } from '../../commands/deposit.js';
import { DoorFault } from '../../commands/faults.js';
import type { Row } from '../../commands/row.js';
import { answerAgain, send } from '../../commands/send.js';
import { code, instant, rule } from '../../commands/texts.js';
import type { Depositing } from '../../commands/deposit.js';
import type { CaseEvent } from '../../domain/case/lifecycle.js';
import type { Proceeding } from '../../domain/case/proceeding.js';
import { caseOf } from '../../domain/number.js';
import type { Action } from '../../domain/permissions.js';
import { proceedingKindOf, proceedingOf, type ProceedingKind } from '../../domain/procedures.js';
import type { Principal } from '../../store/accounts.js';
import { findProceeding, listProceedings, type ProceedingFilter } from '../../store/queries/find-proceeding.js';
import { listEvents, readTexts } from '../../store/queries/find-request.js';
import type { Cursor } from '../../store/queries/list-requests.js';
import { concealedFrom, isCentral, numbersIn, withoutNumbers } from '../confidence.js';
import type { Language } from '../problems.js';
import type { Answer, ApiDeps, Call, Route } from '../route.js';
import { ClockSchema, TimelineSchema } from '../schemas.js';
import { offeredIn, readerOf, readingOf, roleIn } from '../target.js';
import { invalidField } from './lists.js';
import { clockOf } from './present.js';
import { actorOf, counted } from './requests.js';
import { answerTo, COMMAND_ANSWERS, VERSION_ANSWERS } from './results.js';

const time = z.iso.datetime();

/** How a case that is no request looks in a list. */
export const ProceedingSummarySchema = z
  .object({
    number: z.string(),
    kind: z.string(),
    version: z.int(),
    state: z.string(),
    sort: z.string().nullable(),
    subdistrict: z.string().nullable(),
    community: z.string().nullable(),
    units: z.array(z.string()),
    receivedAt: time,
    nextDueAt: time.nullable(),
    nextDueClock: z.string().nullable(),
    overdueSince: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: 'ProceedingSummary' });

const ProceedingPageSchema = z
  .object({ cases: z.array(ProceedingSummarySchema), nextCursor: z.string().optional() })
  .meta({ id: 'ProceedingPage' });

/** What every case that is no request shows of itself. */
export const PROCEEDING_SHAPE = {
  number: z.string(),
  version: z.int(),
  state: z.string(),
  subdistrict: z.string().optional(),
  community: z.string().optional(),
  /** The request that it was opened for, to whoever may hear of it. */
  request: z.string().optional(),
  receivedAt: time,
  ended: z.boolean(),
  clocks: z.array(ClockSchema),
  allowed: z.array(z.string()),
};

/** One kind of case that is no request, as far as its routes differ from the others'. */
export interface ProceedingSurface<By> {
  kind: ProceedingKind;
  /** `/v1/<path>` */
  path: string;
  tag: string;
  /** For its operation ids: `Whistle` makes `getWhistle`. */
  noun: string;
  words: { zh: string; en: string };
  schema: z.ZodObject;
  /** Where one can stand, and of what sorts one can be: without these it is a code of the directory, which `isSort` looks up. */
  states: readonly string[];
  sorts?: readonly string[];
  readonly isSort?: (call: Call, sort: string) => Promise<boolean>;
  catalogue: readonly Row<string, unknown, By>[];
  readonly preparing: (deps: ApiDeps, proceeding: Proceeding, deposit: Depositing, principal: Principal) => Promise<By>;
  /** Where a receipt can fail of more than its own case: gives it, or throws what stands in the way. */
  readonly guard?: (input: unknown, give: () => Promise<DoorAnswer>) => Promise<DoorAnswer>;
  /** What it shows beyond the common; `texts` are those of the case and of what it is part of. */
  readonly present: (
    proceeding: Proceeding,
    texts: Readonly<Record<string, string | null>>,
    call: Call,
  ) => object | Promise<object>;
  /** What an event says to who reads it, where that is not all of it; never kept from who reads the whole district. */
  readonly told?: (event: Pick<CaseEvent, 'type' | 'body'>, call: Call) => object;
  /** Other cases under which words lie that it shows. */
  readonly textsOf?: (proceeding: Proceeding) => readonly string[];
  /** Commands that name the version they were made on, by If-Match. */
  versioned?: readonly string[];
}

function listQueryOf<By>({ states, sorts }: Pick<ProceedingSurface<By>, 'states' | 'sorts'>) {
  return z.strictObject({
    state: z.enum(states).optional(),
    sort: (sorts === undefined ? code : z.enum(sorts)).optional(),
    ...{ unit: code.optional(), subdistrict: code.optional() },
    overdue: flag(),
    open: flag(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  });
}

function flag() {
  return z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional();
}

/** The routes of a kind: its list, one of it, what happened, and its commands. What opens it is its own. */
export function proceedingRoutes<By>(surface: ProceedingSurface<By>): readonly Route[] {
  const { kind, path, tag, noun, words, schema, catalogue } = surface;
  const one = `/v1/${path}/{number}`;
  const access = readingOf(kind);
  const list: Route = {
    ...{ method: 'get', path: `/v1/${path}`, operationId: `list${noun}s`, tag },
    summary: { zh: `${words.zh}列表`, en: `${words.en}s, newest first` },
    ...{ access, on: 'district', query: listQueryOf(surface) },
    answers: { 200: { description: 'One page', schema: ProceedingPageSchema, headers: ['Link'] } },
    handle: (call) => listOf(surface, call),
  };
  const get: Route = {
    ...{ method: 'get', path: one, operationId: `get${noun}`, tag },
    summary: { zh: `${words.zh}详情`, en: `One ${words.en.toLowerCase()}` },
    ...{ access, on: kind },
    answers: {
      200: {
        description:
          'The case; the ETag is its version with a digest of what is shown, and If-Match takes it with or without that',
        schema,
        headers: ['ETag'],
      },
      304: { description: 'It still shows what the ETag in If-None-Match stands for' },
    },
    handle: (call) => show(surface, call),
  };
  const events: Route = {
    ...{ method: 'get', path: `${one}/events`, operationId: `list${noun}Events`, tag },
    summary: { zh: `${words.zh}经过`, en: 'What happened, in order' },
    ...{ access, on: kind },
    answers: { 200: { description: 'Every event with its hash, and the texts they refer to', schema: TimelineSchema } },
    handle: (call) => timeline(surface, call),
  };
  const commands = catalogue.map((row): Route => {
    const isVersioned = surface.versioned?.includes(row.name) === true;
    return {
      ...{ method: 'post', path: `${one}/${row.verb}`, operationId: row.name, tag, summary: row.summary },
      ...{ access: row.name as Action, on: kind, body: row.schema, idempotent: true },
      ifMatch: isVersioned ? 'required' : 'optional',
      answers: { ...COMMAND_ANSWERS, ...(isVersioned && VERSION_ANSWERS) },
      handle: (call) => giveCommand(surface, row, call),
    };
  });
  return [list, get, events, ...commands];
}

async function listOf<By>({ kind, path, isSort }: ProceedingSurface<By>, call: Call): Promise<Answer> {
  const { cursor, limit, ...filter } = call.query as z.infer<ReturnType<typeof listQueryOf>>;
  const isKnown = filter.sort === undefined || (await isSort?.(call, filter.sort)) !== false;
  if (!isKnown) throw invalidField('/sort', UNKNOWN_SORT, call.language);
  const page = await pageOf(call, { ...filter, kind }, { cursor, limit });
  if (page.nextCursor === undefined) return { status: 200, body: page };
  const next = new URLSearchParams({ ...(call.raw.req.query as Record<string, string>), cursor: page.nextCursor });
  return { status: 200, body: page, headers: { Link: `</v1/${path}?${next.toString()}>; rel="next"` } };
}

async function pageOf(
  { deps, principal, language }: Call,
  filter: ProceedingFilter & { kind: ProceedingKind },
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const found = await listProceedings(deps.door.db, {
    reader: readerOf(principal, readingOf(filter.kind)),
    filter,
    cursor: cursor === undefined ? undefined : decodeCursor(cursor, language),
    limit: limit + 1,
  });
  const cases = found.slice(0, limit);
  const last = cases.at(-1);
  if (found.length <= limit || last === undefined) return { cases };
  return { cases, nextCursor: Buffer.from(`${last.receivedAt}|${last.number}`).toString('base64url') };
}

function decodeCursor(cursor: string, language: Language): Cursor {
  const [receivedAt = '', number = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  const at = instant.safeParse(receivedAt);
  if (!at.success || caseOf(number) === undefined) throw invalidField('/cursor', FOREIGN_CURSOR, language);
  return { receivedAt: at.data, number };
}

const UNKNOWN_SORT = rule('不在目录中', 'is not in the directory');
const FOREIGN_CURSOR = rule('须为上一页给出的 nextCursor', 'must be the nextCursor of a page');

async function show<By>(surface: ProceedingSurface<By>, call: Call): Promise<Answer> {
  const { deps, principal, proceeding, raw } = call;
  const { opened, receivedAt, seq, state, ended, clocks } = proceeding;
  const { db } = deps.door;
  const others = [...(opened.parent ? [opened.parent.case] : []), ...(surface.textsOf?.(proceeding) ?? [])];
  const below = await readTexts(db, others);
  const own = await readTexts(db, proceeding.case, hearing(principal, proceeding));
  const texts = { ...below, ...own };
  const { subdistrict, community, request } = opened;
  const body = {
    ...{ number: opened.number, version: seq, state, receivedAt, ended: ended === 'yes' },
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
    ...(request && { request: request.number }),
    ...(await surface.present(proceeding, texts, call)),
    clocks: clocks.map(clockOf),
    allowed: await allowedFor(surface, call),
  };
  const shown = withoutNumbers(body, await concealed(call, body));
  const headers = { ETag: etagOf(seq, shown) };
  return raw.req.get('if-none-match') === headers.ETag
    ? { status: 304, headers }
    : { status: 200, body: shown, headers };
}

/** What a case shows of its parts changes without its version; a command is made on the version alone. */
function etagOf(version: number, shown: object): string {
  const digest = createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
  return `"${String(version)}-${digest}"`;
}

async function allowedFor<By>(surface: ProceedingSurface<By>, call: Call): Promise<string[]> {
  const { proceeding } = call;
  return proceedingOf(proceeding.case)
    .allowedCommands(proceeding)
    .filter(await offeredBy(surface, call));
}

/** Which commands the caller can give here: those that have a route, and are theirs. */
async function offeredBy<By>(
  { catalogue }: Pick<ProceedingSurface<By>, 'catalogue'>,
  { deps, principal, proceeding }: Call,
): Promise<(name: string) => boolean> {
  const routed = new Set(catalogue.map(({ name }) => name));
  const offered = await offeredIn(deps.door.db, principal, proceeding);
  return (name) => routed.has(name) && offered(name);
}

/** What was said in confidence is told to whom it was said. */
function hearing(principal: Principal, proceeding: Proceeding) {
  return { confidential: roleIn(principal, 'hearConfidence', proceeding) !== undefined };
}

async function timeline<By>({ told: tells }: ProceedingSurface<By>, call: Call): Promise<Answer> {
  const { deps, principal, proceeding } = call;
  const { db } = deps.door;
  const [events, texts] = await Promise.all([
    listEvents(db, proceeding.case),
    readTexts(db, proceeding.case, hearing(principal, proceeding)),
  ]);
  const isSaid = isCentral(principal, readingOf(proceedingKindOf(proceeding.case)), proceeding);
  const rows = events.map(({ event: { seq, type, at, receivedAt, actor, commandId, body }, hash }) => ({
    ...{ seq, type, at, receivedAt, actor, commandId, hash },
    body: isSaid ? body : withoutAgainst(tells?.({ type, body }, call) ?? body),
  }));
  // What was said with a command that was refused is not part of what happened.
  const told = rows.map(({ body }) => JSON.stringify(body)).join();
  const said = Object.fromEntries(Object.entries(texts).filter(([ref]) => told.includes(ref)));
  const body = { number: proceeding.opened.number, events: rows, texts: said };
  return { status: 200, body: withoutNumbers(body, await concealed(call, rows)) };
}

/** Whom the request reports is the centre's to know; without what is left out the hash cannot be worked out anew. */
function withoutAgainst(body: object): object {
  const { against: _against, ...said } = body as { against?: object };
  return said;
}

/** The requests that a value names and of which the caller must not hear. */
function concealed({ deps, principal }: Call, value: unknown): Promise<ReadonlySet<string>> {
  return concealedFrom(deps.door.db, principal, numbersIn(value));
}

async function giveCommand<By>(
  { catalogue, preparing, guard }: ProceedingSurface<By>,
  row: Row<string, unknown, By>,
  call: Call,
): Promise<Answer> {
  const {
    deps,
    principal,
    role,
    proceeding,
    body: input,
    idempotencyKey,
    respondAsync,
    expectedVersion,
    language,
  } = call;
  const command = { client: principal.accountId, key: idempotencyKey, caseId: proceeding.case, name: row.name };
  const give = async (): Promise<DoorAnswer> => {
    const deposit = openDeposit(deps.door.keys);
    const { body, canonical } = await row.prepare(input, await preparing(deps, proceeding, deposit, principal));
    const actor = actorOf(principal, role);
    return send(deps.door, { ...command, respondAsync, actor, body, deposit, canonical, expectedVersion });
  };
  // The same key has the same answer for ever, whatever stands in the way of such a command by now.
  const given = guard ? guard(input, give) : give();
  const answer = await given.catch(async (fault: unknown) => {
    const known =
      fault instanceof DoorFault && (await answerAgain(deps.door, { ...command, canonical: row.canonical(input) }));
    if (!known) throw fault;
    return known;
  });
  // By what it is now: the command may have changed whose turn it is.
  const now = (await findProceeding(deps.door.db, proceeding.case)) ?? proceeding;
  const offered = await offeredBy({ catalogue }, { ...call, proceeding: now });
  return counted(deps.metrics, row.name, answerTo(answer, row.name, language, { offered }));
}
