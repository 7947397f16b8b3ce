import type { DoorAnswer } from '../../commands/door.js';
import { numberOf } from '../../domain/number.js';
import { refusalText } from '../../domain/refusals.js';
import type { CommandOutcome } from '../../store/inbox.js';
import type { Answer } from '../route.js';
import { refusalProblem, type Language } from '../problems.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';

/** A command's fate as it is answered: now, on a repeat, and under `/v1/commands/{id}`. */
export function commandResult(
  { commandId, caseId, name }: { commandId: string; caseId: string; name: string },
  outcome: CommandOutcome | undefined,
  language: Language,
  offered: (name: string) => boolean = () => true,
) {
  const of = { commandId, number: numberOf(caseId), name };
  if (outcome === undefined) return { ...of, status: 'queued' as const };
  const { version, state, refusal, allowed } = outcome;
  if (refusal === undefined) return { ...of, status: 'accepted' as const, version, state };
  return {
    ...of,
    status: 'refused' as const,
    version,
    state,
    refusal: { code: refusal.code, text: refusalText(refusal, language) },
    ...(allowed && { allowed: allowed.filter(offered) }),
  };
}

/** How an answer is given: 201 for a new request, where its fate can be asked for, which commands its caller could give. */
export interface Answering {
  created?: boolean;
  location?: string;
  offered?: (name: string) => boolean;
}

/** 200 (or 201) when accepted, 202 while on its way, 409 or 412 when refused. */
export function answerTo(
  answer: DoorAnswer,
  name: string,
  language: Language,
  { created = false, location: path, offered = () => false }: Answering,
): Answer {
  const { commandId, caseId } = answer;
  const location = { Location: path ?? `/v1/commands/${commandId}` };
  if (answer.status === 'queued') {
    return { status: 202, body: commandResult({ commandId, caseId, name }, undefined, language), headers: location };
  }
  const { outcome } = answer;
  const body = commandResult({ commandId, caseId, name }, outcome, language);
  if (outcome.refusal) {
    const { version, state, allowed } = outcome;
    const problem = refusalProblem(outcome.refusal, language);
    return {
      status: problem.status,
      body: { ...problem, commandId, version, state, ...(allowed && { allowed: allowed.filter(offered) }) },
      contentType: 'application/problem+json',
    };
  }
  const headers = created ? { Location: path ?? `/v1/requests/${numberOf(caseId)}` } : location;
  return { status: created ? 201 : 200, body, headers: { ...headers, ETag: `"${String(outcome.version)}"` } };
}

/** What every command route can answer. */
export const COMMAND_ANSWERS = {
  200: { description: 'Decided and on record', schema: CommandResultSchema, headers: ['ETag', 'Location'] },
  202: {
    description: 'Accepted and on its way: ask under Location',
    schema: CommandResultSchema,
    headers: ['Location'],
  },
  409: { description: 'Refused by the procedure: the state, and what it allows', schema: ProblemSchema },
  412: { description: 'The request has moved on since the version in If-Match', schema: ProblemSchema },
} as const;

/** What a route can answer besides that takes no command without the version that was read. */
export const VERSION_ANSWERS = {
  428: { description: 'If-Match must name the version that was read', schema: ProblemSchema },
} as const;
