import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';
import { inSpan } from '../tracing.js';

/** A connection inside a transaction. */
export type Transaction = pg.PoolClient;

/** Whatever takes a single statement. */
export type Queries = Pick<pg.Pool, 'query'>;

/** One pool for the protocol's own SQL and for Prisma's queries alike. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** Runs in one transaction; any throw rolls back. `timeoutMs` bounds it on the server, so that no receipt can come in late. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>, timeoutMs?: number): Promise<Result>;
  /**
   * Wakes whoever waits for something recorded; call it after the commit. Not part of the commit itself: commits that notify
   * queue for one another. Should it be lost, senders and readers look by themselves.
   */
  ring(): void;
  close(): Promise<void>;
}

/** A statement under its name: PostgreSQL plans it once a connection, and a trace shows it, without its values. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs a statement as a step of its own. */
export function runStatement<Row extends pg.QueryResultRow>(
  db: Queries,
  statement: Statement,
): Promise<pg.QueryResult<Row>> {
  const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': statement.name };
  return inSpan({ name: `SQL ${statement.name}`, kind: 'client', attributes }, () => db.query<Row>(statement));
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Where those who wait for something recorded listen. */
export const RECORDED_CHANNEL = 'recorded';
/** Rings within this time are one. */
const RING_MS = 20;

/** Opens the database lazily: the first query connects. */
export function openDatabase({ url, poolSize }: { url: string; poolSize: number }): Database {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // An idle connection that dies with its server is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  let bell: NodeJS.Timeout | undefined;
  return {
    pool,
    prisma,
    ring() {
      bell ??= setTimeout(() => {
        bell = undefined;
        pool.query(`NOTIFY ${RECORDED_CHANNEL}`).catch(() => undefined);
      }, RING_MS);
    },
    async transaction(work, timeoutMs) {
      let broken: Error | undefined;
      const tx = await pool.connect();
      // A connection that dies between two queries reports it as an event, and an unheard one would end the process.
      const lose = (error: Error): void => {
        broken = error;
      };
      tx.on('error', lose);
      try {
        await tx.query(
          timeoutMs === undefined ? 'BEGIN' : `BEGIN; SET LOCAL transaction_timeout = ${String(timeoutMs)}`,
        );
        const result = await work(tx);
        await tx.query('COMMIT');
        return result;
      } catch (error) {
        // Of a connection that died while nothing was asked, the next query says only that it is dead: tell why it died.
        const reason = broken ?? error;
        await tx.query('ROLLBACK').catch((cause: unknown) => {
          broken ??= cause instanceof Error ? cause : new Error(String(cause));
        });
        throw reason;
      } finally {
        tx.off('error', lose);
        tx.release(broken);
      }
    },
    async close() {
      clearTimeout(bell);
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
