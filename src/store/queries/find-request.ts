import { ENDING_TYPES, type Ending } from '../../domain/request/ending.js';
import type { EventOf, RequestEvent, RequestEventType } from '../../domain/request/events.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import type { RequestState } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';
import { CONFIDENTIAL, openContact, type Contact, type Keys } from '../vault.js';

/** A request's present state, or undefined for an unknown number. */
export async function findRequest({ pool }: Database, number: string): Promise<ResidentRequest | undefined> {
  const { rows } = await pool.query<{ snapshot: ResidentRequest }>({
    name: 'find-request',
    text: 'SELECT snapshot FROM resident_requests WHERE number = $1',
    values: [number],
  });
  return rows[0]?.snapshot;
}

/** The present states of requests, as far as they are there. */
export async function readRequests(
  { pool }: Database,
  numbers: readonly string[],
): Promise<readonly ResidentRequest[]> {
  const { rows } = await pool.query<{ snapshot: ResidentRequest }>(
    'SELECT snapshot FROM resident_requests WHERE number = ANY($1)',
    [numbers],
  );
  return rows.map(({ snapshot }) => snapshot);
}

/** What is about somebody themselves, and therefore hidden from them everywhere. */
export async function listAbout({ pool }: Database, district: string, account: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ number: string }>(
    'SELECT number FROM resident_requests WHERE district_code = $1 AND against_account = $2',
    [district, account],
  );
  return rows.map(({ number }) => number);
}

/** All the matters of a request's call, by number, with where each stands: what it was taken out of, and what out of it. */
export async function listSameCall(
  { pool }: Database,
  number: string,
): Promise<readonly { number: string; state: RequestState }[]> {
  const { rows } = await pool.query<{ number: string; state: RequestState }>(
    `WITH RECURSIVE call(number) AS (
       SELECT $1::text
       UNION SELECT other.number FROM call JOIN resident_requests AS one USING (number), LATERAL (
         SELECT one.snapshot -> 'received' ->> 'splitFrom' AS number
         UNION ALL SELECT jsonb_array_elements_text(coalesce(one.snapshot -> 'parts', '[]'))) AS other
       WHERE other.number IS NOT NULL
     )
     SELECT number, state FROM resident_requests JOIN call USING (number) ORDER BY number`,
    [number],
  );
  return rows;
}

export interface RecordedEvent {
  event: RequestEvent;
  hash: string;
  prevHash: string;
}

/** A case's events after a sequence number, in order. */
export async function listEvents(
  { pool }: Database,
  caseId: string,
  after = 0,
  limit = 1_000,
): Promise<RecordedEvent[]> {
  const { rows } = await pool.query<{ envelope: string; hash: string; prev_hash: string }>(
    'SELECT envelope, hash, prev_hash FROM case_events WHERE case_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
    [caseId, after, limit],
  );
  return rows.map((row) => ({
    event: JSON.parse(row.envelope) as RequestEvent,
    hash: row.hash,
    prevHash: row.prev_hash,
  }));
}

/** A case's events of some types, in order. */
export async function listEventsOf<Type extends RequestEventType>(
  { pool }: Database,
  caseId: string,
  types: readonly Type[],
): Promise<readonly EventOf<Type>[]> {
  const { rows } = await pool.query<{ envelope: string }>(
    'SELECT envelope FROM case_events WHERE case_id = $1 AND type = ANY($2) ORDER BY seq',
    [caseId, types],
  );
  return rows.map(({ envelope }) => JSON.parse(envelope) as EventOf<Type>);
}

/** How a case ended the last time; undefined when it never did. */
export async function findEnding({ pool }: Database, caseId: string): Promise<Ending | undefined> {
  const { rows } = await pool.query<{ envelope: string }>(
    'SELECT envelope FROM case_events WHERE case_id = $1 AND type = ANY($2) ORDER BY seq DESC LIMIT 1',
    [caseId, ENDING_TYPES],
  );
  return rows[0] && (JSON.parse(rows[0].envelope) as Ending);
}

/** The texts of a case, or of several, by their reference; null where a text was erased; what was said in confidence only where asked for. */
export async function readTexts(
  { pool }: Database,
  cases: string | readonly string[],
  { confidential = false }: { confidential?: boolean } = {},
): Promise<Record<string, string | null>> {
  const { rows } = await pool.query<{ ref: string; text: string | null }>(
    'SELECT ref, text FROM vault_texts WHERE case_id = ANY($1) AND ($2 OR NOT starts_with(purpose, $3))',
    [[cases].flat(), confidential, CONFIDENTIAL],
  );
  return Object.fromEntries(rows.map((row) => [row.ref, row.text]));
}

/** The contact a request holds, opened; undefined when there is none or it was erased. */
export async function readContact({ pool }: Database, keys: Keys, ref: string): Promise<Contact | undefined> {
  const { rows } = await pool.query<{ key_id: string; sealed: Buffer | null }>(
    'SELECT key_id, sealed FROM vault_contacts WHERE ref = $1',
    [ref],
  );
  const row = rows[0];
  return row?.sealed ? openContact(keys, { ref, keyId: row.key_id, sealed: row.sealed }) : undefined;
}
