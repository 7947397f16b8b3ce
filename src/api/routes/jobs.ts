import { z } from 'zod';
import { DoorFault } from '../../commands/faults.js';
import { findOrder, giveOrder, previewOrder, type Asking, type BulkOrder } from '../../commands/jobs.js';
import { code, freeText, requestNumber } from '../../commands/texts.js';
import { holding } from '../../domain/permissions.js';
import { refusalText } from '../../domain/refusals.js';
import { JOB_KINDS } from '../../domain/vocabulary.js';
import { findJob, listFormerLeads, listJobs, listRefused, readProgress, type Job } from '../../store/jobs.js';
import { findRequest } from '../../store/queries/find-request.js';
import { ApiProblem, type Language } from '../problems.js';
import type { Answer, Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { roleOn } from '../target.js';
import { actorOf } from './requests.js';
import { numberOf } from '../../domain/number.js';

const TAG = 'jobs';

/** Requests that one order can name. */
const MOST = 500;
const LISTED = 100;

const numbers = z.array(requestNumber).min(1).max(MOST);
const dryRun = z.boolean().default(false);

const SignForSchema = z.strictObject({ numbers, dryRun }).meta({ id: 'BulkSignFor' });
const DispatchSchema = z.strictObject({ numbers, unit: code, reason: freeText, dryRun }).meta({ id: 'BulkDispatch' });
const UndoSchema = z.strictObject({ reason: freeText }).meta({ id: 'UndoJob' });

const RefusedSchema = z.object({ number: z.string(), code: z.string(), text: z.string() });

const JobSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(JOB_KINDS),
    params: z.record(z.string(), z.string()),
    state: z.enum(['running', 'done']),
    createdAt: z.iso.datetime(),
    total: z.int(),
    given: z.int(),
    decided: z.int(),
    accepted: z.int(),
    moved: z.int(),
    refused: z.record(z.string(), z.int()),
    undoOf: z.uuid().optional(),
  })
  .meta({ id: 'Job' });
const JobDetailSchema = JobSchema.extend({ refusals: z.array(RefusedSchema) }).meta({ id: 'JobDetail' });
const PreviewSchema = z.object({ accepted: z.int(), refusals: z.array(RefusedSchema) }).meta({ id: 'JobPreview' });

const ORDER_ANSWERS = {
  200: { description: 'A dry run: what would come of it, request by request', schema: PreviewSchema },
  202: { description: 'All are received, and are decided one after another', schema: JobSchema, headers: ['Location'] },
} as const;

const signForRoute: Route = {
  method: 'post',
  path: '/v1/jobs/sign-for',
  operationId: 'signForMany',
  tag: TAG,
  summary: { zh: '批量签收', en: 'Sign for many requests: all are received at this moment' },
  access: 'signFor',
  on: 'district',
  body: SignForSchema,
  idempotent: true,
  answers: ORDER_ANSWERS,
  async handle(call) {
    const { numbers, dryRun } = call.body as z.infer<typeof SignForSchema>;
    const order = async () => ({
      ...{ kind: 'sign_for' as const, params: {} },
      items: await itemsOf(call, 'signFor', numbers, () => ({})),
    });
    return dryRun ? answerPreview(call, await order()) : answerOrder(call, ['sign_for', numbers], order);
  },
};

const dispatchRoute: Route = {
  method: 'post',
  path: '/v1/jobs/dispatch',
  operationId: 'dispatchMany',
  tag: TAG,
  summary: {
    zh: '批量派单、改派',
    en: 'Dispatch many requests to one unit, or again to another before they are signed for',
  },
  access: 'dispatch',
  on: 'district',
  body: DispatchSchema,
  idempotent: true,
  answers: ORDER_ANSWERS,
  async handle(call) {
    const { numbers, unit, reason, dryRun } = call.body as z.infer<typeof DispatchSchema>;
    const order = async () => ({
      ...{ kind: 'dispatch' as const, params: { unit } },
      items: await itemsOf(call, 'dispatch', numbers, () => ({ unit, reason })),
    });
    return dryRun ? answerPreview(call, await order()) : answerOrder(call, ['dispatch', numbers, unit, reason], order);
  },
};

const listRoute: Route = {
  method: 'get',
  path: '/v1/jobs',
  operationId: 'listJobs',
  tag: TAG,
  summary: { zh: '批量任务', en: 'The newest bulk jobs: the own ones, or for who answers for the district all' },
  access: 'readJobs',
  on: 'district',
  answers: { 200: { description: 'The newest first', schema: z.object({ jobs: z.array(JobSchema) }) } },
  async handle({ deps, principal }) {
    const { db } = deps.door;
    const account = seesAll({ principal }) ? undefined : principal.accountId;
    const jobs = await listJobs(db, { district: principal.district, account, limit: LISTED });
    return { status: 200, body: { jobs: await Promise.all(jobs.map((job) => bodyOf(deps, job))) } };
  },
};

const getRoute: Route = {
  method: 'get',
  path: '/v1/jobs/{id}',
  operationId: 'getJob',
  tag: TAG,
  summary: { zh: '批量任务进度', en: 'How far a bulk job is, and who refused' },
  access: 'readJobs',
  on: 'district',
  answers: { 200: { description: 'The job', schema: JobDetailSchema } },
  async handle(call) {
    const { deps, language } = call;
    const job = await jobOf(call);
    const refused = await listRefused(deps.door.db, job.id, LISTED);
    const refusals = refused.map(({ caseId, refusal }) => refusedOf(numberOf(caseId), refusal, language));
    return { status: 200, body: { ...(await bodyOf(deps, job)), refusals } };
  },
};

