/** Fails when schema.prisma says something that the migrations do not lead to. */
import { diffMigrations } from '../src/store/migrate.js';
import { withTemporaryPostgres } from './with-temporary-postgres.js';

const diff = await withTemporaryPostgres((url) => diffMigrations({ connectionString: url }));
if (diff === undefined) {
  console.log('The migrations agree with schema.prisma.');
} else {
  console.error(
    `schema.prisma and the migrations differ. Missing (npm run db:migration NAME writes it):\n\n${diff.sql}`,
  );
  process.exitCode = 1;
}
