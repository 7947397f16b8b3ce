/** P2, our side: whole loops through the door of `src/commands`, as the API's process gives them. */
import { randomUUID } from 'node:crypto';
import type { DoorAnswer } from '../src/commands/door.js';
import { send } from '../src/commands/send.js';
import { submit } from '../src/commands/submit.js';
import { readConfig } from '../src/config.js';
import { openLog } from '../src/log.js';
import { openDoor, startDoorRelay } from '../src/service.js';
import { lengthWhenQuiet } from './history.js';
import { repeat, serve } from './load.js';
import { aCall, CLERK, CLIENT, stepsToClosed, SUBMISSION } from './loop.js';

const config = readConfig(process.env);
const log = openLog(config.LOG_LEVEL, 'bench-door');
const parts = openDoor(config, log, 'bench-door');
const relay = startDoorRelay(parts, config, log);
const { door, db, client } = parts;
let lead = '';

async function loop(afterStep: (step: string, caseId: string) => Promise<void> = () => Promise.resolve()) {
  const { place, phone } = aCall();
  const submission = { ...SUBMISSION, place, requester: { ...SUBMISSION.requester, phone } };
  const receipt = await submit(door, { client: CLIENT, key: randomUUID(), actor: CLERK, submission });
  const { caseId } = receipt;
  assertLedTo(receipt, 'awaiting_sign_for');
  if (lead === '') lead = await leadOf(caseId);
  await afterStep('submit', caseId);
  for (const { leadsTo, texts, ...step } of stepsToClosed(lead)) {
    const canonical = JSON.stringify(step.body);
    assertLedTo(await send(door, { ...step, deposit: { texts }, client: CLIENT, caseId, canonical }), leadsTo);
    await afterStep(step.name, caseId);
  }
}

function assertLedTo(answer: DoorAnswer, state: string): void {
  if (answer.status === 'queued') throw new Error('an answer was queued: the machine is too busy to measure on');
  if (answer.outcome.state !== state) throw new Error(`${answer.outcome.state} instead of ${state}`);
}

async function leadOf(caseId: string): Promise<string> {
  const sql = 'SELECT lead_unit FROM resident_requests WHERE case_id = $1';
  const { rows } = await db.pool.query<{ lead_unit: string }>(sql, [caseId]);
  return rows[0]?.lead_unit ?? '';
}

/** P3: how long the history is after each step of one loop. */
async function lengths(): Promise<{ step: string; length: number }[]> {
  const found: { step: string; length: number }[] = [];
  await loop(async (step, caseId) => {
    found.push({ step, length: await lengthWhenQuiet(client, caseId) });
  });
  return found;
}

serve(
  // No client at all asks for the figures of one loop.
  (order) => (order.clients === 0 ? lengths() : repeat(order, () => loop())),
  async () => {
    await relay.stop();
    await parts.close();
  },
);
