/**
 * npm run db:migration NAME     writes what schema.prisma has and the migrations lack, as a new migration
 * npm run db:migration --first  writes the first migration anew from schema.prisma: only until the first release
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diffMigrations, schemaAsMigration } from '../src/store/migrate.js';
import { MIGRATIONS_FOLDER } from '../src/store/migrations-folder.js';
import { withTemporaryPostgres } from './with-temporary-postgres.js';

const [argument] = process.argv.slice(2);
if (argument === '--first') {
  await withTemporaryPostgres(writeFirst);
} else if (argument !== undefined && /^[a-z][a-z0-9_]*$/.test(argument)) {
  await withTemporaryPostgres((url) => writeNext(url, argument));
} else {
  console.error('Name the migration in lower case with underscores: npm run db:migration add_unit_phone');
  process.exitCode = 1;
}

async function writeFirst(url: string): Promise<void> {
  const [first] = (await readdir(MIGRATIONS_FOLDER)).filter((name) => /^\d{14}_/.test(name)).sort();
  await write(first ?? `${timestamp()}_record`, await schemaAsMigration({ connectionString: url }));
}

async function writeNext(url: string, name: string): Promise<void> {
  const diff = await diffMigrations({ connectionString: url });
  if (diff === undefined) console.log('The migrations agree with schema.prisma: nothing to write.');
  else await write(`${timestamp()}_${name}`, diff.sql);
}

async function write(folder: string, sql: string): Promise<void> {
  await mkdir(join(MIGRATIONS_FOLDER, folder), { recursive: true });
  await writeFile(join(MIGRATIONS_FOLDER, folder, 'migration.sql'), sql);
  console.log(`Wrote prisma/migrations/${folder}/migration.sql: read it before you commit it.`);
}

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
