/** npm run db:migrate: applies what the database named by DATABASE_URL lacks; for deployments. */
import { migrate } from '../src/store/migrate.js';

const url = process.env['DATABASE_URL'];
if (url === undefined) {
  console.error('DATABASE_URL is not set');
  process.exitCode = 2;
} else {
  await migrate({ connectionString: url, log: console.log });
}
