import type { Actor } from '../domain/envelope.js';
import { requestId, requestNumber } from '../domain/number.js';
import { decideSubmit } from '../domain/request/decide/index.js';
import { openCase } from '../store/apply.js';
import type { Database, Queries, Transaction } from '../store/database.js';
import { isClockless, type ClusterRules } from '../domain/policy.js';
import type { PlaceFact, Received } from '../domain/request/events.js';
import { unitOfPlace, type Directory } from '../store/directory.js';
import { INBOX_TRANSACTION_MS, receiveTogether, type InboxRow, type RowTogether } from '../store/inbox.js';
import { fingerprint, type ContactEntry } from '../store/vault.js';
import type { Submitted } from '../../workflows/contract/resident-request.js';
import { againstOf } from './against.js';
import { findReceipt, receiving, settleReceipt, type Door, type DoorAnswer, type Knock, type Receipt } from './door.js';
import { DoorFault } from './faults.js';
import { commandIdOf } from '../store/identity.js';
import { printOf } from './send.js';
import {
  categoryFact,
  depositOf,
  numbersOf,
  placeFact,
  present,
  proposalFor,
  receivedOf,
  type Company,
  type Facts,
  type Submission,
} from './submission.js';

export interface SubmitOptions extends Knock {
  actor: Actor;
  submission: Submission;
  /** What was sent, byte by byte, where another system signed it: kept sealed beside the request. */
  evidence?: ContactEntry | undefined;
  /** Only a test, or an import marked `--as-of source`, passes its own. */
  receivedAt?: string | undefined;
}

/** Takes a request in: committed with its number, its receipt and its view before Temporal is touched. Throws DoorFault. */
export async function submit(door: Door, options: SubmitOptions): Promise<DoorAnswer> {
  const commandId = commandIdOf(options.client, options.key);
  const print = fingerprint(door.keys, `submit\n${JSON.stringify(options.submission)}`);
  const receipt = await receiveOnce(door, commandId, print, options);
  return settleReceipt(door, receipt);
}

/** The same key has the same answer for ever, also when the directory would not take such a request any more. */
async function receiveOnce(door: Door, commandId: string, print: Buffer, options: SubmitOptions): Promise<Receipt> {
  let fault: unknown = new Error(`${commandId} was neither new nor there`);
  try {
    const fresh = await receiveAnew(door, commandId, print, options);
    if (fresh !== undefined) {
      door.db.ring();
      return fresh;
    }
  } catch (error) {
    if (!(error instanceof DoorFault)) throw error;
    fault = error;
  }
  const known = await findReceipt(door, commandId, print);
  if (known === undefined) throw fault;
  return known;
}

/** The directory changed between being read and being written down. Nothing was received yet. */
class DirectoryMoved extends Error {
  override readonly name = 'DirectoryMoved';
}

/** Receives under the directory as it is at the receipt; reads it anew, outside the transaction, when it has moved. */
async function receiveAnew(
  door: Door,
  commandId: string,
  print: Buffer,
  options: SubmitOptions,
): Promise<Receipt | undefined> {
  const { district } = options.submission;
  let directory = door.directories.cached(district) ?? (await door.directories.read(district));
  for (;;) {
    if (!directory) throw new DoorFault('unknown_district', '/district', { district });
    try {
      return await receive(door, directory, commandId, print, options);
    } catch (error) {
      if (!(error instanceof DirectoryMoved)) throw error;
      directory = await door.directories.read(district);
    }
  }
}

