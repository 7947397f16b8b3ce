import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HookMappingSchema, mapHook, type HookMapping } from '../../commands/hook-mapping.js';
import { commandIdOf } from '../../store/identity.js';
import { submit } from '../../commands/submit.js';
import { rule } from '../../commands/texts.js';
import { newSecret, verify } from '../../notify/standard-webhooks.js';
import {
  addHookSource,
  disableHookSource,
  findHookSource,
  listHookSources,
  rotateSourceSecret,
} from '../../store/hook-sources.js';
import { evidenceEntry } from '../../store/vault.js';
import { parseFor } from '../middleware/problem.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { ProblemSchema, SubmitSchema } from '../schemas.js';
import { counted, SubmittedSchema, withQueryCode } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'webhooks';
const BASE = { tag: TAG, access: 'manageWebhooks', on: 'district' } as const;

const sourceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,29}$/, rule('须为 2 至 30 个 a-z、0-9、-', 'must be 2 to 30 of a-z, 0-9 and -'));

const NewSourceSchema = z
  .strictObject({ name: sourceName, account: z.uuid(), mapping: HookMappingSchema.optional() })
  .meta({ id: 'NewHookSource' });
const SourceSecretSchema = z.object({ name: z.string(), secret: z.string() }).meta({ id: 'HookSourceSecret' });

const createRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/hook-sources',
  operationId: 'createHookSource',
  summary: { zh: '新建接入来源', en: 'Let another system hand requests in by signed webhook' },
  body: NewSourceSchema,
  answers: {
    201: { description: 'Registered; the secret is shown this once', schema: SourceSecretSchema },
    404: { description: 'No such account of a hotline system', schema: ProblemSchema },
    409: { description: 'The name is taken, or was by a source that is disabled now', schema: ProblemSchema },
  },
  async handle({ deps, principal: { district }, body }) {
    const { name, account: accountId, mapping } = body as z.infer<typeof NewSourceSchema>;
    const secret = newSecret();
    const added = await addHookSource(deps.door.db, deps.door.keys, { name, district, accountId, mapping, secret });
    if (added === 'no_account') throw new ApiProblem('not_found');
    if (added === 'taken') throw new ApiProblem('source_taken', { name });
    return { status: 201, body: { name, secret }, headers: { 'Cache-Control': 'no-store' } };
  },
};

const SourceSchema = z
  .object({
    name: z.string(),
    account: z.uuid(),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable(),
    mapping: HookMappingSchema.nullable(),
  })
  .meta({ id: 'HookSource' });

const listRoute: Route = {
  ...BASE,
  method: 'get',
  path: '/v1/hook-sources',
  operationId: 'listHookSources',
  summary: { zh: '接入来源列表', en: 'List the systems that hand requests in by webhook' },
  answers: {
    200: { description: 'All of the district, without secrets', schema: z.object({ sources: z.array(SourceSchema) }) },
  },
  async handle({ deps, principal }) {
    const rows = await listHookSources(deps.door.db, principal.district);
    const sources = rows.map(({ name, accountId: account, createdAt, disabledAt, mapping }) => ({
      ...{ name, account, mapping, createdAt: createdAt.toISOString() },
      disabledAt: disabledAt?.toISOString() ?? null,
    }));
    return { status: 200, body: { sources } };
  },
};

const disableRoute: Route = {
  ...BASE,
  method: 'delete',
  path: '/v1/hook-sources/{name}',
  operationId: 'disableHookSource',
  summary: { zh: '停用接入来源', en: 'Take nothing from a system any more' },
  answers: { 204: { description: 'Its next message is refused' } },
  async handle({ deps, principal, params }) {
    if (!(await disableHookSource(deps.door.db, principal.district, params['name'] ?? '')))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

const rotateRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/hook-sources/{name}/rotate-secret',
  operationId: 'rotateHookSourceSecret',
  summary: { zh: '更换来源密钥', en: 'Give a system that hands requests in another secret' },
  body: z.strictObject({}),
  answers: {
    200: {
      description: 'The new secret, shown this once; for a day what the one before signed is taken too',
      schema: SourceSecretSchema,
    },
  },
  async handle({ deps, principal: { district }, params }) {
    const name = params['name'] ?? '';
    const secret = newSecret();
    if (!(await rotateSourceSecret(deps.door.db, deps.door.keys, { district, name }, secret)))
      throw new ApiProblem('not_found');
    return { status: 200, body: { name, secret }, headers: { 'Cache-Control': 'no-store' } };
  },
};

const hookRoute: Route = {
  method: 'post',
  path: '/v1/hooks/{source}',
  operationId: 'receiveHook',
  tag: TAG,
  summary: { zh: '接收签名诉求', en: 'Take a request that another system signed (Standard Webhooks)' },
  access: 'public',
  signed: true,
  body: SubmitSchema,
  answers: {
    201: { description: 'Received, numbered and started', schema: SubmittedSchema, headers: ['ETag', 'Location'] },
    202: { description: 'Received and numbered', schema: SubmittedSchema, headers: ['Location'] },
    401: { description: 'The source, the signature or the time is wrong', schema: ProblemSchema },
    409: { description: 'A number of its own is registered for another request', schema: ProblemSchema },
  },
  async handle(call) {
    const { deps, language } = call;
    const { name, district, accountId, id, raw, mapping } = await authentic(call);
    const message = parseJson(raw);
    // Written by `createHookSource` only, which checks it.
    const said = mapping === undefined ? message : mapHook(mapping as HookMapping, message);
    const input = parseFor(SubmitSchema, said, language);
    const client = `hook:${name}`;
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const answer = await submit(deps.door, {
      ...{ client, key: id },
      actor: { account: accountId, role: 'hotline_system' },
      submission: {
        ...input,
        ...{ district, provenance: 'live' },
        // The record holds what the bytes were, though they themselves may be erased.
        external: [...input.external, { system: `hook.${name}`, id: `${commandIdOf(client, id)}:sha256:${sha256}` }],
      },
      evidence: evidenceEntry(deps.door.keys, raw),
    });
    const answered = withQueryCode(deps, answer.caseId, answerTo(answer, 'submit', language, { created: true }));
    return counted(deps.metrics, 'submit', answered);
  },
};

/** Who sent it, and its bytes, if it is signed by a source and fresh. Throws ApiProblem; which of the two is wrong stays unsaid. */
async function authentic({ deps, params, body, raw: { req } }: Call) {
  const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const source = await findHookSource(deps.door.db, deps.door.keys, params['source'] ?? '');
  const headers = {
    id: req.get('webhook-id'),
    timestamp: req.get('webhook-timestamp'),
    signature: req.get('webhook-signature'),
  };
  const nowMs = Date.now();
  const id = source?.secrets.map((secret) => verify(secret, headers, raw, nowMs)).find((one) => one !== undefined);
  if (source === undefined || id === undefined) throw new ApiProblem('invalid_signature');
  return { ...source, id, raw };
}

/** Throws ApiProblem invalid_encoding or invalid_json. */
function parseJson(raw: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    throw new ApiProblem('invalid_encoding');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiProblem('invalid_json');
  }
}

export const HOOK_ROUTES: readonly Route[] = [hookRoute, createRoute, listRoute, rotateRoute, disableRoute];
