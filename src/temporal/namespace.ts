import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { DISTRICT_CODE, LEAD_UNIT, STAGE } from '../../workflows/contract/search-attributes.js';

/** All of type Keyword. No personal data: they are stored in clear. */
export const SEARCH_ATTRIBUTES: readonly string[] = [DISTRICT_CODE, STAGE, LEAD_UNIT].map(({ name }) => name);

/** The development server's own is a day, after which a closed request's history is gone. */
const RETENTION_DAYS = 30;
const CALL_LIMIT_MS = 10_000;
/** Servers of a cluster learn of a new namespace within seconds of its registration. */
const KNOWN_WITHIN_MS = 60_000;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;

/** Throws unless a server answers for the namespace. */
export async function temporalAnswers(address: string, namespace: string): Promise<void> {
  await withConnection(address, 1000, async ({ workflowService }) => {
    await workflowService.describeNamespace({ namespace });
  });
}

/**
 * Registers the namespace if the server has none of the name, and gives it our search attributes and a retention of at
 * least 30 days. Done again, nothing changes. Rejects when the server cannot be reached.
 */
export async function prepareNamespace(address: string, namespace: string): Promise<void> {
  await withConnection(address, KNOWN_WITHIN_MS + CALL_LIMIT_MS, async (connection) => {
    await ensureNamespace(connection, namespace);
    await ensureSearchAttributes(connection, namespace);
    await ensureRetention(connection, namespace);
  });
}

async function ensureNamespace({ workflowService }: Connection, namespace: string): Promise<void> {
  const known = workflowService.describeNamespace({ namespace });
  if (await answered(known, NOT_FOUND)) return;
  const workflowExecutionRetentionPeriod = msToTs(`${RETENTION_DAYS} days`);
  // Another start may have registered it meanwhile.
  await answered(workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod }), ALREADY_EXISTS);
}

async function ensureSearchAttributes({ operatorService }: Connection, namespace: string): Promise<void> {
  const known = await onceKnown(() => operatorService.listSearchAttributes({ namespace }));
  const missing = SEARCH_ATTRIBUTES.filter((name) => known.customAttributes[name] === undefined);
  if (missing.length === 0) return;
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, keyword]));
  await answered(operatorService.addSearchAttributes({ namespace, searchAttributes }), ALREADY_EXISTS);
}

async function ensureRetention({ workflowService }: Connection, namespace: string): Promise<void> {
  const wanted = msToTs(`${RETENTION_DAYS} days`);
  const { config } = await workflowService.describeNamespace({ namespace });
  const current = config?.workflowExecutionRetentionTtl?.seconds;
  // Longer ones were chosen by someone.
  if (Number(current ?? 0) >= Number(wanted.seconds)) return;
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl: wanted } });
}

/** Whether a call was answered: false for the one fault that the caller expects. */
async function answered(call: Promise<unknown>, expected: number): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (codeOf(error) !== expected) throw error;
    return false;
  }
}

async function onceKnown<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const until = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (codeOf(error) !== NOT_FOUND || Date.now() > until) throw error;
    }
    await sleep(500);
  }
}

function codeOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

async function withConnection(
  address: string,
  limitMs: number,
  use: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: Math.min(limitMs, CALL_LIMIT_MS) });
  try {
    await connection.withDeadline(Date.now() + limitMs, () => use(connection));
  } finally {
    await connection.close();
  }
}
