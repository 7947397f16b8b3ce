import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.js';
import { diffMigrations, migrate } from '../../src/store/migrate.js';
import { readMigrations, SCHEMA_FILE } from '../../src/store/migrations-folder.js';
import { withTemporaryFolder } from './temporary-folder.js';

describe('the migrations', () => {
  let release: () => void;
  let folderGone: Promise<void>;
  let server: EmbeddedPostgres;
  let pool: pg.Pool;

  beforeAll(async () => {
    const folder = await new Promise<string>((lent) => {
      folderGone = withTemporaryFolder((path) => {
        lent(path);
        return new Promise<void>((resolve) => (release = resolve));
      });
    });
    server = await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), port: 0, discard: true, log: () => undefined });
    pool = new pg.Pool({ connectionString: server.url });
    // The server may end a connection that the pool is just closing.
    pool.on('error', () => undefined);
  }, 60_000);

  afterAll(async () => {
    await pool.end();
    await server.stop();
    release();
    await folderGone;
  });

  it('are applied once by several that start together, in the order of their names', async () => {
    const { url } = server;
    const applied = await Promise.all([1, 2, 3].map(() => migrate({ connectionString: url })));
    const names = (await readMigrations()).migrationDirectories.map(({ path }) => path);
    expect(applied.flat()).toEqual(names);
    const noted = await pool.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY started_at',
    );
    expect(noted.rows.map(({ name }) => name)).toEqual(names);
  }, 30_000);

  it('are not applied again', async () => {
    await expect(migrate({ connectionString: server.url })).resolves.toEqual([]);
  });

  it('lead to what schema.prisma says', async () => {
    await expect(diffMigrations({ connectionString: server.url })).resolves.toBeUndefined();
  }, 30_000);

  it(
    'are seen to lack what schema.prisma says and they do not',
    () =>
      withTemporaryFolder(async (folder) => {
        const schemaFile = join(folder, 'schema.prisma');
        const changed = `${await readFile(SCHEMA_FILE, 'utf8')}\nmodel Added {\n  id Int @id\n}\n`;
        await writeFile(schemaFile, changed);
        const diff = await diffMigrations({ connectionString: server.url, schemaFile });
        expect(diff?.sql).toContain('CREATE TABLE "Added"');
      }),
    30_000,
  );

  it('leave no trial database behind', async () => {
    const { rows } = await pool.query(`SELECT 1 FROM pg_database WHERE datname LIKE 'bihuan\\_shadow%'`);
    expect(rows).toEqual([]);
  });

  it.each(['UPDATE case_events SET seq = 1', 'DELETE FROM case_events', 'TRUNCATE case_events'])(
    'make events final: %s',
    async (sql) => {
      await expect(pool.query(sql)).rejects.toThrow(/never updated or deleted/);
    },
  );

  it('number the cases of a district, kind and year from 1, also when many ask first at the same time', async () => {
    const ask = (): Promise<pg.QueryResult<{ n: string }>> =>
      pool.query(`SELECT next_case_ordinal('150302', 'request', 2026) AS n`);
    const numbers = (await Promise.all(Array.from({ length: 20 }, ask))).map(({ rows }) => Number(rows[0]?.n));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const other = await pool.query<{ n: string }>(`SELECT next_case_ordinal('150302', 'request', 2027) AS n`);
    expect(other.rows).toEqual([{ n: '1' }]);
  });
});
