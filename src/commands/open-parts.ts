import type { RequestCommandBodies } from '../domain/request/commands.js';
import { decideSubmit } from '../domain/request/decide/index.js';
import { callerIndexOf, openCase } from '../store/apply.js';
import type { Database } from '../store/database.js';
import { findRow, releaseRow } from '../store/inbox.js';
import { giveOver } from '../store/vault.js';
import type { Submitted } from '../../workflows/contract/resident-request.js';
import { commandIdOf } from '../store/identity.js';
import { PART } from './part.js';

/**
 * Opens the parts of a split as requests of their own, received when the first one was; what is open already stays as it
 * is, so that it can be called any number of times. Their workflows are started by the relay. Throws when the split is not
 * on record.
 */
export async function openParts(db: Database, caseId: string, splitId: string): Promise<void> {
  const asked = await findRow(db, splitId);
  if (asked?.kind !== 'split' || asked.caseId !== caseId) throw new Error(`${splitId} is no split of ${caseId}`);
  const { parts } = asked.body as RequestCommandBodies['split'];
  const { actor } = asked;
  const client = `split:${caseId}`;
  const first = await db.pool.query<{ received_at: Date }>(
    'SELECT received_at FROM inbox WHERE case_id = $1 AND ordinal = 1',
    [caseId],
  );
  const receivedAt = first.rows[0]?.received_at.toISOString();
  if (receivedAt === undefined) throw new Error(`${caseId} was never received`);
  for (const [index, part] of parts.entries()) {
    const key = `${splitId}:${String(index + 1)}`;
    const commandId = commandIdOf(client, key);
    const { received } = part.body;
    const { events } = decideSubmit({
      ...{ id: commandId, district: received.number.slice(0, 6), case: part.case, actor, receivedAt },
      body: part.body,
    });
    const body: Submitted = { opening: events };
    const start = { commandId, client, key, caseId: part.case, ordinal: 1, kind: 'submit', actor, body, receivedAt };
    const requesterIndex = received.contact && (await callerIndexOf(db.pool, received.contact.ref));
    const row = { ...start, fingerprint: Buffer.from(commandId) };
    await db.transaction(async (tx) => {
      await openCase(tx, { row, deposit: {}, external: [], events, requesterIndex });
      await giveOver(tx, { from: caseId, to: part.case, prefix: PART, told: JSON.stringify(received) });
    });
    await releaseRow(db, commandId);
  }
}
