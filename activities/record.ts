import { setTimeout as sleep } from 'node:timers/promises';
import { toMessage } from '../src/commands/deliver.js';
import { commandIdOf } from '../src/commands/identity.js';
import { apply } from '../src/store/apply.js';
import type { Database } from '../src/store/database.js';
import { enterCase, insertRow, undecidedBefore, writeOutcome } from '../src/store/inbox.js';
import type { RequestActivities } from './index.js';

/** The second that design §2.8 gives to transactions that were in time. */
const FAIRNESS_MS = 1_000;
const LOOK_AGAIN_MS = 100;

/** The activities of the resident request, on a database. */
export function createRequestActivities(db: Database): RequestActivities {
  return {
    async recordEvents({ case: caseId, events, decisions, signalled }) {
      await db.transaction(async (tx) => {
        await apply(tx, caseId, events);
        for (const { id, ...outcome } of decisions) await writeOutcome(tx, id, outcome);
        for (const { command, outcome, receivedAt } of signalled) {
          const client = `workflow:${command.actor.account}`;
          const { ordinal } = await enterCase(tx, caseId);
          await insertRow(tx, {
            commandId: command.id,
            client,
            key: command.id,
            caseId,
            ordinal,
            kind: command.name,
            actor: command.actor,
            body: command.body,
            fingerprint: Buffer.from(commandIdOf(client, command.id)),
            receivedAt,
            outcome,
          });
        }
      });
    },

    async findUndecided({ case: caseId, before }) {
      const judgedFrom = Date.parse(before) + FAIRNESS_MS;
      for (;;) {
        const { rows } = await db.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
        if (rows[0] && rows[0].now.getTime() > judgedFrom) break;
        await sleep(LOOK_AGAIN_MS);
      }
      const waiting = await undecidedBefore(db, caseId, before);
      return waiting.map((row) => toMessage(row, 0));
    },
  };
}