const undoRoute: Route = {
  method: 'post',
  path: '/v1/jobs/{id}/undo',
  operationId: 'undoJob',
  tag: TAG,
  summary: {
    zh: '撤销批量派单',
    en: 'Dispatch back what a bulk dispatch took from another unit and nobody has signed for',
  },
  access: 'dispatch',
  on: 'district',
  body: UndoSchema,
  idempotent: true,
  answers: {
    202: ORDER_ANSWERS[202],
    409: { description: 'Under way, or nothing to undo', schema: ProblemSchema },
  },
  async handle(call) {
    const { deps, body } = call;
    const job = await jobOf(call);
    const { reason } = body as z.infer<typeof UndoSchema>;
    if (job.kind !== 'dispatch') throw new ApiProblem('nothing_to_undo');
    return answerOrder(call, ['undo', job.id, reason], async () => {
      const { given, decided } = await readProgress(deps.door.db, job.id);
      if (decided < given) throw new ApiProblem('job_under_way');
      const leads = await listFormerLeads(deps.door.db, job.id);
      if (leads.length === 0) throw new ApiProblem('nothing_to_undo');
      const former = new Map(leads.map(({ caseId, unit }) => [numberOf(caseId), unit]));
      const input = (number: string) => ({ unit: former.get(number) ?? '', reason });
      const items = await itemsOf(call, 'dispatch', [...former.keys()], input);
      return { kind: 'dispatch', params: {}, items, undoOf: job.id };
    });
  },
};

/** The named requests with the role in which each may be given the command. Throws DoorFault unknown_request. */
async function itemsOf(
  { deps, principal }: Call,
  action: 'signFor' | 'dispatch',
  numbers: readonly string[],
  input: (number: string) => Readonly<Record<string, string>>,
): Promise<BulkOrder['items']> {
  const items: BulkOrder['items'][number][] = [];
  const seen = new Set<string>();
  for (const [index, number] of numbers.entries()) {
    if (seen.has(number)) continue;
    seen.add(number);
    const request = await findRequest(deps.door.db, number);
    const role = request && roleOn(principal, action, request);
    // Whether it exists at all is nobody's business to whom it is none.
    if (request === undefined || role === undefined)
      throw new DoorFault('unknown_request', `/numbers/${String(index)}`, { number });
    items.push({ request, actor: actorOf(principal, role), input: input(number) });
  }
  return items;
}

type Order = Pick<BulkOrder, 'kind' | 'params' | 'items' | 'undoOf'>;

async function answerPreview({ deps, language }: Call, order: Order): Promise<Answer> {
  const found = await previewOrder(deps.door, order);
  const refusals = found.flatMap(({ number, refusal }) => (refusal ? [refusedOf(number, refusal, language)] : []));
  return { status: 200, body: { accepted: found.length - refusals.length, refusals } };
}

/** Gives the order, unless the same key gave it before: then it is answered as it stands. */
async function answerOrder(
  { deps, principal, role, idempotencyKey }: Call,
  asked: readonly unknown[],
  order: () => Promise<Order>,
): Promise<Answer> {
  const asking: Asking = { client: principal.accountId, key: idempotencyKey, canonical: JSON.stringify(asked) };
  const by = { district: principal.district, actor: actorOf(principal, role) };
  const job =
    (await findOrder(deps.door, asking)) ?? (await giveOrder(deps.door, asking, { ...by, ...(await order()) }));
  return { status: 202, body: await bodyOf(deps, job), headers: { Location: `/v1/jobs/${job.id}` } };
}

const UUID = z.uuid().toLowerCase();

/** The job in the path, if the caller may see it. Throws ApiProblem not_found. */
async function jobOf({ deps, principal, params }: Call): Promise<Job> {
  const id = UUID.safeParse(params['id']);
  const job = id.success ? await findJob(deps.door.db, id.data) : undefined;
  const isOwn = job?.actor.account === principal.accountId;
  if (job?.district !== principal.district || !(isOwn || seesAll({ principal }))) throw new ApiProblem('not_found');
  return job;
}

/** Whoever answers for the whole district sees what anybody does in it. */
const seesAll = ({ principal }: Pick<Call, 'principal'>) =>
  holding(principal.roles, 'readAllJobs').some(({ scope }) => scope.kind === 'district');

async function bodyOf({ door }: Call['deps'], job: Job) {
  const { id, kind, params, createdAt, total, undoOf } = job;
  const progress = await readProgress(door.db, id);
  const isDone = job.given && progress.decided === progress.given;
  return {
    ...{ id, kind, params, state: isDone ? ('done' as const) : ('running' as const), createdAt, total },
    ...progress,
    ...(undoOf !== undefined && { undoOf }),
  };
}

function refusedOf(number: string, refusal: Parameters<typeof refusalText>[0], language: Language) {
  return { number, code: refusal.code, text: refusalText(refusal, language) };
}

export const JOB_ROUTES: readonly Route[] = [signForRoute, dispatchRoute, listRoute, getRoute, undoRoute];
