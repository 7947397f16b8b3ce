import { z } from 'zod';
import { placeOf } from '../../commands/agenda-item.js';
import { commandIdOf } from '../../store/identity.js';
import { DoorFault } from '../../commands/faults.js';
import { code, freeText, lineText } from '../../commands/texts.js';
import { COMMITTEE_LIST_COMMAND_TERMS } from '../../domain/joint-meeting/glossary.js';
import { COMMITTEE_LISTS, PROJECT_STATES, type CommitteeList } from '../../domain/joint-meeting/vocabulary.js';
import type { Target } from '../../domain/permissions.js';
import {
  claim,
  endProject,
  entriesOf,
  projectsOf,
  putEntry,
  withdrawEntry,
  type ListEntry,
  type ListFault,
  type Project,
} from '../../store/committee-lists.js';
import { findCommittee, type Committee } from '../../store/linkage-directory.js';
import { ApiProblem } from '../problems.js';
import type { Answer, Call, Route } from '../route.js';
import { ProblemSchema } from '../schemas.js';
import { directoryOf } from './directory.js';
import { actorOf } from './requests.js';

const TAG = 'joint-meetings';
const time = z.iso.datetime();

const EntrySchema = z
  .object({
    id: z.uuid(),
    list: z.enum(COMMITTEE_LISTS),
    title: z.string(),
    detail: z.string(),
    organisation: z.string(),
    account: z.uuid(),
    createdAt: time,
    withdrawnAt: time.nullable(),
    /** The project that it is part of. */
    project: z.uuid().nullable(),
  })
  .meta({ id: 'CommitteeEntry' }) satisfies z.ZodType<ListEntry>;

const SideSchema = z.object({ id: z.uuid(), title: z.string(), organisation: z.string() });
const ProjectSchema = z
  .object({
    id: z.uuid(),
    need: SideSchema,
    resource: SideSchema,
    /** Which of the two claimed the other. */
    claimedBy: z.enum(COMMITTEE_LISTS),
    createdAt: time,
    state: z.enum(PROJECT_STATES),
    endedAt: time.nullable(),
  })
  .meta({ id: 'CommitteeProject' }) satisfies z.ZodType<Project>;

const NewEntrySchema = z
  .strictObject({
    title: lineText(100),
    detail: freeText,
    /** Whose it is. */
    organisation: lineText(100),
  })
  .meta({ id: 'NewCommitteeEntry' });

const uuid = z.uuid().toLowerCase();
const ResourceSchema = z.strictObject({ resource: uuid }).meta({ id: 'ResourceForANeed' });
const NeedSchema = z.strictObject({ need: uuid }).meta({ id: 'NeedForAResource' });
const EndSchema = z.strictObject({ state: z.enum(['done', 'given_up']) }).meta({ id: 'ProjectEnd' });

/** The committee in the path. Throws ApiProblem not_found. */
async function committeeOf({ deps, principal, params }: Call): Promise<Committee> {
  const named = code.safeParse(params['code']);
  const found = named.success ? await findCommittee(deps.door.db, principal.district, named.data) : undefined;
  if (found === undefined) throw new ApiProblem('not_found');
  return found;
}

/** Held against its place. */
async function placeTarget(call: Call): Promise<Target> {
  const { subdistrict, community } = placeOf(await directoryOf(call), await committeeOf(call));
  return {
    district: call.principal.district,
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  };
}

/** Who has a seat speaks for itself; for those without one any member does. Throws DoorFault organisation_has_a_seat. */
function assertSpeaksFor({ members, chair, secretary }: Committee, account: string, organisation: string): void {
  const seats = members.filter((seat) => seat.organisation === organisation);
  const speakers = [chair, secretary, ...seats.flatMap(({ delegate, substitute }) => [delegate, substitute])];
  if (seats.length === 0 || speakers.some((one) => one?.account === account)) return;
  throw new DoorFault('organisation_has_a_seat', '/organisation', { organisation });
}

/** What a row of the lists is written with: who, where, and whether they are of the committee's office. */
async function writing(call: Call) {
  const { principal, role } = call;
  const committee = await committeeOf(call);
  const { code: named, chair, secretary } = committee;
  const { accountId, district } = principal;
  const isOffice = accountId === chair.account || accountId === secretary.account;
  return { of: { district, committee: named, isOffice }, committee, actor: actorOf(principal, role) };
}

function idIn({ params }: Call): string {
  const id = uuid.safeParse(params['id']);
  if (!id.success) throw new ApiProblem('not_found');
  return id.data;
}

/** Throws what stands in the way. */
function assertDone(fault: ListFault | undefined): void {
  if (fault === undefined) return;
  if (fault === 'unknown_entry') throw new ApiProblem('not_found');
  if (fault === 'key_reused') throw new DoorFault('key_reused', undefined);
  throw new ApiProblem(fault);
}

