import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RESIDENT_REQUESTS } from './temporal/task-queues.js';

/** Values with commas between; empty for none. */
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
    .pipe(z.array(item));

const gatewayUrl = z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default('');
const gatewaySecret = z
  .string()
  .regex(/^(whsec_[A-Za-z0-9+/]{43,}={0,2})?$/, 'must be whsec_ and at least 32 bytes in base64')
  .default('');

/** One line per variable: this is the whole configuration. `NAME_FILE` may name a file that holds the value instead. */
const Variables = z.object({
  /** PostgreSQL of the record. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections of this process; its senders hold up to four of them while a gateway is slow. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(6).max(200).default(20),
  /** Temporal's frontend, host:port. */
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  /** The queue of the requests; that of the webhooks is named after it. */
  TEMPORAL_TASK_QUEUE: z.string().min(1).default(RESIDENT_REQUESTS),
  /** At least 32 bytes in base64: contacts are sealed, and callers found again, under keys derived from it. */
  BIHUAN_SECRET: z.base64().refine((text) => Buffer.from(text, 'base64').length >= 32, 'must hold at least 32 bytes'),
  /** Names the contact key in force; a new name derives a new key. */
  BIHUAN_KEY_ID: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/)
    .default('k1'),
  /** Where attachments are kept: a folder, or an S3-compatible bucket, which goes before the folder. */
  BLOB_FOLDER: z.string().min(1).optional(),
  /** The bucket's own address, `https://host/bucket` or `https://bucket.host`. */
  S3_BUCKET_URL: z.url({ protocol: /^https?$/ }).optional(),
  S3_REGION: z.string().min(1).default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** The largest attachment, in bytes. */
  ATTACHMENT_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(1_024)
    .max(100 * 1_024 * 1_024)
    .default(10 * 1_024 * 1_024),
  /** Attachments that each side (a unit, the centre) may bring to one request, in each round of the work on it. */
  ATTACHMENTS_PER_REQUEST: z.coerce.number().int().min(1).max(1_000).default(20),
  /** Where the API listens. */
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
  /** Proxies in front of the API whose X-Forwarded-For counts. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Secure cookies: `yes` behind TLS. */
  SECURE_COOKIES: z.enum(['yes', 'no']).default('yes'),
  /** Workflows kept in memory by one worker. */
  MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(10).max(100_000).default(1_000),
  /** Where a worker shows its health and metrics; 0 for nowhere. */
  WORKER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  /** Where a worker's Temporal core shows its own metrics, as ip:port; empty for nowhere. */
  TEMPORAL_METRICS_ADDRESS: z
    .string()
    .regex(/^(([\d.]+|\[[\da-f:]+\]):\d{1,5})?$/i, 'must be ip:port')
    .default(''),
  /** Traces go to this OpenTelemetry collector (OTLP over HTTP, the address without /v1/traces); empty for none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  /** Where residents and other systems reach the service: links in messages begin with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  /** Messages to people as lines of JSON in this file, short messages to residents too: for one machine. Empty: none. */
  NOTICE_FILE: z.string().default(''),
  /** Gateways of your own, each message posted to them signed: short messages to residents, messages to staff. They go before the file; empty: none. */
  NOTICE_SMS_URL: gatewayUrl,
  NOTICE_STAFF_URL: gatewayUrl,
  /** What each gateway shares with us: `whsec_` and 32 bytes or more in base64. */
  NOTICE_SMS_SECRET: gatewaySecret,
  NOTICE_STAFF_SECRET: gatewaySecret,
  /** The language of messages to people. */
  NOTICE_LANGUAGE: z.enum(['zh', 'en']).default('zh'),
  /** Host names that webhooks and messages may go to wherever they are, and without TLS; with commas between. */
  WEBHOOK_ALLOWED_HOSTS: list(z.string().regex(/^[A-Za-z0-9.-]+$/, 'must be host names')),
  /** Networks that webhooks and messages may go to though they are private, and without TLS: CIDR blocks with commas between. */
  WEBHOOK_ALLOWED_CIDRS: list(z.union([z.cidrv4(), z.cidrv6()])),
  /** How long a stopping process waits for what is under way. */
  SHUTDOWN_GRACE_MS: z.coerce.number().int().min(0).max(600_000).default(10_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

const ConfigSchema = Variables.superRefine((config, context) => {
  for (const gateway of ['SMS', 'STAFF'] as const) {
    if (config[`NOTICE_${gateway}_URL`] === '' || config[`NOTICE_${gateway}_SECRET`] !== '') continue;
    context.addIssue({ code: 'custom', path: [`NOTICE_${gateway}_SECRET`], message: 'the gateway needs one' });
  }
});

export type Config = z.infer<typeof ConfigSchema>;

/** Every fault of a configuration at once, each naming its variable. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
}

/** Reads the configuration from an environment. Throws ConfigFault. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values = Object.fromEntries(
    Object.keys(Variables.shape).map((name) => {
      const file = env[`${name}_FILE`];
      return [name, env[name] ?? (file === undefined ? undefined : readSecret(`${name}_FILE`, file))];
    }),
  );
  const parsed = ConfigSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigFault(`the configuration is not complete:\n  ${faults.join('\n  ')}`);
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new ConfigFault(`the configuration is not complete:\n  ${name}: ${file} cannot be read`, { cause });
  }
}
