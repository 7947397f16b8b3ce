import type { PoolClient } from 'pg';
import { chainHash } from '../../src/store/chain.js';
import type { TestService } from '../support/service.js';

/** Something done to one case behind the service's back. */
export type Forgery = (tx: PoolClient, caseId: string) => Promise<unknown>;

/** What somebody with the database's own rights can do: the triggers that protect the record do not stop them. */
export async function tamper({ db }: TestService, caseId: string, forgery: Forgery): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('ALTER TABLE case_events DISABLE TRIGGER case_events_are_final');
    await forgery(tx, caseId);
    await tx.query('ALTER TABLE case_events ENABLE TRIGGER case_events_are_final');
  });
}

/** One after another, as one forgery. */
export const all =
  (...forgeries: readonly Forgery[]): Forgery =>
  async (tx, caseId) => {
    for (const forgery of forgeries) await forgery(tx, caseId);
  };

/** Any statement about the case, whose id is `$1`; one that touches nothing is a mistake of the test. */
export const sql =
  (text: string): Forgery =>
  async (tx, caseId) => {
    const { rowCount } = await tx.query(text, [caseId]);
    if (rowCount === 0) throw new Error(`nothing to forge: ${text}`);
  };

/** Another word in the text of one event. */
export const word = (seq: number, one: string, other: string): Forgery =>
  sql(
    `UPDATE case_events SET envelope = replace(envelope, '${one}', '${other}')
     WHERE case_id = $1 AND seq = ${String(seq)} AND position('${one}' IN envelope) > 0`,
  );

/** Two events of one case in each other's place. */
export const swap = (one: number, other: number): Forgery =>
  all(
    sql(`UPDATE case_events SET seq = -seq WHERE case_id = $1 AND seq IN (${String(one)}, ${String(other)})`),
    sql(`UPDATE case_events SET seq = ${String(one + other)} + seq WHERE case_id = $1 AND seq < 0`),
  );

/** An event taken out, and all that came after it moved up, so that no number is missing. */
export const cutOut =
  (type: string): Forgery =>
  async (tx, caseId) => {
    const { rows } = await tx.query<{ seq: number }>(
      'DELETE FROM case_events WHERE case_id = $1 AND type = $2 RETURNING seq',
      [caseId, type],
    );
    const gap = rows[0]?.seq;
    if (gap === undefined || rows.length > 1) throw new Error(`not one event ${type}`);
    await tx.query(
      `UPDATE case_events SET seq = seq - 1, envelope = replace(envelope, '"seq":' || seq, '"seq":' || seq - 1)
       WHERE case_id = $1 AND seq > $2`,
      [caseId, gap],
    );
  };

/** One more event at the end, made of the last. */
export const append: Forgery = sql(
  `INSERT INTO case_events (case_id, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, algorithm)
   SELECT case_id, seq + 1, run, type, v, at, received_at, command_id,
     replace(envelope, '"seq":' || seq, '"seq":' || seq + 1), hash, hash, algorithm
   FROM case_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1`,
);

/** Makes the chain fit again from end to end, and the view with it, as a careful forger would. */
export const rehash: Forgery = async (tx, caseId) => {
  const { rows } = await tx.query<{ seq: number; envelope: string }>(
    'SELECT seq, envelope FROM case_events WHERE case_id = $1 ORDER BY seq',
    [caseId],
  );
  let last = '0'.repeat(64);
  for (const { seq, envelope } of rows) {
    const hash = chainHash(last, envelope);
    await tx.query('UPDATE case_events SET prev_hash = $3, hash = $4 WHERE case_id = $1 AND seq = $2', [
      caseId,
      seq,
      last,
      hash,
    ]);
    last = hash;
  }
  await tx.query('UPDATE resident_requests SET version = $2, last_hash = $3 WHERE case_id = $1', [
    caseId,
    rows.at(-1)?.seq,
    last,
  ]);
};
