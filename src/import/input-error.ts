/** The file or the mapping cannot be used; nothing was imported. */
export class ImportInputError extends Error {
  override readonly name = 'ImportInputError';
}

/** One line about why a file could not be read or understood. */
export function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return String(cause);
  if ('code' in cause && cause.code === 'ENOENT') return 'there is no such file';
  if ('code' in cause && cause.code === 'EISDIR') return 'is a folder';
  return 'message' in cause ? String(cause.message) : 'cannot be read';
}
