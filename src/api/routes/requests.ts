import { z } from 'zod';
import { REQUEST_CATALOGUE, type CommandRow } from '../../commands/catalogue.js';
import type { DoorAnswer } from '../../commands/door.js';
import { DoorFault } from '../../commands/faults.js';
import { OpeningRefused } from '../../commands/open-case.js';
import { openDeposit } from '../../commands/deposit.js';
import { preparing } from '../../commands/preparing.js';
import { answerAgain, send } from '../../commands/send.js';
import { placeFact, present, type Submission } from '../../commands/submission.js';
import { submit } from '../../commands/submit.js';
import { rule } from '../../commands/texts.js';
import { COMMAND_TERMS } from '../../domain/glossary.js';
import type { VaultRef } from '../../domain/envelope.js';
import { proceedingKindOf } from '../../domain/procedures.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import { covers, holding, mayReceiveBy } from '../../domain/permissions.js';
import type { Principal } from '../../store/accounts.js';
import type { Directory } from '../../store/directory.js';
import { queryCode } from '../../store/query-code.js';
import { judgementToken } from '../../store/judgement-link.js';
import { listOpenedFor } from '../../store/queries/find-proceeding.js';
import { findEnding, listEvents, listSameCall, readContact, readTexts } from '../../store/queries/find-request.js';
import type { Answer, ApiDeps, Call, Placed, Route } from '../route.js';
import { readingOf, roleIn, roleOn } from '../target.js';
import { RequestSchema, SubmitSchema, CommandResultSchema, ProblemSchema, TimelineSchema } from '../schemas.js';
import { concealedFrom, factsFor, numbersIn, saidTo, withoutNumbers } from '../confidence.js';
import { directoryOf } from './directory.js';
import { allowedFor, clockOf, endingOf, maskedContact, offeredTo, responsibleIn, summaryOf } from './present.js';
import { invalidField, LIST_ROUTES } from './lists.js';
import { numberOf } from '../../domain/number.js';
import { answerTo, COMMAND_ANSWERS } from './results.js';

const TAG = 'requests';

/** With the code that opens its status, for the slip of who has no phone. */
export const SubmittedSchema = CommandResultSchema.extend({ code: z.string() }).meta({ id: 'Submitted' });

const submitRoute: Route = {
  method: 'post',
  path: '/v1/requests',
  operationId: 'submit',
  tag: TAG,
  summary: COMMAND_TERMS.submit,
  access: 'submit',
  // A grid officer submits for the own community, a hotline for the whole district.
  on: placeOf,
  body: SubmitSchema,
  idempotent: true,
  answers: {
    201: {
      description: 'Received, numbered and started',
      schema: SubmittedSchema,
      headers: ['ETag', 'Location'],
    },
    202: {
      description: 'Received and numbered; it starts as soon as the engine answers',
      schema: SubmittedSchema,
      headers: ['Location'],
    },
    409: { description: 'A number of your own is registered for another request', schema: ProblemSchema },
  },
  async handle(call) {
    const { deps, principal, target, body, idempotencyKey, respondAsync, language } = call;
    const input = body as z.infer<typeof SubmitSchema>;
    // Whoever holds two roles received it in the one that can have received it.
    const roles = holding(principal.roles, 'submit').filter(({ scope }) => covers(scope, target));
    const role = roles.length === 0 ? call.role : roles.find(({ role: one }) => mayReceiveBy(one, input.channel))?.role;
    if (role === undefined) throw invalidField('/channel', FOREIGN_CHANNEL, language);
    const answer = await submit(deps.door, {
      client: principal.accountId,
      key: idempotencyKey,
      respondAsync,
      actor: actorOf(principal, role),
      submission: submissionOf(input, principal),
    });
    const answered = withQueryCode(deps, answer.caseId, answerTo(answer, 'submit', language, { created: true }));
    return counted(deps.metrics, 'submit', answered);
  },
};

/** For the slip of who has no phone: the number and the code tell what became of it. A refusal has none. */
export function withQueryCode({ door }: ApiDeps, caseId: string, answered: Answer): Answer {
  if (answered.status >= 300) return answered;
  return { ...answered, body: { ...(answered.body as object), code: queryCode(door.keys, numberOf(caseId)) } };
}

/** A slip of paper has a number of its own, and the time on it. */
function submissionOf({ slip, ...input }: z.infer<typeof SubmitSchema>, { district }: Principal): Submission {
  if (slip === undefined) return { ...input, district, provenance: 'live' };
  const external = [...input.external, { system: 'slip', id: slip.id }];
  return { ...input, district, provenance: 'paper', external, occurredAt: slip.writtenAt };
}

async function placeOf({ deps, principal, body }: Call): Promise<Placed> {
  // Who submits for the whole district, as a hotline does, may wherever it is.
  if (holding(principal.roles, 'submit').every(({ scope }) => scope.kind === 'district')) {
    return { district: principal.district };
  }
  const { place } = body as z.infer<typeof SubmitSchema>;
  const directory = await deps.door.directories.current(principal.district);
  return { district: principal.district, ...enclosing(directory, place) };
}

