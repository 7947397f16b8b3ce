import type { Actor } from '../domain/envelope.js';
import type { Refusal } from '../domain/refusals.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { CHANGE_KINDS, type ChangeKind, type JobKind } from '../domain/vocabulary.js';
import type { Database } from '../store/database.js';
import type { Directories } from '../store/directory.js';
import { INBOX_TRANSACTION_MS, receiveRow, receiveTogether, releaseRow, type RowTogether } from '../store/inbox.js';
import { clientOf, countOpen, countUndecided, findJob, keepJob, listOpen, markGiven, type Job } from '../store/jobs.js';
import { fingerprint } from '../store/vault.js';
import { REQUEST_CATALOGUE, type CommandRow } from './catalogue.js';
import { changeOf, reachOf } from './changes.js';
import { openDeposit } from './deposit.js';
import { receiving, type Door } from './door.js';
import { DoorFault } from './faults.js';
import { commandIdOf } from '../store/identity.js';
import { preparing } from './preparing.js';
import { previewCommand } from './preview.js';
import { printOf } from './send.js';

/**
 * Keeps a change as a job, whose requests are then given their commands page by page (`giveSome`). One change has one job,
 * however often it is asked for.
 */
export async function keepChange(
  db: Database,
  change: { district: string; kind: ChangeKind; params: Readonly<Record<string, string>>; actor: Actor },
): Promise<string> {
  const { district, kind, params, actor } = change;
  const id = commandIdOf(`job:${district}`, `${kind} ${JSON.stringify(params)}`);
  const total = await countOpen(db, district, reachOf(kind));
  await keepJob(db.pool, { id, district, kind, params, actor, total, given: false, fingerprint: Buffer.from(id) });
  return id;
}

const isChange = (kind: JobKind): kind is ChangeKind => CHANGE_KINDS.some((one) => one === kind);

/** So many of a job's commands wait for their decision at most: whoever comes to the door meanwhile does not notice it. */
const WAITING_AT_MOST = 40;

/**
 * Gives the next requests of a job their commands, as many as the pace allows, and says whether any are left. Whatever is
 * cut short is given again under the same id. Throws what the database throws, and an Error for an unknown job.
 */
export async function giveSome(
  { db, directories }: { db: Database; directories: Directories },
  id: string,
): Promise<'more' | 'all_given'> {
  const job = await findJob(db, id);
  if (job === undefined || !isChange(job.kind)) throw new Error(`there is no change ${id}`);
  if (job.given) return 'all_given';
  const directory = await directories.current(job.district);
  if (directory === undefined) throw new Error(`district ${job.district} has no directory`);
  const change = changeOf(job.kind, job.params, directory);
  const free = WAITING_AT_MOST - (await countUndecided(db, id));
  if (free <= 0) return 'more';
  const page = await listOpen(db, { district: job.district, reach: change.reach, after: job.cursor, limit: free });
  for (const one of page) {
    const body = change.bodyFor(one);
    if (body !== undefined) await giveOne(db, job, { caseId: one.case, kind: change.name, body });
  }
  const last = page.at(-1);
  if (last !== undefined) {
    await markGiven(db, id, { cursor: last.case });
    return 'more';
  }
  await markGiven(db, id, 'all');
  return 'all_given';
}

async function giveOne(
  db: Database,
  { id, actor }: Job,
  { caseId, kind, body }: { caseId: string; kind: string; body: unknown },
): Promise<void> {
  const client = clientOf(id);
  const commandId = commandIdOf(client, caseId);
  // The body is worked out anew when it is given again: the job alone says what is meant.
  const row = { commandId, client, key: caseId, caseId, kind, actor, body, fingerprint: Buffer.from(id) };
  await receiving(() => receiveRow(db.pool, row));
  await releaseRow(db, commandId);
}

/** Who gives an order, under which key, and what was asked for in one canonical form. */
export interface Asking {
  client: string;
  key: string;
  canonical: string;
}

