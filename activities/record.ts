import { setTimeout as sleep } from 'node:timers/promises';
import { toMessage } from '../src/commands/deliver.js';
import { commandIdOf } from '../src/store/identity.js';
import { apply } from '../src/store/apply.js';
import type { Database, Transaction } from '../src/store/database.js';
import { insertRow, undecidedBefore, writeOutcome } from '../src/store/inbox.js';
import { writeRefused } from '../src/store/unheard.js';
import { openBeside } from '../src/commands/open-case.js';
import { raiseItem } from '../src/commands/raise-item.js';
import { openDirectories } from '../src/store/directory.js';
import { openParts } from '../src/commands/open-parts.js';
import type { Recording, CaseActivities } from './index.js';

/** The second that design §2.8 gives to transactions that were in time. */
const FAIRNESS_MS = 1_000;
const LOOK_AGAIN_MS = 100;

/** The activities of a case, on a database. */
export function createCaseActivities(db: Database): CaseActivities {
  const directories = openDirectories(db);
  return {
    async recordEvents(recording) {
      await db.transaction((tx) => record(tx, recording));
      db.ring();
    },

    openCase: (of) => openBeside(db, of),

    raiseItem: async (of) => raiseItem(db, await directories.current(of.by.case.split(':')[1] ?? ''), of),

    async openParts({ case: caseId, commandId }) {
      await openParts(db, caseId, commandId);
    },

    async recordLapse({ before, ...recording }) {
      await clockPasses(db, Date.parse(before) + FAIRNESS_MS);
      const waiting = await db.transaction(async (tx) => {
        const unheard = await undecidedBefore(tx, recording.case, before);
        if (unheard.length === 0) await record(tx, recording);
        return unheard.map((row) => toMessage(row, 0));
      });
      db.ring();
      return waiting;
    },
  };
}

async function record(tx: Transaction, { case: caseId, events, decisions, signalled }: Recording): Promise<void> {
  await apply(tx, caseId, events);
  for (const { id, ...outcome } of decisions) {
    await (outcome.refusal ? writeRefused : writeOutcome)(tx, id, outcome);
  }
  for (const { command, outcome, receivedAt } of signalled) {
    const client = `workflow:${command.actor.account}`;
    await insertRow(tx, {
      commandId: command.id,
      client,
      key: command.id,
      caseId,
      kind: command.name,
      actor: command.actor,
      body: command.body,
      fingerprint: Buffer.from(commandIdOf(client, command.id)),
      receivedAt,
      outcome,
    });
  }
}

/** Waits for the database's clock: it stamped the receipts, so no other clock can judge them. */
async function clockPasses({ pool }: Database, instantMs: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    if (rows[0] && rows[0].now.getTime() > instantMs) return;
    await sleep(LOOK_AGAIN_MS);
  }
}