/** Undefined when the same key was received before, or by another process in the same instant. */
async function receive(
  door: Door,
  directory: Directory,
  commandId: string,
  print: Buffer,
  options: SubmitOptions,
): Promise<Receipt | undefined> {
  const { submission, client, key, actor } = options;
  const { district, occurredAt } = submission;
  const facts = await factsOf(door, directory, submission, options.receivedAt ?? new Date().toISOString());
  await assertPredecessor(door.db, submission);
  const vault = depositOf(door.keys, submission);

  const around = {
    ...{ category: facts.category.code, place: facts.place, caller: vault.contacts[0]?.callerIndex },
    ...{ against: facts.against, isConfidential: submission.requester.mode === 'confidential' },
  };
  // What was found nobody called about, and who called elsewhere was heard there.
  const isCall = submission.provenance !== 'imported' && submission.origin !== 'finding';
  const rules = isCall ? directory.policy.clusters : undefined;
  const next = await nextNumber(door.db, district, commandId, options.receivedAt, rules && { ...around, ...rules });
  if (next === undefined) return undefined;
  const { ordinal, revision, receivedAt, repeatOf, others } = next;
  if (revision !== directory.revision) throw new DirectoryMoved();
  if (occurredAt !== undefined && occurredAt > receivedAt) throw new DoorFault('occurred_in_future', '/occurredAt');
  const outerDue = submission.upstream?.dueAt;
  if (outerDue !== undefined && outerDue <= receivedAt) throw new DoorFault('upstream_due_past', '/upstream/dueAt');

  const number = requestNumber(district, receivedAt, ordinal);
  const caseId = requestId(number);
  const proposal = proposalFor(directory, submission, facts.place, receivedAt);
  const trusted = directory.policy.trustedChannels.includes(submission.channel) || submission.provenance === 'imported';

  const isCluster = rules !== undefined && others + 1 >= rules.callers;
  const known = isCluster ? await knownCluster(door.db, district, { ...around, ...rules }) : undefined;
  const company = companyOf(directory, facts, { repeatOf, callers: isCluster ? others + 1 : undefined, known });

  const open = async (db: Queries, duplicateOf?: string): Promise<Receipt | undefined> => {
    const received = receivedOf({ directory, submission, facts, vault, number, receivedAt, duplicateOf, company });
    const { events } = decideSubmit({
      id: commandId,
      district,
      case: caseId,
      actor,
      receivedAt,
      body: { received, trusted: trusted ? 'yes' : 'no', ...present('proposal', proposal) },
    });
    const body: Submitted = { opening: events };
    const row = {
      commandId,
      client,
      key,
      caseId,
      ordinal: 1,
      kind: 'submit',
      actor,
      body,
      fingerprint: print,
      receivedAt,
    };
    const kept = options.evidence === undefined ? [] : [options.evidence];
    const deposit = { ...vault, contacts: [...vault.contacts, ...kept] };
    if (!(await openCase(db, { row, deposit, external: numbersOf(submission), events }))) return undefined;
    const fresh: InboxRow = { ...row, expectedVersion: undefined, outcome: undefined };
    return { row: fresh, delivery: options.respondAsync === true ? 'relay' : 'here', recorded: events.length };
  };

  const urge = urgeOf(door, options, caseId, next.urged);
  try {
    // One statement needs no transaction around it; looking for a duplicate first does, and urging another with it.
    if (occurredAt === undefined && urge === undefined) return await open(door.db.pool);
    return await receiving(() =>
      door.db.transaction(async (tx) => {
        const receipt = await open(tx, await possibleDuplicate(tx, submission));
        if (receipt && urge) await receiveTogether(tx, [urge]);
        return receipt;
      }, INBOX_TRANSACTION_MS),
    );
  } catch (error) {
    throw (await externalTaken(door.db, options, error)) ?? error;
  }
}

/**
 * 重复诉求: who asks again about what is open urges it, or what it waits for (practice §3), with the receipt or not at all. Not
 * in a confidence: its unit would learn who asked.
 */
function urgeOf(
  { keys }: Door,
  { submission, actor }: SubmitOptions,
  caseId: string,
  open: string | undefined,
): RowTogether | undefined {
  if (open === undefined || submission.requester.mode !== 'named' || isClockless(submission.kind)) return undefined;
  const urged = requestId(open);
  return {
    ...{ commandId: commandIdOf('repeat', caseId), client: 'repeat', key: caseId, caseId: urged, kind: 'urge' },
    ...{ actor, body: {}, texts: [], fingerprint: printOf(keys, { name: 'urge', caseId: urged, canonical: '{}' }) },
  };
}

/** What the directory says of a submission. Before a number is given, so that bad input leaves no gap between numbers. */
async function factsOf(
  door: Door,
  directory: Directory,
  { district, place, category, against }: Submission,
  at: string,
): Promise<Facts> {
  try {
    return {
      place: placeFact(directory, place, at),
      category: categoryFact(directory, category),
      against: await againstOf(door.db, directory, against),
    };
  } catch (error) {
    // Perhaps it is only the directory at hand that does not know the code yet.
    const current = await door.directories.current(district);
    throw current?.revision === directory.revision ? error : new DirectoryMoved();
  }
}

/** What a request follows must be a request of the same district: a wrong number would send every reader astray. */
async function assertPredecessor({ pool }: Database, { district, predecessor }: Submission): Promise<void> {
  if (predecessor === undefined) return;
  const { rowCount } = await pool.query('SELECT 1 FROM resident_requests WHERE number = $1 AND district_code = $2', [
    predecessor,
    district,
  ]);
  if (rowCount === 0) throw new DoorFault('unknown_request', '/predecessor', { number: predecessor });
}

