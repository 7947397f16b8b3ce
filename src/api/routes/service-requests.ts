import { z } from 'zod';
import type { Depositing } from '../../commands/deposit.js';
import { openProceeding } from '../../commands/open.js';
import {
  applicationOf,
  SERVICE_CATALOGUE,
  ServiceSchema,
  type ServiceInput,
  type ServicePreparing,
} from '../../commands/service.js';
import { placeFact } from '../../commands/submission.js';
import type { Proceeding } from '../../domain/case/proceeding.js';
import { numberOf } from '../../domain/number.js';
import type { Target } from '../../domain/permissions.js';
import { SERVICE_COMMAND_TERMS } from '../../domain/service/glossary.js';
import type { ServiceRequest } from '../../domain/service/service.js';
import { SERVICE_DECISIONS, SERVICE_STATES } from '../../domain/service/vocabulary.js';
import { CONTACT_PURPOSES, LEVELS, SATISFACTION_LEVELS, SERVICE_KINDS } from '../../domain/vocabulary.js';
import { enter } from '../../store/district-log.js';
import { findServiceMatter } from '../../store/linkage-directory.js';
import { readContact } from '../../store/queries/find-request.js';
import type { Answer, ApiDeps, Call, Route } from '../route.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';
import { PROCEEDING_SHAPE, proceedingRoutes, type ProceedingSurface } from './proceedings.js';
import { actorOf, counted } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'service requests';

const ServiceViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(SERVICE_STATES),
    /** As the catalogue had it at the receipt. */
    matter: z.object({
      code: z.string(),
      name: z.string(),
      kind: z.enum(SERVICE_KINDS),
      /** Such as `5wd`. */
      promised: z.string(),
      result: z.string(),
      windowLevel: z.enum(LEVELS),
    }),
    unit: z.string(),
    by: z.string(),
    text: z.string().nullable().optional(),
    materials: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        required: z.boolean(),
        brought: z.boolean(),
        /** Told once to be missing, or defective. */
        told: z.boolean(),
        /** What was brought at first was not as the law wants it. */
        defective: z.boolean(),
      }),
    ),
    steps: z.array(z.object({ step: z.int(), name: z.string(), done: z.boolean() })),
    /** It counts as accepted, since nobody said anything in time. */
    deemed: z.boolean(),
    decision: z.enum(SERVICE_DECISIONS).optional(),
    satisfaction: z.literal(SATISFACTION_LEVELS).optional(),
  })
  .meta({ id: 'ServiceRequest' });

function presentService(state: Proceeding, texts: Readonly<Record<string, string | null>>) {
  const { opened, brought, told = [], defective = [], steps, deemed, decision, satisfaction } = state as ServiceRequest;
  const { matter, unit, by, text } = opened;
  const { materials, steps: names, ...about } = matter;
  return {
    ...{ matter: about, unit, by },
    ...(text && { text: texts[text.ref] ?? null }),
    materials: materials.map(({ code, name, required }) => ({
      ...{ code, name, required: required === 'yes' },
      ...{ brought: brought.includes(code), told: told.includes(code) },
      defective: defective.includes(code),
    })),
    steps: names.map((name, index) => ({ step: index + 1, name, done: index < steps })),
    deemed: deemed === 'yes',
    ...(decision !== undefined && { decision }),
    ...(satisfaction !== undefined && { satisfaction }),
  };
}

function preparing(_deps: ApiDeps, _proceeding: Proceeding, deposit: Depositing): Promise<ServicePreparing> {
  return Promise.resolve({ text: (purpose, text) => deposit.text(purpose, text) });
}

const SERVICES: ProceedingSurface<ServicePreparing> = {
  ...{ kind: 'service_request', path: 'service-requests', tag: TAG, noun: 'ServiceRequest' },
  states: SERVICE_STATES,
  isSort: async ({ deps, principal: { district } }, sort) =>
    (await findServiceMatter(deps.door.db, district, sort)) !== undefined,
  words: { zh: '办事', en: 'Service request' },
  ...{ schema: ServiceViewSchema, catalogue: SERVICE_CATALOGUE, preparing, present: presentService },
};

