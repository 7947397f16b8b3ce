import { createHash } from 'node:crypto';
import { JUDGE_ROW, JudgementSchema } from '../../commands/catalogue.js';
import { commandIdOf } from '../../store/identity.js';
import { send } from '../../commands/send.js';
import { lineText, requestNumber } from '../../commands/texts.js';
import { STATE_TERMS } from '../../domain/glossary.js';
import { noticeText } from '../../domain/notice-texts.js';
import { openClock } from '../../domain/case/clock.js';
import { z } from 'zod';
import type { ResidentRequest } from '../../domain/request/state.js';
import { MARKS } from '../../domain/vocabulary.js';
import type { Database } from '../../store/database.js';
import { findRow } from '../../store/inbox.js';
import { isTokenOf, numberOfToken } from '../../store/judgement-link.js';
import { isQueryCodeOf } from '../../store/query-code.js';
import { findEnding, findRequest, listEventsOf, readTexts } from '../../store/queries/find-request.js';
import { ApiProblem, type Language } from '../problems.js';
import { EndingSchema, ProblemSchema } from '../schemas.js';
import type { Call, Route } from '../route.js';
import { endingOf } from './present.js';
import { openDeposit } from '../../commands/deposit.js';
import { counted } from './requests.js';
import { answerTo, COMMAND_ANSWERS } from './results.js';

/** The client of all commands that come by a link. */
const CLIENT = 'judgement-link';

const LinkSchema = z
  .object({
    number: z.string(),
    state: z.string(),
    receivedAt: z.iso.datetime(),
    reply: z.string().nullable(),
    canJudge: z.boolean(),
    ending: EndingSchema.optional(),
  })
  .meta({ id: 'JudgementLink' });

/** The request a link was made for; a link that never was is not told from one that is not there. */
async function requestOf({ deps, params }: Call) {
  const token = params['token'] ?? '';
  const number = numberOfToken(token);
  const request = number === undefined ? undefined : await findRequest(deps.door.db, number);
  if (number === undefined || request === undefined) throw new ApiProblem('not_found');
  const links = Array.from({ length: request.links }, (_, index) => index + 1);
  const link = links.find((one) => isTokenOf(deps.door.keys, token, number, one));
  if (link === undefined) throw new ApiProblem('not_found');
  return { request, token, isNewest: link === request.links };
}

/** What the resident was told; of a merged request, what was told of the one that was handled for it. */
async function replyTo(db: Database, request: ResidentRequest): Promise<string | null> {
  const told = request.mergedInto ? await findRequest(db, request.mergedInto.number) : request;
  if (told?.reply === undefined) return null;
  return (await readTexts(db, told.case))[told.reply.ref] ?? null;
}

const showRoute: Route = {
  method: 'get',
  path: '/v1/judgements/{token}',
  operationId: 'showJudgementLink',
  tag: 'judgements',
  summary: { zh: '评价链接', en: 'What a judgement link is for' },
  access: 'public',
  answers: { 200: { description: 'The request behind the link, as its resident may see it', schema: LinkSchema } },
  async handle(call) {
    const { request, isNewest } = await requestOf(call);
    const { db } = call.deps.door;
    const texts = await readTexts(db, request.case);
    const reply = await replyTo(db, request);
    const ending = request.stage === 'ended' ? await findEnding(db, request.case) : undefined;
    const body = {
      number: request.received.number,
      state: request.state,
      receivedAt: request.receivedAt,
      reply,
      canJudge: isNewest && request.linkOpen === 'yes',
      ...(ending && { ending: endingOf(ending, texts, call.language) }),
    };
    return { status: 200, body };
  },
};

const StatusAskedSchema = z.strictObject({ number: requestNumber, code: lineText(20) }).meta({ id: 'StatusAsked' });
const StatusSchema = z
  .object({
    number: z.string(),
    state: z.string(),
    stateText: z.string(),
    receivedAt: z.iso.datetime(),
    /** The day by which a result is owed, while one is. */
    due: z.iso.datetime().optional(),
    reply: z.string().nullable(),
    /** What was said before the result, the latest last. */
    interimReplies: z.array(z.object({ at: z.iso.datetime(), text: z.string().nullable() })),
    /** 恶意、无理, as its resident is told of it. */
    mark: z.object({ at: z.iso.datetime(), mark: z.enum(MARKS), text: z.string() }).optional(),
    ending: EndingSchema.optional(),
  })
  .meta({ id: 'Status' });

