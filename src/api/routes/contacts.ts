import { z } from 'zod';
import { requestNumber } from '../../commands/texts.js';
import type { VaultRef } from '../../domain/envelope.js';
import { requestId } from '../../domain/number.js';
import { CONTACT_PURPOSES } from '../../domain/vocabulary.js';
import { enter, ENTRY_TYPES, listEntries } from '../../store/district-log.js';
import { readContact } from '../../store/queries/find-request.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { isKeptFrom } from '../confidence.js';
import { actorOf } from './requests.js';

const TAG = 'requests';

const ShowSchema = z.strictObject({ purpose: z.enum(CONTACT_PURPOSES) }).meta({ id: 'ShowContact' });

const PersonSchema = z.object({ name: z.string().optional(), phone: z.string().optional() });
const ContactSchema = z
  .object({
    number: z.string(),
    requester: PersonSchema.extend({ proxy: PersonSchema.optional() }),
    representatives: z.array(PersonSchema),
    /** The entry of the district's log that tells of this look. */
    entry: z.int(),
  })
  .meta({ id: 'Contact' });

/** Shown only after the look is on record: should the answer be lost, the log says more than was seen, never less. */
const showRoute: Route = {
  method: 'post',
  path: '/v1/requests/{number}/contact',
  operationId: 'showContact',
  tag: TAG,
  summary: { zh: '查看联系方式(留痕)', en: 'How to reach who asked, in clear; every look is on record' },
  access: 'showContact',
  on: 'request',
  body: ShowSchema,
  answers: {
    200: { description: 'Name and number, as far as there are any', schema: ContactSchema },
    403: { description: 'A confidence, of which only the centre is told', schema: ProblemSchema },
  },
  async handle({ deps, principal, role, request, body }) {
    const { received, representatives = [] } = request;
    if (isKeptFrom(principal, request, 'showContact')) throw new ApiProblem('contact_withheld');
    const { purpose } = body as z.infer<typeof ShowSchema>;
    const { db, keys } = deps.door;
    const read = async ({ ref }: VaultRef) => (await readContact(db, keys, ref)) ?? {};
    const [requester, ...others] = await Promise.all([
      received.contact ? read(received.contact) : {},
      ...representatives.map(read),
    ]);
    const { seq } = await enter(db, {
      ...{ district: request.district, type: 'contact_shown', case: request.case },
      ...{ actor: actorOf(principal, role), body: { purpose } },
    });
    return {
      status: 200,
      body: { number: received.number, requester, representatives: others, entry: seq },
      headers: { 'Cache-Control': 'no-store' },
    };
  },
};

const QuerySchema = z.strictObject({
  number: requestNumber.optional(),
  type: z.enum(ENTRY_TYPES).optional(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

const LogSchema = z
  .object({
    entries: z.array(
      z.object({
        seq: z.int(),
        type: z.string(),
        at: z.iso.datetime(),
        actor: z.object({ account: z.string(), role: z.string(), unit: z.string().optional() }),
        /** None where it is about no case. */
        case: z.string().optional(),
        body: z.record(z.string(), z.unknown()),
        hash: z.string(),
      }),
    ),
  })
  .meta({ id: 'DistrictLog' });

const logRoute: Route = {
  method: 'get',
  path: '/v1/district-log',
  operationId: 'readDistrictLog',
  tag: TAG,
  summary: {
    zh: '区级日志:谁在何时看过联系方式、上传过附件、改动过组织网络,何时清除了涉密内容',
    en: 'The log of the district: who was shown a contact, attached something or changed the organisation network, what of a secret was erased, and when',
  },
  access: 'readDistrictLog',
  on: 'district',
  query: QuerySchema,
  answers: { 200: { description: 'The newest first; `before` goes on from the last', schema: LogSchema } },
  async handle({ deps, principal, query }) {
    const { number, type, before, limit } = query as z.infer<typeof QuerySchema>;
    const found = await listEntries(deps.door.db, {
      ...{ district: principal.district, limit, reader: principal.accountId },
      ...(number !== undefined && { caseId: requestId(number) }),
      ...(type !== undefined && { type }),
      ...(before !== undefined && { before }),
    });
    const entries = found.map(({ entry: { district: _district, ...entry }, hash }) => ({ ...entry, hash }));
    return { status: 200, body: { entries } };
  },
};

export const CONTACT_ROUTES: readonly Route[] = [showRoute, logRoute];