const openRoute: Route = {
  method: 'post',
  path: '/v1/service-requests',
  operationId: 'openServiceRequest',
  tag: TAG,
  summary: SERVICE_COMMAND_TERMS.openServiceRequest,
  access: 'openServiceRequest',
  on: placeOf,
  body: ServiceSchema,
  idempotent: true,
  answers: {
    201: { description: 'Received, numbered and started', schema: CommandResultSchema, headers: ['ETag', 'Location'] },
    202: {
      description: 'Received and numbered; it starts as soon as the engine answers',
      schema: CommandResultSchema,
      headers: ['Location'],
    },
    409: { description: 'Refused by the procedure', schema: ProblemSchema },
  },
  handle: open,
};

async function open({ deps, principal, role, body, idempotencyKey, respondAsync, language }: Call): Promise<Answer> {
  const input = body as ServiceInput;
  const actor = actorOf(principal, role);
  const { db } = deps.door;
  const answer = await openProceeding(deps.door, {
    ...{ client: principal.accountId, key: idempotencyKey, respondAsync, actor, district: principal.district },
    ...{ kind: 'service_request', canonical: JSON.stringify(body) },
    found: (founding) => applicationOf({ ...founding, db, actor, input }),
  });
  const location = `/v1/service-requests/${numberOf(answer.caseId)}`;
  const told = answerTo(answer, 'openServiceRequest', language, { created: true, location });
  return counted(deps.metrics, 'openServiceRequest', told);
}

/** A window receives in its own place. */
async function placeOf({ deps, principal: { district }, body }: Call): Promise<Target> {
  const { place } = body as ServiceInput;
  const directory = await deps.door.directories.current(district);
  const { subdistrict, community } = directory ? placeFact(directory, place, new Date().toISOString()) : place;
  return {
    district,
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  };
}

const ShowSchema = z.strictObject({ purpose: z.enum(CONTACT_PURPOSES) }).meta({ id: 'ShowApplicant' });
const ApplicantSchema = z
  .object({
    number: z.string(),
    applicant: z.object({ name: z.string().optional(), phone: z.string().optional() }),
    /** The entry of the district's log that tells of this look. */
    entry: z.int(),
  })
  .meta({ id: 'Applicant' });

/** Shown only after the look is on record, as a resident's contact is. */
const applicantRoute: Route = {
  method: 'post',
  path: '/v1/service-requests/{number}/applicant',
  operationId: 'showApplicant',
  tag: TAG,
  summary: { zh: '查看申请人(留痕)', en: 'Who applied, in clear; every look is on record' },
  access: 'showApplicant',
  on: 'service_request',
  body: ShowSchema,
  answers: { 200: { description: 'Name and number, as far as there are any', schema: ApplicantSchema } },
  async handle({ deps, principal, role, proceeding, body }) {
    const { purpose } = body as z.infer<typeof ShowSchema>;
    const { db, keys } = deps.door;
    const { opened, district, case: caseId } = proceeding as ServiceRequest;
    const { name, phone } = (await readContact(db, keys, opened.applicant.ref)) ?? {};
    const { seq } = await enter(db, {
      ...{ district, type: 'contact_shown', case: caseId },
      ...{ actor: actorOf(principal, role), body: { purpose } },
    });
    const applicant = { ...(name !== undefined && { name }), ...(phone !== undefined && { phone }) };
    return {
      status: 200,
      body: { number: opened.number, applicant, entry: seq },
      headers: { 'Cache-Control': 'no-store' },
    };
  },
};

export const SERVICE_REQUEST_ROUTES: readonly Route[] = [openRoute, ...proceedingRoutes(SERVICES), applicantRoute];
