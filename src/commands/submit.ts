import { calendarFor } from '../calendar-data.js';
import type { Actor } from '../domain/envelope.js';
import { requestId, requestNumber } from '../domain/number.js';
import { termsFor } from '../domain/policy.js';
import type { DispatchProposal } from '../domain/request/commands.js';
import { decideSubmit } from '../domain/request/decide/index.js';
import type { CategoryFact, PlaceFact, Received } from '../domain/request/events.js';
import type { Channel, Provenance, RequestKind, RequesterMode, Urgency } from '../domain/vocabulary.js';
import { openRecord } from '../store/apply.js';
import type { Database, Transaction } from '../store/database.js';
import { catalogueProposal, lineOf, unitFact, type Directory } from '../store/directory.js';
import { insertRow, type InboxRow } from '../store/inbox.js';
import { blindIndex, contactEntry, fingerprint, textEntry } from '../store/vault.js';
import type { Submitted } from '../../workflows/contract/resident-request.js';
import { findReceipt, receiving, settleReceipt, type Door, type DoorAnswer, type Knock, type Receipt } from './door.js';
import { DoorFault } from './faults.js';
import { commandIdOf } from './identity.js';

/** A request as it is handed in: words and codes, nothing looked up yet. */
export interface Submission {
  district: string;
  kind: RequestKind;
  channel: Channel;
  urgency: Urgency;
  category: string;
  place: {
    subdistrict?: string | undefined;
    community?: string | undefined;
    grid?: string | undefined;
    address?: string | undefined;
  };
  text?: string | undefined;
  requester: { mode: RequesterMode; name?: string | undefined; phone?: string | undefined };
  occurredAt?: string | undefined;
  predecessor?: string | undefined;
  external: readonly { system: string; id: string }[];
  tags: readonly string[];
  /** A unit the source names: the request is dispatched to it on arrival. */
  unit?: { code: string; ground: string } | undefined;
  suggestedExecutor?: string | undefined;
  provenance: Provenance;
}

export interface SubmitOptions extends Knock {
  actor: Actor;
  submission: Submission;
  /** Only a test, or an import marked `--as-of source`, passes its own. */
  receivedAt?: string | undefined;
}

