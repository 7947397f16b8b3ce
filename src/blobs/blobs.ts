/** Where bytes are kept that are too large for the record. The record says what they must be; they are never changed, only erased. */
export interface Blobs {
  /** Makes the place ready; done again, nothing changes. Rejects when it cannot be had. */
  prepare(): Promise<void>;
  /** Keeps bytes under a key; resolves when they are there for good. The same again changes nothing. Throws BlobsAway. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** The bytes under a key; undefined when there are none. Throws BlobsAway. */
  get(key: string): Promise<Buffer | undefined>;
  /** Whether there are bytes under a key. Throws BlobsAway. */
  has(key: string): Promise<boolean>;
  /** Erases the bytes under a key; resolves when they are gone for good, also when there were none. Throws BlobsAway. */
  remove(key: string): Promise<void>;
  /**
   * Erases everything whose key begins with `prefix` and a slash, but the keys to keep; also what a death left half written.
   * Resolves when it is gone for good. Throws BlobsAway.
   */
  removeUnder(prefix: string, keep: ReadonlySet<string>): Promise<void>;
}

/** The place does not answer: nothing was kept, the same can be asked again. */
export class BlobsAway extends Error {
  override readonly name = 'BlobsAway';
}

const KEY = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;

/** Keys are made by this service; anything else would be a fault in it. Throws RangeError. */
export function assertKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError('not a key of a blob');
}
