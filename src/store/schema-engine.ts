import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { schemaEngineClass } from './schema-engine-wasm.js';

/** Prisma's own engine for migrations, in WebAssembly: the native one is downloaded, which fails behind many networks. */
export async function withSchemaEngine<T>(
  connectionString: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const failures: Error[] = [];
  const opened: SqlDriverAdapter[] = [];
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(connectionString, failures, opened));
  const engine = await (await schemaEngineClass()).new({ datamodels: undefined }, () => undefined, adapter);
  try {
    return await use(engine);
  } catch (error) {
    throw explained(error, failures.at(-1));
  } finally {
    engine.free();
    // The engine leaves its connections open, and with them its lock: the next caller would wait for it.
    await Promise.all(opened.map((one) => one.dispose()));
  }
}

/** The engine says which migration failed, but not PostgreSQL's words for why. */
function explained(error: unknown, failure: Error | undefined): unknown {
  if (failure === undefined) return error;
  const name = error instanceof Error ? /migration_name="([^"]+)"/.exec(error.message)?.[1] : undefined;
  return name === undefined ? failure : new Error(`Migration ${name} failed: ${failure.message}`, { cause: failure });
}

function adapterFactory(
  connectionString: string,
  failures: Error[],
  opened: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  const prisma = new PrismaPg({ connectionString });
  return {
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    async connect() {
      const adapter = withWholeScripts(await prisma.connect(), failures);
      opened.push(adapter);
      return adapter;
    },
    connectToShadowDb: () => connectToShadow(connectionString, failures),
  };
}

type PgAdapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** Prisma's adapter splits a script at each semicolon, also within a function's body: send it as one. */
function withWholeScripts(adapter: PgAdapter, failures: Error[], dispose = () => adapter.dispose()): SqlDriverAdapter {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    async queryRaw(query) {
      try {
        return await adapter.queryRaw(query);
      } catch (error) {
        if (isDriverAdapterError(error) && error.cause.kind === 'UnsupportedNativeDataType') {
          return queryWithInternalChar(adapter, query);
        }
        throw error;
      }
    },
    executeRaw: (query) => adapter.executeRaw(query),
    startTransaction: (level) => adapter.startTransaction(level),
    getConnectionInfo: () => adapter.getConnectionInfo(),
    dispose,
    async executeScript(script) {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        if (error instanceof Error) failures.push(error);
        throw error;
      }
    },
  };
}

const INTERNAL_CHAR_OID = 18;

/**
 * The engine reads PostgreSQL's catalogue, where some columns have the internal type "char", which Prisma's adapter
 * refuses (prisma/orm#29635): ask for those as text, and say that they are characters.
 */
async function queryWithInternalChar(adapter: PgAdapter, query: SqlQuery): Promise<SqlResultSet> {
  const inner = query.sql.trim().replace(/;$/, '');
  const from = `FROM (${inner}\n) AS catalogue`;
  const pool = adapter.underlyingDriver();
  const { fields } = await pool.query({ text: `SELECT * ${from} LIMIT 0`, values: query.args });
  const isChar = fields.map((field) => field.dataTypeID === INTERNAL_CHAR_OID);
  const columns = fields.map(({ name }, i) => (isChar[i] === true ? `"${name}"::text` : `"${name}"`));
  const result = await adapter.queryRaw({ ...query, sql: `SELECT ${columns.join(', ')} ${from}` });
  const columnTypes = result.columnTypes.map((type, i) => (isChar[i] === true ? ColumnTypeEnum.Character : type));
  return { ...result, columnTypes };
}

/** Prisma's own drops the shadow database while it is still connected to it, which PostgreSQL refuses. */
async function connectToShadow(connectionString: string, failures: Error[]): Promise<SqlDriverAdapter> {
  const name = `bihuan_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
  await runOnce(connectionString, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  const adapter = await new PrismaPg({ connectionString: url.href }).connect();
  return withWholeScripts(adapter, failures, async () => {
    await adapter.dispose();
    await runOnce(connectionString, `DROP DATABASE ${name} WITH (FORCE)`);
  });
}

async function runOnce(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  // A query under way fails by itself; an unheard event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