/** The place a submission names, with what encloses it: a grid officer names the grid, and holds the community. */
export function enclosing(
  directory: Directory | undefined,
  place: z.infer<typeof SubmitSchema>['place'],
): Omit<Placed, 'district'> {
  try {
    const { subdistrict, community } = directory ? placeFact(directory, place, new Date().toISOString()) : place;
    return { ...present('subdistrict', subdistrict), ...present('community', community) };
  } catch (error) {
    if (!(error instanceof DoorFault)) throw error;
    return { ...present('subdistrict', place.subdistrict), ...present('community', place.community), fault: error };
  }
}

const getRoute: Route = {
  method: 'get',
  path: '/v1/requests/{number}',
  operationId: 'getRequest',
  tag: TAG,
  summary: { zh: '诉求详情', en: 'One request' },
  access: 'readRequests',
  on: 'request',
  answers: {
    200: { description: 'The request; its version is the ETag', schema: RequestSchema, headers: ['ETag'] },
    304: { description: 'It is still at the version in If-None-Match' },
  },
  async handle(call) {
    const { deps, principal, request: whole, raw, language } = call;
    const etag = `"${String(whole.seq)}"`;
    if (raw.req.get('if-none-match') === etag) return { status: 304, headers: { ETag: etag } };
    const concealed = await concealedBeside(deps, principal, whole, whole);
    const request = {
      ...withoutNumbers(whole, concealed),
      received: factsFor(principal, whole, withoutNumbers(whole.received, concealed)),
    };
    const { received } = request;
    const texts = await readTexts(deps.door.db, request.case);
    const readMasked = async ({ ref }: VaultRef) => {
      const contact = await readContact(deps.door.db, deps.door.keys, ref);
      return contact ? maskedContact(contact, request, principal) : {};
    };
    const ending = request.stage === 'ended' ? await findEnding(deps.door.db, request.case) : undefined;
    const mayGiveLink = principal.roles.some(({ role }) => role === 'call_back_clerk' || role === 'shift_leader');
    const matters = mayGiveLink ? await listSameCall(deps.door.db, received.number) : [];
    const others = matters.filter(({ number }) => number !== received.number);
    const sameCall = withoutNumbers(others, await concealedBeside(deps, principal, whole, others));
    const body = {
      ...summaryOf(request),
      text: received.text ? (texts[received.text.ref] ?? null) : null,
      address: received.place.address ? (texts[received.place.address.ref] ?? null) : null,
      requester: { mode: received.requester, ...(received.contact && (await readMasked(received.contact))) },
      language: received.language ?? 'zh',
      summary: received.summary ? (texts[received.summary.ref] ?? null) : null,
      ...(received.repeatOf && {
        repeatOf: { number: received.repeatOf.number, ended: received.repeatOf.ended === 'yes' },
      }),
      ...(received.cluster && { cluster: { callers: received.cluster.callers } }),
      responsible: responsibleIn(await directoryOf(call), request),
      clocks: request.clocks.map(clockOf),
      allowed: allowedFor(request, principal),
      ...present('referral', request.referral),
      ...present('handOver', request.handOver),
      ...present('parking', request.parking),
      origin: received.origin ?? 'request',
      ...(received.upstream && { upstream: { ...received.upstream, returned: request.returnedUpstream === 'yes' } }),
      crisis: received.crisis === 'yes',
      ...(received.against && {
        against: { unit: received.against.unit, staff: received.against.staff === 'yes' },
      }),
      ...(request.appeal && { appeal: { round: request.appeal.round, reviews: request.appeal.reviewers.length } }),
      representatives: await Promise.all((request.representatives ?? []).map(readMasked)),
      ...(request.mark && { mark: { mark: request.mark.mark, step: request.mark.step } }),
      exclusions: request.exclusions ?? [],
      ...present('level', request.level),
      ...present('executor', request.executor),
      ...present('splitFrom', received.splitFrom),
      parts: request.parts ?? [],
      ...(sameCall.length > 0 && { sameCall }),
      linked: await linkedTo(deps, principal, request),
      followers: (request.followers ?? []).map(({ number }) => number),
      coUnits: (request.coUnits ?? []).map(({ unit, signedFor, replied }) => ({
        unit,
        signedFor: signedFor === 'yes',
        replied: replied === 'yes',
      })),
      ...(request.termination && { termination: { ground: request.termination.ground } }),
      ...(ending && { ending: endingOf(ending, texts, language) }),
      ...(request.linkOpen === 'yes' &&
        mayGiveLink && {
          judgementLink: `/v1/judgements/${judgementToken(deps.door.keys, received.number, request.links)}`,
        }),
      ...(roleOn(principal, 'giveQueryCode', request) && {
        queryCode: queryCode(deps.door.keys, received.number),
      }),
    };
    return { status: 200, body, headers: { ETag: etag } };
  },
};