/** By POST, and slowly: a code stands in no address, and is not guessed. */
const statusRoute: Route = {
  method: 'post',
  path: '/v1/status',
  operationId: 'showStatus',
  tag: 'judgements',
  summary: { zh: '凭编号和查询码查询', en: 'What became of a request, by its number and the code on the slip' },
  access: 'public',
  body: StatusAskedSchema,
  answers: { 200: { description: 'The request, as its resident may see it', schema: StatusSchema } },
  async handle({ deps, body, language }) {
    const { db, keys } = deps.door;
    const { number, code } = body as z.infer<typeof StatusAskedSchema>;
    const request = isQueryCodeOf(keys, number, code) ? await findRequest(db, number) : undefined;
    // A number that never was is not told from a wrong code.
    if (request === undefined) throw new ApiProblem('not_found');
    const { state, receivedAt, case: caseId } = request;
    const texts = await readTexts(db, caseId);
    const ending = request.stage === 'ended' ? await findEnding(db, caseId) : undefined;
    const due = openClock(request, 'result')?.at;
    return {
      status: 200,
      body: {
        ...{ number, state, stateText: STATE_TERMS[state][language], receivedAt },
        ...(due !== undefined && { due }),
        reply: await replyTo(db, request),
        ...(await saidMeanwhile(db, request, texts, language)),
        ...(ending && { ending: endingOf(ending, texts, language) }),
      },
    };
  },
};

/** What others are sent while it is handled: who has no phone reads it here only. */
async function saidMeanwhile(
  db: Database,
  { case: caseId, received: { number } }: ResidentRequest,
  texts: Readonly<Record<string, string | null>>,
  language: Language,
) {
  const events = await listEventsOf(db, caseId, ['interim_replied', 'mark_ruled']);
  const interimReplies = events.flatMap(({ type, at, body }) =>
    type === 'interim_replied' ? [{ at, text: texts[body.text.ref] ?? null }] : [],
  );
  const marked = events.find(({ type, body }) => type === 'mark_ruled' && body.marked === 'yes');
  if (marked?.type !== 'mark_ruled') return { interimReplies };
  const { at, body } = marked;
  return { interimReplies, mark: { at, mark: body.mark, text: noticeText('marked', marked, { number }, language) } };
}

const judgeRoute: Route = {
  method: 'post',
  path: '/v1/judgements/{token}',
  operationId: 'judge',
  tag: 'judgements',
  summary: { zh: '评价', en: 'Judge, once' },
  access: 'public',
  body: JudgementSchema,
  answers: { ...COMMAND_ANSWERS, 410: { description: 'A later link has replaced this one', schema: ProblemSchema } },
  async handle(call) {
    const { deps, body: input, language, respondAsync } = call;
    const { request, token, isNewest } = await requestOf(call);
    const deposit = openDeposit(deps.door.keys);
    const { body, canonical } = JUDGE_ROW.prepare(input, deposit);
    // A double click is one judgement; another answer under the same link is another command, and refused by then.
    // Hashed, since a key lies in clear and neither the link nor what the resident wrote may.
    const key = createHash('sha256').update(`${token}\n${canonical}`).digest('hex');
    const isRepeat = async () => (await findRow(deps.door.db, commandIdOf(CLIENT, key))) !== undefined;
    if (!isNewest && !(await isRepeat())) throw new ApiProblem('link_replaced');
    const answer = await send(deps.door, {
      client: CLIENT,
      key,
      respondAsync,
      caseId: request.case,
      name: 'judge',
      actor: { account: 'resident', role: 'resident' },
      body,
      deposit,
      canonical,
    });
    // A resident has no account: what became of it shows under the link itself.
    return counted(deps.metrics, 'judge', answerTo(answer, 'judge', language, { location: `/v1/judgements/${token}` }));
  },
};

export const JUDGEMENT_ROUTES: readonly Route[] = [showRoute, judgeRoute, statusRoute];
