import { z } from 'zod';
import { inLanguage, instant, lineText, rule } from '../../commands/texts.js';
import { EVENT_TERMS } from '../../domain/glossary.js';
import { REQUEST_NUMBER_PATTERN, requestId } from '../../domain/number.js';
import { flawOf } from '../../notify/egress.js';
import { newSecret } from '../../notify/standard-webhooks.js';
import { addEndpoint, disableEndpoint, listDeliveries, replayable, rotateSecret } from '../../store/webhooks.js';
import { TemporalAway } from '../../temporal/errands.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { numberOf } from '../../domain/number.js';

const TAG = 'webhooks';
const BASE = { tag: TAG, access: 'manageWebhooks', on: 'district' } as const;
const EVENT_TYPES = Object.keys(EVENT_TERMS) as [string, ...string[]];
const UUID = z.uuid().toLowerCase();
const NO_STORE = { 'Cache-Control': 'no-store' };

const FLAWS = {
  insecure: rule(
    '须为 https 地址且不含用户名和密码;其他地址由部署者列入允许名单',
    'must be an https address without a password in it; others must be allow-listed by whoever runs the service',
  ),
  refused_address: rule(
    '该 IP 地址不在公网上;内部地址须由部署者列入允许名单',
    'this address is not of the public internet; others must be allow-listed by whoever runs the service',
  ),
};

const NewEndpointSchema = z
  .strictObject({
    url: z.url().max(2_000),
    description: lineText(200),
    /** None: every type of a request’s events; of other cases only what is named. */
    eventTypes: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).default([]),
  })
  .meta({ id: 'NewWebhookEndpoint' });

const SecretSchema = z.object({ id: z.uuid(), secret: z.string() }).meta({ id: 'WebhookSecret' });

const createRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/webhook-endpoints',
  operationId: 'createWebhookEndpoint',
  summary: { zh: '新建推送地址', en: 'Register an address that is told of events' },
  body: NewEndpointSchema,
  answers: { 201: { description: 'Registered; the secret is shown this once', schema: SecretSchema } },
  async handle({ deps, principal, body, language }) {
    const input = body as z.infer<typeof NewEndpointSchema>;
    const flaw = flawOf(deps.egress, new URL(input.url));
    if (flaw !== undefined) {
      throw new ApiProblem('invalid_request', {}, [{ pointer: '/url', detail: inLanguage(FLAWS[flaw], language) }]);
    }
    const secret = newSecret();
    const id = await addEndpoint(deps.door.db, deps.door.keys, { ...input, district: principal.district }, secret);
    return { status: 201, body: { id, secret }, headers: NO_STORE };
  },
};

const EndpointSchema = z
  .object({
    id: z.uuid(),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()),
    createdAt: z.iso.datetime(),
    disabledAt: z.iso.datetime().nullable(),
    disabledBecause: z.enum(['by_hand', 'gone']).nullable(),
  })
  .meta({ id: 'WebhookEndpoint' });