/** What reports somebody gathers and repeats only with what reports the same: else either would tell of the other. */
const SAME_AGAINST = `against_unit IS NOT DISTINCT FROM $11 AND against_staff = $12 AND against_account IS NOT DISTINCT FROM $13`;

/** So many requests around a new one are looked at, the newest first: what hits everybody must not slow the door down. */
const LOOKED_AT = 100;
/** Of one caller, or of one group, the newest few tell enough: reading what was said costs more than counting it. */
const OWN_LOOKED_AT = 5;

/**
 * The district's next number, its directory's revision and the database's clock, in one question; undefined when the
 * command was received before. Outside the receipt's transaction: numbers are not given back, so they need none.
 */
async function nextNumber(
  { pool }: Database,
  district: string,
  commandId: string,
  ownTime: string | undefined,
  around: Around | undefined,
) {
  const { rows } = await pool.query<{
    ordinal: string | null;
    revision: number | null;
    now: Date;
    repeat_of: (NonNullable<Received['repeatOf']> & { urged: string }) | null;
    others: number;
  }>({
    name: 'next-number',
    text: `SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM inbox WHERE command_id = $3) THEN next_case_ordinal($1, 'request',
             extract(year FROM coalesce($2::timestamptz, clock_timestamp()) AT TIME ZONE 'Asia/Shanghai')::int) END AS ordinal,
             (SELECT revision FROM districts WHERE code = $1) AS revision, clock_timestamp() AS now,
             (SELECT json_strip_nulls(json_build_object('number', number, 'ended', CASE WHEN stage = 'ended' THEN 'yes' ELSE 'no' END,
                'unsolved', CASE WHEN NOT (state = 'answered' OR coalesce(outcome, '') IN ('solved', 'not_judged')) THEN 'yes' END,
                'urged', CASE WHEN stage <> 'ended' THEN coalesce(merged_into, number) END))
              FROM (SELECT * FROM resident_requests WHERE requester_index = $4 AND district_code = $1 AND category_code = $5
                AND community IS NOT DISTINCT FROM $6 AND subdistrict IS NOT DISTINCT FROM $7 AND ${SAME_AGAINST}
                AND received_at > clock_timestamp() - $8 * interval '1 day' ORDER BY received_at DESC LIMIT ${String(OWN_LOOKED_AT)}) AS mine
              WHERE $14 OR snapshot -> 'received' ->> 'requester' <> 'confidential' ORDER BY received_at DESC LIMIT 1) AS repeat_of,
             (SELECT (count(DISTINCT requester_index) + count(*) FILTER (WHERE requester_index IS NULL))::int
              FROM (SELECT requester_index FROM resident_requests
                WHERE district_code = $1 AND category_code = $5 AND received_at > clock_timestamp() - $9 * interval '1 hour'
                  AND community IS NOT DISTINCT FROM $6 AND subdistrict IS NOT DISTINCT FROM $7 AND ${SAME_AGAINST}
                  AND CASE WHEN requester_index IS NULL THEN snapshot -> 'received' ->> 'origin' IS DISTINCT FROM 'finding'
                      ELSE requester_index IS DISTINCT FROM $4 END
                ORDER BY received_at DESC LIMIT $10) AS near) AS others`,
    values: [
      ...[district, ownTime ?? null, commandId, around?.caller ?? null, around?.category ?? null],
      ...[around?.place.community ?? null, around?.place.subdistrict ?? null],
      // Without rules nobody repeats and nothing gathers: no row is as young as that.
      ...[around?.repeatDays ?? 0, around?.withinHours ?? 0, LOOKED_AT],
      ...[around?.against?.unit ?? null, around?.against?.staff === 'yes', around?.against?.account ?? null],
      around?.isConfidential ?? false,
    ],
  });
  const row = rows[0];
  if (!row) throw new Error('the database gave no number');
  if (row.ordinal === null) return undefined;
  if (row.revision === null) throw new DoorFault('unknown_district', '/district', { district });
  const { ordinal, revision, now, others } = row;
  const { urged, ...repeatOf } = row.repeat_of ?? {};
  return {
    ...{ ordinal: Number(ordinal), revision, receivedAt: ownTime ?? now.toISOString(), others, urged },
    repeatOf: row.repeat_of === null ? undefined : (repeatOf as NonNullable<Received['repeatOf']>),
  };
}

