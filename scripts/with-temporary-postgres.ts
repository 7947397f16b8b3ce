import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/embedded/postgres.js';

/** Lends a PostgreSQL with an empty database `bihuan` that is gone afterwards. */
export async function withTemporaryPostgres<T>(use: (url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bihuan-postgres-'));
  try {
    const server = await startEmbeddedPostgres({ dataDir: folder, port: 0, discard: true, log: () => undefined });
    try {
      return await use(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