/** The cases that were opened for a request, as far as the caller may see each. */
async function linkedTo({ door }: ApiDeps, principal: Principal, request: ResidentRequest) {
  const found = await listOpenedFor(door.db, request.case);
  return found.flatMap((one) => {
    const kind = proceedingKindOf(one.case);
    if (roleIn(principal, readingOf(kind), one) === undefined) return [];
    return [{ number: one.opened.number, kind, state: one.state }];
  });
}

const timelineRoute: Route = {
  method: 'get',
  path: '/v1/requests/{number}/events',
  operationId: 'listEvents',
  tag: TAG,
  summary: { zh: '诉求经过', en: 'What happened, in order' },
  access: 'readRequests',
  on: 'request',
  answers: { 200: { description: 'Every event with its hash, and the texts they refer to', schema: TimelineSchema } },
  async handle({ deps, principal, request }) {
    const [events, texts, linked] = await Promise.all([
      listEvents(deps.door.db, request.case),
      readTexts(deps.door.db, request.case),
      linkedTo(deps, principal, request),
    ]);
    const readable = new Set(linked.map(({ number }) => number));
    const concealed = await concealedBeside(
      deps,
      principal,
      request,
      events.map(({ event }) => event.body),
    );
    const shown = events.map(timelineFor(principal, request, { concealed, readable }));
    // What was said with a command that was refused is not part of what happened, nor is what the caller is not shown.
    const told = shown.map(({ body }) => JSON.stringify(body)).join();
    const said = Object.fromEntries(Object.entries(texts).filter(([ref]) => told.includes(ref)));
    return {
      status: 200,
      body: {
        number: request.received.number,
        events: shown,
        texts: said,
      },
    };
  },
};

const timelineFor =
  (
    principal: Principal,
    request: ResidentRequest,
    { concealed, readable }: { concealed: ReadonlySet<string>; readable: ReadonlySet<string> },
  ) =>
  ({ event, hash }: Awaited<ReturnType<typeof listEvents>>[number]) => {
    const { seq, type, at, receivedAt, actor, commandId } = event;
    const body = withoutNumbers(saidTo(principal, request, event, readable), concealed);
    return { seq, type, at, receivedAt, actor, commandId, body, hash };
  };

/** The other requests that a value names and of which the caller must not hear; the request itself is theirs to see. */
function concealedBeside(
  { door }: Call['deps'],
  principal: Principal,
  { received }: ResidentRequest,
  value: unknown,
): Promise<ReadonlySet<string>> {
  const others = numbersIn(value).filter((number) => number !== received.number);
  return concealedFrom(door.db, principal, others);
}

/** The route of one row of the catalogue. */
function commandRoute(row: CommandRow): Route {
  return {
    method: 'post',
    path: `/v1/requests/{number}/${row.verb}`,
    operationId: row.name,
    tag: 'commands',
    summary: row.summary,
    access: row.name,
    on: 'request',
    body: row.schema,
    idempotent: true,
    ifMatch: 'optional',
    answers: COMMAND_ANSWERS,
    handle: (call) => giveCommand(row, call),
  };
}

async function giveCommand(row: CommandRow, call: Call): Promise<Answer> {
  const { deps, principal, role, request, body: input, idempotencyKey, respondAsync, expectedVersion, language } = call;
  const command = { client: principal.accountId, key: idempotencyKey, caseId: request.case, name: row.name };
  const deposit = openDeposit(deps.door.keys);
  const give = async (): Promise<DoorAnswer> => {
    const mayRead = (other: ResidentRequest) => roleOn(principal, 'readRequests', other) !== undefined;
    const actor = actorOf(principal, role);
    const { body, canonical } = await row.prepare(input, preparing(deps.door, request, deposit, actor, mayRead));
    return send(deps.door, { ...command, respondAsync, actor, body, deposit, canonical, expectedVersion });
  };
  // The same key has the same answer for ever, whatever stands in the way of such a command by now.
  const answer = await give().catch(async (fault: unknown) => {
    const known =
      (fault instanceof DoorFault || fault instanceof OpeningRefused) &&
      (await answerAgain(deps.door, { ...command, canonical: row.canonical(input) }));
    if (!known) throw fault;
    return known;
  });
  return counted(
    deps.metrics,
    row.name,
    answerTo(answer, row.name, language, { offered: offeredTo(principal, request) }),
  );
}

export function actorOf(principal: Principal, role: Call['role']) {
  return { account: principal.accountId, role, ...(principal.unit !== undefined && { unit: principal.unit }) };
}

export function counted(metrics: Call['deps']['metrics'], kind: string, answer: Answer): Answer {
  const outcome = answer.status === 202 ? 'queued' : answer.status < 300 ? 'accepted' : 'refused';
  metrics.commands.inc({ kind, outcome });
  return answer;
}

const FOREIGN_CHANNEL = rule(
  '该渠道只由热线中心登记,请填写实际来源',
  'is registered by the hotline centre only: name the channel by which it came to you',
);

export const REQUEST_ROUTES: readonly Route[] = [
  submitRoute,
  ...LIST_ROUTES,
  getRoute,
  timelineRoute,
  ...REQUEST_CATALOGUE.map((row) => commandRoute(row as CommandRow)),
];