const listRoute: Route = {
  ...BASE,
  method: 'get',
  path: '/v1/webhook-endpoints',
  operationId: 'listWebhookEndpoints',
  summary: { zh: '推送地址列表', en: 'List the addresses that are told of events' },
  answers: {
    200: {
      description: 'All of the district, without secrets',
      schema: z.object({ endpoints: z.array(EndpointSchema) }),
    },
  },
  async handle({ deps, principal }) {
    const rows = await deps.door.db.prisma.webhookEndpoint.findMany({
      where: { districtCode: principal.district },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    const endpoints = rows.map(({ id, url, description, eventTypes, createdAt, disabledAt, disabledBecause }) => ({
      ...{ id, url, description, eventTypes, createdAt: createdAt.toISOString() },
      ...{ disabledAt: disabledAt?.toISOString() ?? null, disabledBecause },
    }));
    return { status: 200, body: { endpoints } };
  },
};

/** The endpoint named in the path, if it is of the caller's district. Throws ApiProblem not_found. */
async function endpointOf({ deps, principal, params }: Call) {
  const id = UUID.safeParse(params['id']);
  const where = { id: id.data ?? '', districtCode: principal.district };
  const found = id.success ? await deps.door.db.prisma.webhookEndpoint.findFirst({ where }) : null;
  if (found === null) throw new ApiProblem('not_found');
  return found;
}

const disableRoute: Route = {
  ...BASE,
  method: 'delete',
  path: '/v1/webhook-endpoints/{id}',
  operationId: 'disableWebhookEndpoint',
  summary: { zh: '停用推送地址', en: 'Disable an address' },
  answers: { 204: { description: 'Nothing is sent to it any more' } },
  async handle(call) {
    const { id } = await endpointOf(call);
    if (!(await disableEndpoint(call.deps.door.db, id, 'by_hand'))) throw new ApiProblem('endpoint_disabled');
    return { status: 204 };
  },
};

const rotateRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  summary: { zh: '更换推送密钥', en: 'Give an address another secret' },
  body: z.strictObject({}),
  answers: {
    200: {
      description: 'The new secret, shown this once; for a day the one before signs beside it',
      schema: SecretSchema,
    },
    409: { description: 'It is disabled', schema: ProblemSchema },
  },
  async handle(call) {
    const { id, districtCode: district } = await endpointOf(call);
    const secret = newSecret();
    if (!(await rotateSecret(call.deps.door.db, call.deps.door.keys, { district, id }, secret)))
      throw new ApiProblem('endpoint_disabled');
    return { status: 200, body: { id, secret }, headers: NO_STORE };
  },
};

const ONE_OR_ALL = rule('填 number 和 seq,或填 failedSince', 'name number and seq, or failedSince');
const STATUSES = ['pending', 'delivered', 'failed', 'gone', 'disabled'] as const;
const DeliverySchema = z
  .object({
    number: z.string(),
    seq: z.int(),
    status: z.enum(STATUSES),
    attempts: z.int(),
    lastCode: z.int().nullable(),
    lastFault: z.string().nullable(),
    lastAttemptAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'WebhookDelivery' });
const DeliveryQuerySchema = z.strictObject({
  status: z.enum(STATUSES).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const FOREIGN_CURSOR = rule('须为上一页给出的 nextCursor', 'must be the nextCursor of a page');

const deliveriesRoute: Route = {
  ...BASE,
  method: 'get',
  path: '/v1/webhook-endpoints/{id}/deliveries',
  operationId: 'listWebhookDeliveries',
  summary: { zh: '推送记录', en: 'What was tried to tell an address, newest first' },
  query: DeliveryQuerySchema,
  answers: {
    200: {
      description: 'One page',
      schema: z.object({ deliveries: z.array(DeliverySchema), nextCursor: z.string().optional() }),
    },
  },
  async handle(call) {
    const { id } = await endpointOf(call);
    const { status, cursor, limit } = call.query as z.infer<typeof DeliveryQuerySchema>;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, call);
    const found = await listDeliveries(call.deps.door.db, id, { status, before, limit: limit + 1 });
    const deliveries = found.slice(0, limit).map(({ case: caseId, lastAttemptAt, createdAt, ...rest }) => ({
      ...{ number: numberOf(caseId), ...rest, createdAt: createdAt.toISOString() },
      lastAttemptAt: lastAttemptAt?.toISOString() ?? null,
    }));
    const last = deliveries.at(-1);
    const isLast = found.length <= limit || last === undefined;
    const nextCursor = isLast ? {} : { nextCursor: encodeCursor([last.createdAt, last.number, String(last.seq)]) };
    return { status: 200, body: { deliveries, ...nextCursor } };
  },
};

function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(parts.join('|')).toString('base64url');
}

function decodeCursor(cursor: string, { language }: Call) {
  const [createdAt = '', number = '', seq = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  if (!instant.safeParse(createdAt).success || !REQUEST_NUMBER_PATTERN.test(number) || !/^\d{1,9}$/.test(seq)) {
    throw new ApiProblem('invalid_request', {}, [{ pointer: '/cursor', detail: inLanguage(FOREIGN_CURSOR, language) }]);
  }
  return { createdAt, case: requestId(number), seq: Number(seq) };
}

const ReplaySchema = z
  .strictObject({
    number: z.string().regex(REQUEST_NUMBER_PATTERN).optional(),
    seq: z.int().min(1).optional(),
    failedSince: instant.optional(),
  })
  .superRefine(({ number, seq, failedSince }, context) => {
    const isOne = number !== undefined && seq !== undefined && failedSince === undefined;
    const isAll = number === undefined && seq === undefined && failedSince !== undefined;
    if (!isOne && !isAll) context.addIssue({ code: 'custom', path: [], message: ONE_OR_ALL });
  })
  .meta({ id: 'WebhookReplay' });

const replayRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/webhook-endpoints/{id}/replay',
  operationId: 'replayWebhooks',
  summary: { zh: '重新推送', en: 'Tell an address again: of one event, or of all that failed since' },
  body: ReplaySchema,
  answers: {
    202: { description: 'On their way again, each under its old id', schema: z.object({ replayed: z.int() }) },
    409: { description: 'It is disabled', schema: ProblemSchema },
  },
  async handle(call) {
    const { id, disabledAt } = await endpointOf(call);
    if (disabledAt !== null) throw new ApiProblem('endpoint_disabled');
    const { number, seq = 0, failedSince = '' } = call.body as z.infer<typeof ReplaySchema>;
    const of = number === undefined ? { failedSince } : { case: requestId(number), seq };
    const deliveries = await replayable(call.deps.door.db, id, of);
    if (deliveries.length === 0 && number !== undefined) throw new ApiProblem('not_found');
    try {
      for (const delivery of deliveries) await call.deps.errands.deliverAgain(delivery);
    } catch (error) {
      // What was not asked for again is still listed as failed.
      if (error instanceof TemporalAway) throw new ApiProblem('unavailable');
      throw error;
    }
    return { status: 202, body: { replayed: deliveries.length } };
  },
};

export const WEBHOOK_ROUTES: readonly Route[] = [
  createRoute,
  listRoute,
  disableRoute,
  rotateRoute,
  deliveriesRoute,
  replayRoute,
];