/** Takes a request in: committed with its number, its receipt and its view before Temporal is touched. Throws DoorFault. */
export async function submit(door: Door, options: SubmitOptions): Promise<DoorAnswer> {
  const commandId = commandIdOf(options.client, options.key);
  const print = fingerprint(door.keys, `submit\n${JSON.stringify(options.submission)}`);
  const receipt = (await receiveAnew(door, commandId, print, options)) ?? (await findReceipt(door, commandId, print));
  if (receipt === undefined) throw new Error(`${commandId} was neither new nor there`);
  return settleReceipt(door, receipt);
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
  const { district } = submission;
  const texts = [
    ...(submission.text === undefined ? [] : [textEntry('request', submission.text)]),
    ...(submission.place.address === undefined ? [] : [textEntry('address', submission.place.address)]),
  ];
  const refOf = (purpose: string) => texts.find((entry) => entry.purpose === purpose)?.ref;
  const { name, phone, mode } = submission.requester;
  const contact =
    mode === 'anonymous' || (name === undefined && phone === undefined)
      ? []
      : [contactEntry(door.keys, { name, phone })];

  const next = await nextNumber(door.db, district, commandId, options.receivedAt);
  if (next === undefined) return undefined;
  const { ordinal, revision, receivedAt } = next;
  if (revision !== directory.revision) throw new DirectoryMoved();

  return receiving(door, async (tx) => {
    const place = placeFact(directory, submission.place);
    const category = categoryFact(directory, submission.category);
    const number = requestNumber(district, receivedAt, ordinal);
    const caseId = requestId(number);
    if (submission.occurredAt !== undefined && submission.occurredAt > receivedAt) {
      throw new DoorFault('occurred_in_future', '/occurredAt');
    }

    const received: Received = {
      number,
      kind: submission.kind,
      channel: submission.channel,
      urgency: submission.urgency,
      provenance: submission.provenance,
      category,
      place: { ...place, ...present('address', refOf('address')) },
      requester: mode,
      ...present('contact', contact[0]?.ref),
      ...present('text', refOf('request')),
      ...present('occurredAt', submission.occurredAt),
      ...present('predecessor', submission.predecessor),
      ...(submission.external.length > 0 && { external: submission.external }),
      ...(submission.tags.length > 0 && { tags: submission.tags }),
      ...present('duplicateOf', await possibleDuplicate(tx, submission)),
      ...present('suggestedExecutor', submission.suggestedExecutor),
      terms: termsFor(directory.policy, calendarFor(directory.calendar, yearOf(receivedAt)), {
        kind: submission.kind,
        urgency: submission.urgency,
        category: { complex: category.complex === 'yes', utility: category.utility === 'yes' },
      }),
    };
    const trusted =
      directory.policy.trustedChannels.includes(submission.channel) || submission.provenance === 'imported';
    const proposal = proposalFor(directory, submission, place, receivedAt);
    const { events } = decideSubmit({
      id: commandId,
      district,
      case: caseId,
      actor,
      receivedAt,
      body: { received, trusted: trusted ? 'yes' : 'no', ...present('proposal', proposal) },
    });

    const opening: Submitted = { opening: events };
    const row = {
      commandId,
      client,
      key,
      caseId,
      ordinal: 1,
      kind: 'submit',
      actor,
      body: opening,
      fingerprint: print,
      receivedAt,
    };
    if (!(await insertRow(tx, row, { texts, contacts: contact }))) return undefined;
    await registerExternal(tx, caseId, submission.external);
    await openRecord(tx, events, phone === undefined ? undefined : blindIndex(door.keys, phone));
    const fresh: InboxRow = { ...row, expectedVersion: undefined, outcome: undefined };
    return { row: fresh, delivery: options.respondAsync === true ? 'relay' : 'here', recorded: events.length };
  });
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

function yearOf(instant: string): number {
  return Number(requestNumber('', instant, 0).slice(1, 5));
}

/**
 * The district's next number, its directory's revision and the database's clock, in one question; undefined when the
 * command was received before. Outside the receipt's transaction: numbers are not given back, so they need none.
 */
async function nextNumber({ pool }: Database, district: string, commandId: string, ownTime: string | undefined) {
  const { rows } = await pool.query<{ ordinal: string | null; revision: number | null; now: Date }>({
    name: 'next-number',
    text: `SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM inbox WHERE command_id = $3) THEN next_case_ordinal($1, 'request',
             extract(year FROM coalesce($2::timestamptz, clock_timestamp()) AT TIME ZONE 'Asia/Shanghai')::int) END AS ordinal,
             (SELECT revision FROM districts WHERE code = $1) AS revision, clock_timestamp() AS now`,
    values: [district, ownTime ?? null, commandId],
  });
  const row = rows[0];
  if (!row) throw new Error('the database gave no number');
  if (row.ordinal === null) return undefined;
  if (row.revision === null) throw new DoorFault('unknown_district', '/district', { district });
  return { ordinal: Number(row.ordinal), revision: row.revision, receivedAt: ownTime ?? row.now.toISOString() };
}

function categoryFact(directory: Directory, code: string): CategoryFact {
  const line = lineOf(directory, code);
  const category = line[0];
  if (!category) throw new DoorFault('unknown_category', '/category', { category: code });
  return {
    code,
    ...(category.complex && { complex: 'yes' as const }),
    ...(category.utility && { utility: 'yes' as const }),
    ...(category.photoRequired && { photoRequired: 'yes' as const }),
    ...present('closingStandard', category.closingStandard ?? undefined),
  };
}

/** The places named must exist and lie within one another; what encloses them is filled in. */
function placeFact(directory: Directory, named: Submission['place']): PlaceFact {
  const fact: PlaceFact = {};
  let within: string | undefined;
  for (const field of ['grid', 'community', 'subdistrict'] as const) {
    const code = named[field] ?? within;
    if (code === undefined) continue;
    const place = directory.places.get(code);
    if (!place) throw new DoorFault('unknown_place', `/place/${field}`, { place: code });
    if (within !== undefined && within !== code) {
      throw new DoorFault('place_mismatch', `/place/${field}`, { place: within, within: code });
    }
    fact[field] = code;
    within = place.parentCode ?? undefined;
  }
  return fact;
}

/** The unit the source names, or the one row of the catalogue that fits. */
function proposalFor(
  directory: Directory,
  submission: Submission,
  place: PlaceFact,
  at: string,
): DispatchProposal | undefined {
  if (submission.unit) {
    const unit = directory.units.get(submission.unit.code);
    if (!unit) throw new DoorFault('unknown_unit', '/unit', { unit: submission.unit.code });
    return { unit: unitFact(unit, at), basis: 'on_arrival', ground: submission.unit.ground };
  }
  if (submission.provenance === 'imported') return undefined;
  return catalogueProposal(directory, { category: submission.category, place: place.subdistrict, at });
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
     WHERE district_code = $1 AND channel = $2 AND occurred_at >= $3::timestamptz AND occurred_at < $3::timestamptz + interval '1 second'
     ORDER BY number LIMIT 1`,
    [submission.district, submission.channel, `${second}Z`],
  );
  return rows[0]?.number;
}

/** The source's own numbers, each registered once. */
async function registerExternal(tx: Transaction, caseId: string, external: Submission['external']): Promise<void> {
  for (const { system, id } of external) {
    const { rowCount } = await tx.query(
      'INSERT INTO external_ids (system, id, case_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [system, id, caseId],
    );
    if (rowCount === 1) continue;
    const { rows } = await tx.query<{ number: string }>(
      'SELECT number FROM resident_requests JOIN external_ids USING (case_id) WHERE system = $1 AND id = $2',
      [system, id],
    );
    throw new DoorFault('external_id_taken', '/external', { system, id, number: rows[0]?.number ?? '' });
  }
}
