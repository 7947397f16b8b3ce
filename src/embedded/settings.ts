import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const SECRET_BYTES = 32;
const CONNECTION_FILE = 'connection.json';

/** The service's secret, made at the first start and kept for its owner's eyes. */
export function ensureSecret(folder: string): string {
  const file = join(folder, 'secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(SECRET_BYTES).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

const ConnectionSchema = z.object({
  DATABASE_URL: z.string(),
  TEMPORAL_ADDRESS: z.string(),
  BIHUAN_SECRET: z.string(),
  /** Where its API is; a folder of an earlier version does not say. */
  PUBLIC_URL: z.string().exactOptional(),
  /** Where attachments lie, where that is a folder: an audit reads them. */
  BLOB_FOLDER: z.string().exactOptional(),
});
export type EmbeddedConnection = z.infer<typeof ConnectionSchema>;

/** Leaves word for the command line of how to reach the running service. */
export function writeConnection(folder: string, connection: EmbeddedConnection): void {
  writeFileSync(join(folder, CONNECTION_FILE), JSON.stringify(connection), { mode: 0o600 });
}

/** How the service of this state folder was last reached; undefined when it never ran. */
export function readConnection(folder: string): EmbeddedConnection | undefined {
  const file = join(folder, CONNECTION_FILE);
  return existsSync(file) ? ConnectionSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
