import { ApplicationFailure } from '@temporalio/common';
import { historyFromJSON, historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { projectRoot } from '../../src/project-root.js';
import { bulkChangeWorkflowId } from '../../workflows/contract/bulk-change.js';
import { ringWorkflowId } from '../../workflows/contract/duty-ring.js';
import { deliveryWorkflowId } from '../../workflows/contract/webhook-delivery.js';
import { CHANGE, DELIVERY, RING, withErrands } from './errands-theatre.js';

/** Ways an errand can go, each with a history that is kept: what runs for a day, or rings, must replay after a deployment. */
const SCENES: Readonly<Record<string, (bundle: WorkflowBundleOption) => Promise<History>>> = {
  'delivery-taken': (bundle) => deliveryThat(bundle, () => Promise.resolve('delivered')),
  'delivery-failed': (bundle) =>
    deliveryThat(bundle, () => Promise.reject(ApplicationFailure.nonRetryable('not taken'))),
  'ring-heard': (bundle) => ringHeardAfter(bundle, 1),
  'ring-unheard': (bundle) => ringHeardAfter(bundle, 3),
  'change-in-pages': (bundle) => changeOfPages(bundle, 2),
};
export const ERRANDS = Object.keys(SCENES);

function deliveryThat(bundle: WorkflowBundleOption, deliverWebhook: () => Promise<'delivered'>): Promise<History> {
  return withErrands(bundle, { deliverWebhook, giveUpWebhook: () => Promise.resolve() }, async (stage) => {
    await stage.errands.deliver(DELIVERY);
    await stage.end(deliveryWorkflowId(DELIVERY));
    return stage.history(deliveryWorkflowId(DELIVERY));
  });
}

function ringHeardAfter(bundle: WorkflowBundleOption, steps: number): Promise<History> {
  let rung = 0;
  return withErrands(bundle, { ringNext: () => Promise.resolve(rung++ < steps) }, async (stage) => {
    const start = { ...RING, since: new Date(await stage.env.currentTimeMs()).toISOString() };
    await stage.errands.ring(start);
    await stage.end(ringWorkflowId(start));
    return stage.history(ringWorkflowId(start));
  });
}

function changeOfPages(bundle: WorkflowBundleOption, pages: number): Promise<History> {
  let given = 0;
  const giveSome = () => Promise.resolve(given++ < pages ? ('more' as const) : ('all_given' as const));
  return withErrands(bundle, { giveSome }, async (stage) => {
    await stage.errands.change(CHANGE);
    await stage.end(bulkChangeWorkflowId(CHANGE));
    return stage.history(bulkChangeWorkflowId(CHANGE));
  });
}

const fileOf = (name: string) => join(projectRoot(), 'test/replay/errands', `${name}.json`);

export async function readErrand(name: string): Promise<History> {
  return historyFromJSON(JSON.parse(await readFile(fileOf(name), 'utf8')));
}

/** Plays and keeps what is not kept yet. What is kept stays. */
export async function keepErrands(bundle: WorkflowBundleOption): Promise<void> {
  await mkdir(join(projectRoot(), 'test/replay/errands'), { recursive: true });
  for (const [name, play] of Object.entries(SCENES)) {
    if (existsSync(fileOf(name))) continue;
    // A stack tells of the machine that played it.
    const text = historyToJSON(await play(bundle)).replace(/"stackTrace": "(?:[^"\\]|\\.)*"/g, '"stackTrace": ""');
    await writeFile(fileOf(name), `${text}\n`);
    console.log(`kept ${name}`);
  }
}
