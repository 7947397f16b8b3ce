import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Prisma's own engine for migrations, in WebAssembly: the native one is downloaded, which fails behind many networks. */
export async function withSchemaEngine<T>(
  connectionString: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const failures: Error[] = [];
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(connectionString, failures));
  const engine = await (await engineClass()).new({ datamodels: undefined }, () => undefined, adapter);
  try {
    return await use(engine);
  } catch (error) {
    // The engine reports a failed script without PostgreSQL's words.
    throw failures.at(-1) ?? error;
  } finally {
    engine.free();
  }
}

let loaded: Promise<typeof SchemaEngine> | undefined;

async function engineClass(): Promise<typeof SchemaEngine> {
  loaded ??= loadEngine();
  return loaded;
}

/** The package's main entry imports WebAssembly as a module, which Node does only behind a flag. */
async function loadEngine(): Promise<typeof SchemaEngine> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings: Bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const code = new WebAssembly.Module(await readFile(join(dirname(entry), 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(code, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  const start = exports['__wbindgen_start'];
  if (typeof start === 'function') start();
  return bindings.SchemaEngine;
}

/** The package's types leave out what its own entry calls. */
type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg') & {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
};

function adapterFactory(connectionString: string, failures: Error[]): SqlMigrationAwareDriverAdapterFactory {
  const prisma = new PrismaPg({ connectionString });
  return {
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connect: async () => withWholeScripts(await prisma.connect(), failures),
    connectToShadowDb: () => connectToShadow(connectionString, failures),
  };
}

/** Prisma's adapter splits a script at each semicolon, also within a function's body: send it as one. */
function withWholeScripts(
  adapter: Awaited<ReturnType<PrismaPg['connect']>>,
  failures: Error[],
  dispose = () => adapter.dispose(),
): SqlDriverAdapter {
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) => queryWithInternalChar(adapter, query),
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

/** The engine asks for one column of PostgreSQL's internal type "char", which Prisma's adapter does not know. */
async function queryWithInternalChar(adapter: SqlDriverAdapter, query: SqlQuery): Promise<SqlResultSet> {
  const sql = query.sql.replace('constr.contype AS constraint_type', 'constr.contype::text AS constraint_type');
  const result = await adapter.queryRaw({ ...query, sql });
  if (sql === query.sql) return result;
  const column = result.columnNames.indexOf('constraint_type');
  return { ...result, columnTypes: result.columnTypes.with(column, ColumnTypeEnum.Character) };
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
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
