import { Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';

/** All of type Keyword. No personal data: they are stored in clear. */
export const SEARCH_ATTRIBUTES = ['DistrictCode', 'Stage', 'LeadUnit'] as const;

const NAMESPACE = 'default';
/** The development server's own is a day, after which a closed request's history is gone. */
const RETENTION_DAYS = 30;
const CALL_LIMIT_MS = 10_000;
const ALREADY_EXISTS = 6;

/** Throws unless a server answers for the namespace. */
export async function temporalAnswers(address: string): Promise<void> {
  await withConnection(address, 1000, async ({ workflowService }) => {
    await workflowService.describeNamespace({ namespace: NAMESPACE });
  });
}

/** Sets what the server ignores in its flags when the database file exists already: search attributes; and retention. */
export async function prepareNamespace(address: string): Promise<void> {
  await withConnection(address, CALL_LIMIT_MS, async (connection) => {
    await ensureSearchAttributes(connection);
    await ensureRetention(connection);
  });
}

async function ensureSearchAttributes({ operatorService }: Connection): Promise<void> {
  const known = await operatorService.listSearchAttributes({ namespace: NAMESPACE });
  const missing = SEARCH_ATTRIBUTES.filter((name) => known.customAttributes[name] === undefined);
  if (missing.length === 0) return;
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  try {
    await operatorService.addSearchAttributes({
      namespace: NAMESPACE,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
    });
  } catch (error) {
    // Another start may have added them meanwhile.
    const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (code !== ALREADY_EXISTS) throw error;
  }
}

async function ensureRetention({ workflowService }: Connection): Promise<void> {
  const wanted = msToTs(`${RETENTION_DAYS} days`);
  const { config } = await workflowService.describeNamespace({ namespace: NAMESPACE });
  const current = config?.workflowExecutionRetentionTtl?.seconds;
  // Longer ones were chosen by someone.
  if (Number(current ?? 0) >= Number(wanted.seconds)) return;
  await workflowService.updateNamespace({ namespace: NAMESPACE, config: { workflowExecutionRetentionTtl: wanted } });
}

async function withConnection(
  address: string,
  limitMs: number,
  use: (connection: Connection) => Promise<void>,
): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: limitMs });
  try {
    await connection.withDeadline(Date.now() + limitMs, () => use(connection));
  } finally {
    await connection.close();
  }
}
