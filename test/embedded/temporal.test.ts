import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/embedded/ports.js';
import { startEmbeddedTemporal } from '../../src/embedded/temporal.js';
import { prepareNamespace } from '../../src/temporal/namespace.js';
import { withTemporaryFolder } from './temporary-folder.js';

const LIMIT_MS = 90_000;
const quiet = { headless: true, log: () => undefined };

describe('the embedded Temporal', () => {
  it(
    'keeps its workflows on its file, and comes back by itself on the same port when it is killed',
    () =>
      withTemporaryFolder(async (folder) => {
        const options = { ...quiet, dbFile: join(folder, 'temporal.db'), port: await freePort() };
        const first = await startEmbeddedTemporal(options);
        try {
          await withClient(first.address, (client) =>
            client.workflow.start('anything', { taskQueue: 'none', workflowId: 'kept' }),
          );
          const killed = first.pid;
          process.kill(killed, 'SIGKILL');
          while (first.pid === killed) await delay(50);
          expect(await statusOfKept(first.address)).toBe('RUNNING');
        } finally {
          await first.stop();
        }

        const second = await startEmbeddedTemporal(options);
        try {
          expect(await statusOfKept(second.address)).toBe('RUNNING');
        } finally {
          await second.stop();
        }
      }),
    LIMIT_MS,
  );

  it(
    'has our search attributes and keeps closed histories for 30 days, in a namespace of any name',
    async () => {
      const server = await startEmbeddedTemporal({ ...quiet, port: 0 });
      try {
        await prepareNamespace(server.address, 'district');
        // A second deployment finds everything there.
        await prepareNamespace(server.address, 'district');
        await withClient(server.address, async ({ connection }) => {
          if (!(connection instanceof Connection)) throw new Error('not the connection we opened');
          const { operatorService, workflowService } = connection;
          for (const namespace of ['default', 'district']) {
            const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
            expect(Object.keys(customAttributes).sort()).toEqual(['DistrictCode', 'LeadUnit', 'Stage']);
            const { config } = await workflowService.describeNamespace({ namespace });
            expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
          }
        });
      } finally {
        await server.stop();
      }
    },
    LIMIT_MS,
  );
});

async function statusOfKept(address: string): Promise<string> {
  return withClient(address, async (client) => (await client.workflow.getHandle('kept').describe()).status.name);
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