/** What is looked for around a submission, and how far. */
interface Around extends Pick<ClusterRules, 'repeatDays' | 'withinHours'> {
  category: string;
  place: PlaceFact;
  /** Whoever left no phone is another caller each time. */
  caller: Buffer | undefined;
  against: Received['against'];
  /** A confidence is the centre's alone, and so is what it repeats. */
  isConfidential: boolean;
}

/** Whose place it is hears of a cluster, too. */
function companyOf(
  directory: Directory,
  { place }: Facts,
  {
    repeatOf,
    callers,
    known,
  }: { repeatOf: Received['repeatOf']; callers: number | undefined; known: number | undefined },
): Company {
  const unit = place.subdistrict === undefined ? undefined : unitOfPlace(directory, place.subdistrict)?.code;
  return {
    ...present('repeatOf', repeatOf),
    ...(callers !== undefined && { cluster: { callers, ...present('unit', unit), ...present('known', known) } }),
  };
}

/** How many callers were told of last, of a group (`hasChanged` in the domain says when that is), by the newest of it. */
async function knownCluster({ pool }: Database, district: string, around: Around): Promise<number | undefined> {
  const { category, place, withinHours, against } = around;
  const { rows } = await pool.query<{ known: number }>(
    `SELECT CASE WHEN known IS NULL OR callers >= 2 * known OR 2 * callers <= known THEN callers ELSE known END AS known
     FROM (SELECT received_at, (snapshot -> 'received' -> 'cluster' ->> 'callers')::int AS callers,
         (snapshot -> 'received' -> 'cluster' ->> 'known')::int AS known
       FROM (SELECT received_at, snapshot FROM resident_requests
         WHERE district_code = $1 AND category_code = $2 AND received_at > clock_timestamp() - $3 * interval '1 hour'
           AND community IS NOT DISTINCT FROM $4 AND subdistrict IS NOT DISTINCT FROM $5
           AND against_unit IS NOT DISTINCT FROM $6 AND against_staff = $7 AND against_account IS NOT DISTINCT FROM $8
         ORDER BY received_at DESC LIMIT $9) AS newest) AS near
     WHERE callers IS NOT NULL ORDER BY received_at DESC LIMIT 1`,
    [
      ...[district, category, withinHours, place.community ?? null, place.subdistrict ?? null],
      ...[against?.unit ?? null, against?.staff === 'yes', against?.account ?? null, OWN_LOOKED_AT],
    ],
  );
  return rows[0]?.known;
}

/** Two of one channel in the same second of the source's own time are two requests, and may be one twice. */
async function possibleDuplicate(tx: Transaction, submission: Submission): Promise<string | undefined> {
  if (submission.occurredAt === undefined) return undefined;
  const second = submission.occurredAt.slice(0, 19);
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [
    `${submission.district}:${submission.channel}:${second}`,
  ]);
  const { rows } = await tx.query<{ number: string }>(
    `SELECT number FROM resident_requests
     WHERE district_code = $1 AND channel = $2 AND ($5 OR category_code = $4) AND against_unit IS NULL AND occurred_at >= $3::timestamptz AND occurred_at < $3::timestamptz + interval '1 second'
     ORDER BY number LIMIT 1`,
    // Another system's second says much; a desk that keys in minutes would mark whatever it takes in one.
    [submission.district, submission.channel, `${second}Z`, submission.category, submission.provenance === 'imported'],
  );
  return rows[0]?.number;
}

/** What a receipt failed of, when that was a number of the source's that another case has; each is registered once. */
async function externalTaken(
  { pool }: Database,
  { submission, actor }: SubmitOptions,
  error: unknown,
): Promise<DoorFault | undefined> {
  if (!(error instanceof Error && 'constraint' in error && error.constraint === 'external_ids_pkey')) return undefined;
  const { rows } = await pool.query<{ system: string; id: string; number: string; reports: boolean }>(
    `SELECT system, id, number, against_unit IS NOT NULL AS reports FROM resident_requests JOIN external_ids USING (case_id)
     JOIN json_to_recordset($1) AS entry(system text, id text) USING (system, id) LIMIT 1`,
    [JSON.stringify(numbersOf(submission))],
  );
  if (!rows[0]) return undefined;
  const { reports, ...taken } = rows[0];
  // What reports somebody is named to no person: it may be they, or those they work with.
  const isNamed = !reports || actor.role === 'hotline_system';
  return new DoorFault(isNamed ? 'external_id_taken' : 'external_id_taken_elsewhere', '/external', taken);
}
