/** P2, the other side: the same loops by updates of the baseline's workflow. `BENCH_START`: receipt | plain. */
import { WithStartWorkflowOperation, type WorkflowStartOptions } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { calendarFor } from '../src/calendar-data.js';
import { commandIdOf } from '../src/store/identity.js';
import { readConfig } from '../src/config.js';
import { requestId, requestNumber } from '../src/domain/number.js';
import { termsFor } from '../src/domain/policy.js';
import { openDatabase } from '../src/store/database.js';
import { catalogueProposal, lineOf, openDirectories, type Directory } from '../src/store/directory.js';
import { blindIndex, contactEntry, deriveKeys, textEntry, type TextEntry } from '../src/store/vault.js';
import { openTemporal } from '../src/temporal/connection.js';
import { DISTRICT_CODE, LEAD_UNIT, STAGE } from '../workflows/contract/search-attributes.js';
import { SAMPLES_QUEUE } from './baselines/queues.js';
import {
  askUpdate,
  receiptUpdate,
  type Asked,
  type Submission,
  type VaultEntry,
} from './baselines/samples-messages.js';
import type { sampleRequest } from './baselines/samples-workflow.js';
import { lengthWhenQuiet } from './history.js';
import { repeat, serve } from './load.js';
import { CLERK, CLIENT, CONTACT, DISTRICT, stepsToClosed, SUBMISSION, TEXT } from './loop.js';

const config = readConfig(process.env);
const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
const keys = deriveKeys(Buffer.from(config.BIHUAN_SECRET, 'base64'), config.BIHUAN_KEY_ID);
const temporal = openTemporal({ address: config.TEMPORAL_ADDRESS, namespace: 'default', identity: 'bench-samples' });
const { client } = temporal;
const waitsForReceipt = process.env['BENCH_START'] !== 'plain';
const directory = await readDirectory();

async function readDirectory(): Promise<Directory> {
  const found = await openDirectories(db).read(DISTRICT);
  if (!found) throw new Error('the demo district is missing');
  return found;
}

function vaultEntry({ ref, purpose, text, salt }: TextEntry): VaultEntry {
  return { ...ref, purpose, text, salt: salt.toString('hex') };
}

async function newSubmission(): Promise<Submission & { lead: string }> {
  const { rows } = await db.pool.query<{ ordinal: string }>({
    name: 'samples-number',
    text: `SELECT next_case_ordinal($1, 'request', extract(year FROM clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::int) AS ordinal`,
    values: [DISTRICT],
  });
  const receivedAt = new Date().toISOString();
  const number = requestNumber(DISTRICT, receivedAt, Number(rows[0]?.ordinal));
  const { kind, channel, urgency, category, place, provenance } = SUBMISSION;
  const found = catalogueProposal(directory, { category, place: place.subdistrict, at: receivedAt });
  if (!found) throw new Error('no row of the catalogue fits');
  const standard = lineOf(directory, category)[0]?.closingStandard;
  const text = textEntry('request', TEXT);
  const contact = contactEntry(keys, CONTACT);
  const key = randomUUID();
  const calendar = calendarFor(directory.calendar, Number(number.slice(7, 11)));
  const matter = { kind, urgency, category: { complex: false, utility: false } };
  return {
    lead: found.unit.code,
    client: CLIENT,
    key,
    texts: [vaultEntry(text)],
    contacts: [
      {
        ...contact.ref,
        salt: contact.salt.toString('hex'),
        keyId: contact.keyId,
        sealed: contact.sealed.toString('hex'),
      },
    ],
    requesterIndex: blindIndex(keys, CONTACT.phone).toString('hex'),
    command: {
      id: commandIdOf(CLIENT, key),
      district: DISTRICT,
      case: requestId(number),
      actor: CLERK,
      receivedAt,
      body: {
        trusted: 'yes',
        proposal: found,
        received: {
          ...{ number, kind, channel, urgency, provenance, place: { ...place } },
          category: { code: category, ...(standard && { closingStandard: standard }) },
          ...{ requester: SUBMISSION.requester.mode, contact: contact.ref, text: text.ref },
          terms: termsFor(directory.policy, calendar, matter),
        } as unknown as Submission['command']['body']['received'],
      },
    },
  };
}

async function start({ lead, ...submission }: Submission & { lead: string }): Promise<void> {
  const options: WorkflowStartOptions<typeof sampleRequest> = {
    workflowId: submission.command.case,
    taskQueue: SAMPLES_QUEUE,
    args: [submission],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    priority: { priorityKey: 3 },
    typedSearchAttributes: [
      { key: DISTRICT_CODE, value: DISTRICT },
      { key: STAGE, value: 'dispatch' },
      { key: LEAD_UNIT, value: lead },
    ],
  };
  if (!waitsForReceipt) {
    await client.workflow.start<typeof sampleRequest>('sampleRequest', options);
    return;
  }
  const startWorkflowOperation = new WithStartWorkflowOperation<typeof sampleRequest>('sampleRequest', {
    ...options,
    workflowIdConflictPolicy: 'FAIL',
  });
  await client.workflow.executeUpdateWithStart(receiptUpdate, {
    startWorkflowOperation,
    updateId: submission.command.id,
  });
}

async function loop(afterStep: (step: string, caseId: string) => Promise<void> = () => Promise.resolve()) {
  const submission = await newSubmission();
  const caseId = submission.command.case;
  await start(submission);
  await afterStep('submit', caseId);
  const handle = client.workflow.getHandle(caseId);
  for (const { leadsTo, texts, ...step } of stepsToClosed(submission.lead)) {
    const id = commandIdOf(CLIENT, step.key);
    const asked: Asked = { ...step, id, client: CLIENT, texts: texts.map(vaultEntry) };
    const { state } = await handle.executeUpdate(askUpdate(step.name), { args: [asked], updateId: id });
    if (state !== leadsTo) throw new Error(`${state} instead of ${leadsTo}`);
    await afterStep(step.name, caseId);
  }
}

async function lengths(): Promise<{ step: string; length: number }[]> {
  const found: { step: string; length: number }[] = [];
  await loop(async (step, caseId) => {
    found.push({ step, length: await lengthWhenQuiet(client, caseId) });
  });
  return found;
}

serve(
  (order) => (order.clients === 0 ? lengths() : repeat(order, () => loop())),
  async () => {
    await temporal.close();
    await db.close();
  },
);
