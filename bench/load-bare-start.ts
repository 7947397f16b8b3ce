/** P1, the other side: starts an empty workflow, and nothing else. */
import { randomUUID } from 'node:crypto';
import { openTemporal } from '../src/temporal/connection.js';
import { EMPTY_QUEUE } from './baselines/queues.js';
import { repeat, serve } from './load.js';

const { TEMPORAL_ADDRESS: address = '' } = process.env;
const temporal = openTemporal({ address, namespace: 'default', identity: 'bench-bare-start' });

serve(
  (order) =>
    repeat(order, async () => {
      await temporal.client.workflow.start('waiting', { workflowId: `empty:${randomUUID()}`, taskQueue: EMPTY_QUEUE });
    }),
  () => temporal.close(),
);
