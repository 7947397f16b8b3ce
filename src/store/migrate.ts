import { readFile } from 'node:fs/promises';
import type { DiffTarget, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { readMigrations, SCHEMA_FILE } from './migrations-folder.js';
import { withSchemaEngine } from './schema-engine.js';

/** Any number of our own; Prisma's engine takes another one itself. */
const MIGRATION_LOCK = 0x6269_6875;

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies the migrations that the database lacks, in the ordinary `_prisma_migrations` table, so that
 * `prisma migrate deploy` goes on from there. Callers at the same time wait for each other.
 * @returns the names of those applied now
 */
export async function migrate(options: { connectionString: string; log?: (line: string) => void }): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withLock(options.connectionString, () =>
    withSchemaEngine(options.connectionString, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
      for (const name of appliedMigrationNames) options.log?.(`Applied migration ${name}`);
      return appliedMigrationNames;
    }),
  );
}

/**
 * What is missing in the migrations to reach `schema.prisma`; undefined when they agree. It tries them in a database
 * made for the purpose on the same server, so the connection's role must be allowed to make one.
 */
export async function diffMigrations(options: {
  connectionString: string;
  schemaFile?: string;
}): Promise<{ sql: string } | undefined> {
  const from: DiffTarget = { tag: 'migrations', ...(await readMigrations()) };
  return withSchemaEngine(options.connectionString, (engine) => diffToSchema(engine, from, options.schemaFile));
}

/** The whole of `schema.prisma` as one migration. */
export async function schemaAsMigration(options: { connectionString: string }): Promise<string> {
  const diff = await withSchemaEngine(options.connectionString, (engine) => diffToSchema(engine, { tag: 'empty' }));
  return diff?.sql ?? '';
}

async function diffToSchema(
  engine: SchemaEngine,
  from: DiffTarget,
  schemaFile = SCHEMA_FILE,
): Promise<{ sql: string } | undefined> {
  const files = [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }];
  const to: DiffTarget = { tag: 'schemaDatamodel', files };
  const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS });
  return exitCode === 0 ? undefined : { sql: stdout ?? '' };
}

/** Held by a connection of its own, so it ends with this process however that ends. */
async function withLock<T>(connectionString: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  // A query under way fails by itself; an unheard event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}