const MADE = {
  201: { description: 'On the list; the same key makes no other', schema: z.object({ id: z.uuid() }) },
  409: { description: 'Somebody else came first, or it is over', schema: ProblemSchema },
} as const;
const ENDED = {
  204: { description: 'Done' },
  409: { description: 'It is taken, or over', schema: ProblemSchema },
} as const;

/** What is read and done alike of needs and of resources. */
function listRoutes(list: CommitteeList): readonly Route[] {
  const noun = list === 'need' ? 'Need' : 'Resource';
  const path = `/v1/committees/{code}/${list}s`;
  const BASE = { tag: TAG, on: placeTarget } as const;
  return [
    {
      ...{ ...BASE, method: 'get', path, operationId: `list${noun}s`, access: `list${noun}s` },
      summary: COMMITTEE_LIST_COMMAND_TERMS[`list${noun}s`],
      answers: { 200: { description: 'The newest first', schema: z.object({ entries: z.array(EntrySchema) }) } },
      async handle(call) {
        const { code: committee } = await committeeOf(call);
        const { district } = call.principal;
        const entries = await entriesOf(call.deps.door.db, { district, committee }, list);
        return { status: 200, body: { entries } };
      },
    },
    {
      ...{ ...BASE, method: 'post', path, operationId: `enter${noun}`, access: `enter${noun}` },
      summary: COMMITTEE_LIST_COMMAND_TERMS[`enter${noun}`],
      ...{ body: NewEntrySchema, idempotent: true, answers: MADE },
      async handle(call) {
        const { of, committee, actor } = await writing(call);
        const id = commandIdOf(call.principal.accountId, call.idempotencyKey);
        const input = call.body as z.infer<typeof NewEntrySchema>;
        assertSpeaksFor(committee, call.principal.accountId, input.organisation);
        assertDone(await putEntry(call.deps.door.db, { ...of, ...input, id, list }, actor));
        return { status: 201, body: { id } };
      },
    },
    {
      ...{ ...BASE, method: 'delete', path: `${path}/{id}`, operationId: `withdraw${noun}`, access: `withdraw${noun}` },
      summary: COMMITTEE_LIST_COMMAND_TERMS[`withdraw${noun}`],
      answers: ENDED,
      async handle(call) {
        const { of, actor } = await writing(call);
        assertDone(await withdrawEntry(call.deps.door.db, { ...of, id: idIn(call), list }, actor));
        return { status: 204 };
      },
    },
    {
      ...{ ...BASE, method: 'post', path: `${path}/{id}/claim`, operationId: `claim${noun}`, access: `claim${noun}` },
      summary: COMMITTEE_LIST_COMMAND_TERMS[`claim${noun}`],
      ...{ body: list === 'need' ? ResourceSchema : NeedSchema, idempotent: true, answers: MADE },
      handle: (call) => claimed(call, list),
    },
  ];
}

/** What is claimed stands in the path, what claims it in the body. */
async function claimed(call: Call, list: CommitteeList): Promise<Answer> {
  const { of, actor } = await writing(call);
  const other = Object.values(call.body as Record<string, string>)[0] ?? '';
  const pair = list === 'need' ? { need: idIn(call), resource: other } : { need: other, resource: idIn(call) };
  const id = commandIdOf(call.principal.accountId, call.idempotencyKey);
  const by = list === 'need' ? 'resource' : 'need';
  assertDone(await claim(call.deps.door.db, { ...of, ...pair, id, by }, actor));
  return { status: 201, body: { id } };
}

const projectsRoute: Route = {
  ...{ method: 'get', path: '/v1/committees/{code}/projects', operationId: 'listProjects', tag: TAG },
  summary: COMMITTEE_LIST_COMMAND_TERMS.listProjects,
  ...{ access: 'listProjects', on: placeTarget },
  answers: { 200: { description: 'The newest first', schema: z.object({ projects: z.array(ProjectSchema) }) } },
  async handle(call) {
    const { code: committee } = await committeeOf(call);
    const { district } = call.principal;
    return { status: 200, body: { projects: await projectsOf(call.deps.door.db, { district, committee }) } };
  },
};

const endRoute: Route = {
  ...{ method: 'post', path: '/v1/committees/{code}/projects/{id}/end', operationId: 'endProject', tag: TAG },
  summary: COMMITTEE_LIST_COMMAND_TERMS.endProject,
  ...{ access: 'endProject', on: placeTarget, body: EndSchema },
  answers: ENDED,
  async handle(call) {
    const { of, actor } = await writing(call);
    const { state } = call.body as z.infer<typeof EndSchema>;
    assertDone(await endProject(call.deps.door.db, { ...of, id: idIn(call), state }, actor));
    return { status: 204 };
  },
};

export const COMMITTEE_LIST_ROUTES: readonly Route[] = [
  ...listRoutes('need'),
  ...listRoutes('resource'),
  projectsRoute,
  endRoute,
];
