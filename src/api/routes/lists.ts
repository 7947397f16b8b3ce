import type { z } from 'zod';
import { inLanguage, instant, rule } from '../../commands/texts.js';
import { REQUEST_NUMBER_PATTERN } from '../../domain/number.js';
import type { Action } from '../../domain/permissions.js';
import { findFilter } from '../../store/filters.js';
import {
  listRequests,
  type Cursor,
  type RequestFilter,
  type RequestSummary,
} from '../../store/queries/list-requests.js';
import { readTerms } from '../../store/queries/search.js';
import { blindIndex } from '../../store/vault.js';
import { concealedFrom, numbersIn } from '../confidence.js';
import { parseFor } from '../middleware/problem.js';
import { readerOf } from '../target.js';
import { ApiProblem, type Language } from '../problems.js';
import type { Call, Route } from '../route.js';
import { ByCallerSchema, FilterQuerySchema, ListQuerySchema, PageSchema } from '../schemas.js';

const TAG = 'requests';

type ListQuery = z.infer<typeof ListQuerySchema>;
type FilterQuery = z.infer<typeof FilterQuerySchema>;

interface Paging {
  cursor?: string | undefined;
  limit: number;
}

interface Page {
  requests: readonly RequestSummary[];
  nextCursor?: string;
}

/** A page of what the caller may see by the action. Throws ApiProblem for a cursor that no page gave. */
async function pageOf(call: Call, action: Action, filter: RequestFilter, { cursor, limit }: Paging): Promise<Page> {
  const found = await listRequests(call.deps.door.db, {
    reader: readerOf(call.principal, action),
    filter,
    cursor: cursor === undefined ? undefined : decodeCursor(cursor, call.language),
    limit: limit + 1,
  });
  const requests = await withoutTraces(call, found.slice(0, limit));
  const last = requests.at(-1);
  if (found.length <= limit || last === undefined) return { requests };
  return { requests, nextCursor: encodeCursor({ receivedAt: last.receivedAt, number: last.number }) };
}

/** What a row says of other requests, as far as the caller may hear of them; a confidence names none. */
async function withoutTraces({ deps, principal }: Call, rows: readonly RequestSummary[]): Promise<RequestSummary[]> {
  const linked = rows.filter(({ duplicateOf, mergedInto }) => duplicateOf !== null || mergedInto !== null);
  const hidden = await concealedFrom(deps.door.db, principal, linked.flatMap(numbersIn));
  return rows.map((row) => ({
    ...row,
    duplicateOf: hidden.has(row.number) || hidden.has(row.duplicateOf ?? '') ? null : row.duplicateOf,
    mergedInto: hidden.has(row.mergedInto ?? '') ? null : row.mergedInto,
  }));
}

/** The query kept under an id, if the caller may use it. Throws ApiProblem for none, or for one that no longer fits. */
async function savedQuery({ deps, principal, language }: Call, id: string): Promise<FilterQuery> {
  const saved = await findFilter(deps.door.db, principal, id);
  if (!saved) throw invalidField('/filter', NO_FILTER, language);
  return parseFor(FilterQuerySchema, saved.query, language, '/filter');
}

/** What is asked for in the words of the store. Throws ApiProblem where nothing can be searched for. */
async function filterOf({ deps, language }: Call, { q, ...filter }: FilterQuery): Promise<RequestFilter> {
  if (q === undefined) return filter;
  if (REQUEST_NUMBER_PATTERN.test(q)) return { ...filter, number: q };
  const terms = await readTerms(deps.door.db, q);
  if (terms.length === 0) throw invalidField('/q', NO_WORDS, language);
  return { ...filter, terms };
}

const listRoute: Route = {
  method: 'get',
  path: '/v1/requests',
  operationId: 'listRequests',
  tag: TAG,
  summary: { zh: '诉求列表、检索', en: 'List and search requests, newest first' },
  access: 'readRequests',
  on: 'district',
  query: ListQuerySchema,
  answers: { 200: { description: 'One page', schema: PageSchema, headers: ['Link'] } },
  async handle(call) {
    const { cursor, limit, filter: id, ...asked } = call.query as ListQuery;
    const whole = id === undefined ? asked : { ...(await savedQuery(call, id)), ...asked };
    const page = await pageOf(call, 'readRequests', await filterOf(call, whole), { cursor, limit });
    if (page.nextCursor === undefined) return { status: 200, body: page };
    const next = new URLSearchParams({
      ...(call.raw.req.query as Record<string, string>),
      cursor: page.nextCursor,
    });
    return { status: 200, body: page, headers: { Link: `</v1/requests?${next.toString()}>; rel="next"` } };
  },
};

const byCallerRoute: Route = {
  method: 'post',
  path: '/v1/requests/by-caller',
  operationId: 'listByCaller',
  tag: TAG,
  summary: { zh: '同一来电的诉求', en: 'Earlier requests of a caller, by phone number; it stands in no address' },
  access: 'findByCaller',
  on: 'district',
  body: ByCallerSchema,
  answers: { 200: { description: 'One page, newest first', schema: PageSchema } },
  async handle(call) {
    const { phone, ...paging } = call.body as z.infer<typeof ByCallerSchema>;
    const filter = { requesterIndex: blindIndex(call.deps.door.keys, phone) };
    return { status: 200, body: await pageOf(call, 'findByCaller', filter, paging) };
  },
};

function encodeCursor({ receivedAt, number }: Cursor): string {
  return Buffer.from(`${receivedAt}|${number}`).toString('base64url');
}

function decodeCursor(cursor: string, language: Language): Cursor {
  const [receivedAt = '', number = ''] = Buffer.from(cursor, 'base64url').toString().split('|');
  const at = instant.safeParse(receivedAt);
  if (!at.success || !REQUEST_NUMBER_PATTERN.test(number)) throw invalidField('/cursor', FOREIGN_CURSOR, language);
  return { receivedAt: at.data, number };
}

const FOREIGN_CURSOR = rule('须为上一页给出的 nextCursor', 'must be the nextCursor of a page');
const NO_FILTER = rule('没有这个筛选,或不在您的范围内', 'is no filter of yours, and none that is shared with you');
const NO_WORDS = rule('须含有文字、字母或数字', 'must hold letters or digits');

/** A field at fault, in the caller's language. */
export function invalidField(pointer: string, detail: string, language: Language): ApiProblem {
  return new ApiProblem('invalid_request', {}, [{ pointer, detail: inLanguage(detail, language) }]);
}

export const LIST_ROUTES: readonly Route[] = [listRoute, byCallerRoute];
