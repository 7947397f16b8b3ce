const SYSTEM_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'];
// Connection exceptions; not accepting connections, too many, shut down.
const POSTGRES_CODES = /^(08...|53300|57P0[123])$/;
const SENTENCES = new RegExp(
  [
    ...['ECONNREFUSED', 'timeout exceeded when trying to connect', 'Connection terminated', 'Failed to connect'],
    ...['UNAVAILABLE', 'connection error and is not queryable'],
  ].join('|'),
);

/** Nobody listens where PostgreSQL or Temporal should be, the name is none, or whoever listened has gone. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (SYSTEM_CODES.includes(code) || POSTGRES_CODES.test(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  return SENTENCES.test(error.message) || isUnreachable(error.cause);
}