/** An order to requests that are named: to each the command, from whoever may give it. */
export interface BulkOrder {
  kind: 'sign_for' | 'dispatch';
  district: string;
  actor: Actor;
  params: Readonly<Record<string, string>>;
  /** In whose role each is given, with the command's input as its route takes it. */
  items: readonly { request: ResidentRequest; actor: Actor; input: Readonly<Record<string, string>> }[];
  undoOf?: string | undefined;
}

const COMMAND_OF = { sign_for: 'signFor', dispatch: 'dispatch' } as const;

/** Requests that are given their commands side by side. */
const AT_ONCE = 8;

const idOf = ({ client, key }: Asking): string => commandIdOf(client, `job ${key}`);

/** The order that was given under a key. Throws DoorFault key_reused. */
export async function findOrder({ db, keys }: Door, asking: Asking): Promise<Job | undefined> {
  const job = await findJob(db, idOf(asking));
  if (job && !job.fingerprint.equals(fingerprint(keys, asking.canonical))) throw new DoorFault('key_reused', undefined);
  return job;
}

/**
 * Gives every named request its command: all are received at one moment, and so in time or late by it, and decided after one
 * another by the relay. All of it is kept in one transaction, or nothing. The same key again gives nothing more. Throws
 * DoorFault key_reused, and what a command's own body breaks.
 */
export async function giveOrder(door: Door, asking: Asking, order: BulkOrder): Promise<Job> {
  const { kind, district, actor, params, items, undoOf } = order;
  const id = idOf(asking);
  const print = fingerprint(door.keys, asking.canonical);
  const job = { id, district, kind, params, actor, total: items.length, given: true, fingerprint: print, undoOf };
  const rows: RowTogether[] = [];
  await inLanes(items, async (item) => {
    rows.push(await rowOf(door, id, kind, item));
  });
  const keep = () =>
    door.db.transaction(async (tx) => {
      const found = await keepJob(tx, job);
      if (found === 'kept') await receiveTogether(tx, rows);
      return found;
    }, INBOX_TRANSACTION_MS);
  if ((await receiving(keep)) === 'reused') throw new DoorFault('key_reused', undefined);
  const given = await findJob(door.db, id);
  if (given === undefined) throw new Error(`job ${id} was kept and is not there`);
  return given;
}

async function rowOf(
  door: Door,
  jobId: string,
  kind: BulkOrder['kind'],
  item: BulkOrder['items'][number],
): Promise<RowTogether> {
  const { name, body, canonical, deposit } = await prepared(door, kind, item);
  const client = clientOf(jobId);
  const { case: caseId } = item.request;
  return {
    ...{ commandId: commandIdOf(client, caseId), client, key: caseId, caseId, kind: name, actor: item.actor, body },
    fingerprint: printOf(door.keys, { name, caseId, canonical }),
    texts: deposit.texts,
  };
}

/** What an order would come to with each request, were it given now. */
export async function previewOrder(
  door: Door,
  { kind, items }: Pick<BulkOrder, 'kind' | 'items'>,
): Promise<readonly { number: string; refusal?: Refusal }[]> {
  const found = new Map<string, Refusal | undefined>();
  await inLanes(items, async (item) => {
    const { name, body } = await prepared(door, kind, item);
    const { refusal } = await previewCommand(door.db, item.request, { name, body, actor: item.actor });
    found.set(item.request.case, refusal);
  });
  return items.map(({ request }) => {
    const refusal = found.get(request.case);
    return { number: request.received.number, ...(refusal && { refusal }) };
  });
}

async function prepared(door: Door, kind: BulkOrder['kind'], { request, input, actor }: BulkOrder['items'][number]) {
  const row: CommandRow | undefined = REQUEST_CATALOGUE.find(({ name }) => name === COMMAND_OF[kind]);
  if (row === undefined) throw new Error(`${kind} is no command`);
  const deposit = openDeposit(door.keys);
  const { body, canonical } = await row.prepare(
    input,
    preparing(door, request, deposit, actor, () => false),
  );
  return { name: row.name, body, canonical, deposit };
}

async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
