import { z } from 'zod';
import { DoorFault } from '../../commands/faults.js';
import { code, lineText, rule } from '../../commands/texts.js';
import { roleFor } from '../../domain/permissions.js';
import {
  createFilter,
  deleteFilter,
  findFilter,
  listFilters,
  MOST_FILTERS,
  replaceFilter,
  type FilterDraft,
} from '../../store/filters.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { FilterQuerySchema, ProblemSchema } from '../schemas.js';
import { directoryOf } from './directory.js';
import { invalidField } from './lists.js';

const TAG = 'filters';

const SharedSchema = z.strictObject({ kind: z.enum(['unit', 'district']), code });

const DraftSchema = z
  .strictObject({
    name: lineText(60),
    query: FilterQuerySchema.refine((query) => Object.keys(query).length > 0, {
      error: rule('须至少有一个条件', 'must narrow something'),
    }),
    sharedWith: SharedSchema.optional(),
  })
  .meta({ id: 'FilterDraft' });

const FilterSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    query: z.record(z.string(), z.string()),
    sharedWith: SharedSchema.optional(),
    own: z.boolean(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Filter' });

const UUID = z.uuid().toLowerCase();

/** The id in the path. Throws ApiProblem not_found for what can be none. */
function idOf({ params }: Call): string {
  const id = UUID.safeParse(params['id']);
  if (!id.success) throw new ApiProblem('not_found');
  return id.data;
}

/** What the caller wants kept, and may share as wanted. Throws ApiProblem or DoorFault, naming `sharedWith`. */
async function draftOf(call: Call): Promise<FilterDraft> {
  const { principal, language } = call;
  const { name, query, sharedWith } = call.body as z.infer<typeof DraftSchema>;
  const { district } = principal;
  if (sharedWith !== undefined) {
    const { kind, code: of } = sharedWith;
    const directory = await directoryOf(call);
    if (kind === 'unit' && !directory.units.has(of))
      throw new DoorFault('unknown_unit', '/sharedWith/code', { unit: of });
    if (kind === 'district' && of !== district)
      throw new DoorFault('unknown_district', '/sharedWith/code', { district: of });
    const target = kind === 'unit' ? { district, units: [of] } : { district };
    if (roleFor(principal.roles, 'shareFilters', target) === undefined)
      throw invalidField('/sharedWith', NOT_YOURS_TO_SHARE, language);
  }
  // In strings, as the list takes them: what is kept is read again by the list's own schema.
  const words = Object.fromEntries(Object.entries(query).map(([field, value]) => [field, String(value)]));
  return { name, query: words, ...(sharedWith && { sharedWith }) };
}

const NOT_YOURS_TO_SHARE = rule('您的角色不能在此范围内共享', 'is not yours to share it with');

const listRoute: Route = {
  method: 'get',
  path: '/v1/filters',
  operationId: 'listFilters',
  tag: TAG,
  summary: { zh: '已存筛选', en: 'Saved filters: the own ones, and those that are shared' },
  access: 'useFilters',
  on: 'district',
  answers: { 200: { description: 'By name', schema: z.object({ filters: z.array(FilterSchema) }) } },
  async handle({ deps, principal }) {
    return { status: 200, body: { filters: await listFilters(deps.door.db, principal) } };
  },
};

const getRoute: Route = {
  method: 'get',
  path: '/v1/filters/{id}',
  operationId: 'getFilter',
  tag: TAG,
  summary: { zh: '一个筛选', en: 'One saved filter' },
  access: 'useFilters',
  on: 'district',
  answers: { 200: { description: 'The filter', schema: FilterSchema } },
  async handle(call) {
    const found = await findFilter(call.deps.door.db, call.principal, idOf(call));
    if (!found) throw new ApiProblem('not_found');
    return { status: 200, body: found };
  },
};

const createRoute: Route = {
  method: 'post',
  path: '/v1/filters',
  operationId: 'createFilter',
  tag: TAG,
  summary: { zh: '保存筛选', en: 'Save a filter' },
  access: 'useFilters',
  on: 'district',
  body: DraftSchema,
  answers: {
    201: { description: 'Saved', schema: FilterSchema, headers: ['Location'] },
    409: { description: 'You have one of that name, or too many', schema: ProblemSchema },
  },
  async handle(call) {
    const draft = await draftOf(call);
    const saved = await createFilter(call.deps.door.db, call.principal, draft);
    if (saved === 'too_many') throw new ApiProblem('too_many_filters', { most: String(MOST_FILTERS) });
    if (saved === 'name_taken') throw new ApiProblem('filter_name_taken', { name: draft.name });
    return { status: 201, body: saved, headers: { Location: `/v1/filters/${saved.id}` } };
  },
};

const replaceRoute: Route = {
  method: 'put',
  path: '/v1/filters/{id}',
  operationId: 'replaceFilter',
  tag: TAG,
  summary: { zh: '修改筛选', en: 'Write an own filter anew' },
  access: 'useFilters',
  on: 'district',
  body: DraftSchema,
  answers: {
    200: { description: 'Written anew', schema: FilterSchema },
    409: { description: 'You have another of that name', schema: ProblemSchema },
  },
  async handle(call) {
    const draft = await draftOf(call);
    const saved = await replaceFilter(call.deps.door.db, call.principal, idOf(call), draft);
    if (saved === undefined) throw new ApiProblem('not_found');
    if (saved === 'name_taken') throw new ApiProblem('filter_name_taken', { name: draft.name });
    return { status: 200, body: saved };
  },
};

const deleteRoute: Route = {
  method: 'delete',
  path: '/v1/filters/{id}',
  operationId: 'deleteFilter',
  tag: TAG,
  summary: { zh: '删除筛选', en: 'Remove an own filter' },
  access: 'useFilters',
  on: 'district',
  answers: { 204: { description: 'Removed' } },
  async handle(call) {
    if (!(await deleteFilter(call.deps.door.db, call.principal, idOf(call)))) throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

export const FILTER_ROUTES: readonly Route[] = [listRoute, getRoute, createRoute, replaceRoute, deleteRoute];
