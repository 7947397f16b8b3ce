import type { CaseState, Message } from '../domain/case/lifecycle.js';
import { SYSTEM_ACTOR } from '../domain/envelope.js';
import { lifecycleOfCase } from '../domain/procedures.js';
import type { Refusal } from '../domain/refusals.js';
import type { Transaction } from './database.js';
import { caseOfClient, clientOfCase, commandIdOf, unheardKey } from './identity.js';
import { INBOX_TRANSACTION_MS, receiveTogether, type CommandOutcome } from './inbox.js';
import { tableOf } from './view.js';

/**
 * Writes what became of a command that was refused, whoever says so, once; where a case has sent it, that gets back what it
 * makes of it, in the same transaction. Whoever else writes it finds it decided.
 */
export async function writeRefused(tx: Transaction, commandId: string, outcome: CommandOutcome): Promise<void> {
  const { rows } = await tx.query<Message & { client: string }>(
    `UPDATE inbox SET outcome = $2, decided_at = clock_timestamp() WHERE command_id = $1 AND outcome IS NULL
     RETURNING client, case_id AS "to", kind AS name, body`,
    [commandId, JSON.stringify(outcome)],
  );
  const [message] = rows;
  if (message && outcome.refusal) await tellBack(tx, commandId, message, outcome.refusal);
}

/** What the case that told it makes of it that it was refused: a command that it gives itself. */
async function tellBack(
  tx: Transaction,
  commandId: string,
  { client, ...message }: Message & { client: string },
  refusal: Refusal,
): Promise<void> {
  const teller = caseOfClient(client);
  if (teller === undefined) return;
  const { rows } = await tx.query<{ snapshot: CaseState }>(
    `SELECT snapshot FROM ${tableOf(teller)} WHERE case_id = $1`,
    [teller],
  );
  const said = rows[0] && lifecycleOfCase(teller).unheard(rows[0].snapshot, message, refusal);
  if (said === undefined) return;
  const [self, key] = [clientOfCase(message.to), unheardKey(commandId)];
  const id = commandIdOf(self, key);
  await tx.query(`SELECT set_config('transaction_timeout', '${String(INBOX_TRANSACTION_MS)}', true)`);
  await receiveTogether(tx, [
    {
      ...{ commandId: id, client: self, key, caseId: teller, kind: said.name, actor: SYSTEM_ACTOR, body: said.body },
      ...{ fingerprint: Buffer.from(id), texts: [] },
    },
  ]);
}
