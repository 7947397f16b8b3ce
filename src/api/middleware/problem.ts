import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import { DoorFault } from '../../commands/faults.js';
import { NetworkFault } from '../../domain/network/faults.js';
import { OpeningRefused } from '../../commands/open-case.js';
import type { Logger } from 'pino';
import { BlobsAway } from '../../blobs/blobs.js';
import type { Metrics } from '../../metrics.js';
import { inLanguage } from '../../commands/texts.js';
import {
  ApiProblem,
  apiProblem,
  doorProblem,
  networkProblem,
  refusalProblem,
  type Language,
  type Problem,
} from '../problems.js';
import { RULE_TEXTS } from '../rule-texts.js';

/** Chinese unless English is asked for first. */
export function languageOf(req: Request): Language {
  return req.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh';
}

/** Writes a problem as RFC 9457 says. */
export function sendProblem(res: Response, problem: Problem, extra: object = {}): void {
  res
    .status(problem.status)
    .set('Content-Language', res.locals['language'] === 'en' ? 'en' : 'zh-CN')
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, traceId: res.locals['traceId'] as unknown, ...extra }));
}

/** RFC 6901 pointer of a zod path. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Parses what a client sent; every field at fault is named in the caller's language. Throws ApiProblem. */
export function parseFor<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  language: Language,
  root = '',
): z.infer<Schema> {
  const parsed = schema.safeParse(value, { error: RULE_TEXTS[language], reportInput: false });
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error, language, root);
}

function invalid(error: z.ZodError, language: Language, root = ''): ApiProblem {
  const errors = error.issues.flatMap((issue) => {
    // An unknown field is the fault of that field, not of the object around it.
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const detail = inLanguage(issue.message, language);
    return paths.map((path) => ({ pointer: root + pointerOf(path), detail }));
  });
  return new ApiProblem('invalid_request', {}, errors);
}

/** What express and its body parser report of what a client sent, in our words. */
function ofParser(error: unknown): ApiProblem | undefined {
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed') return new ApiProblem('invalid_json');
  if (type === 'entity.too.large') return new ApiProblem('payload_too_large');
  if (type === 'charset.unsupported' || type === 'encoding.unsupported')
    return new ApiProblem('unsupported_media_type');
  // A broken compression, a percent sign that begins no character.
  return typeof status === 'number' && status >= 400 && status < 500 ? new ApiProblem('malformed_request') : undefined;
}

// PostgreSQL away or overloaded before the commit: nothing was accepted, the caller may try again.
const SYSTEM_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE']);
// Connection exceptions, not accepting connections, too many, shut down, transaction timed out, deadlocked.
const POSTGRES_CODES = /^(08...|55000|53300|57P0[123]|25P04|40001|40P01)$/;
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** Whether the record could not be reached, rather than anything being wrong. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof BlobsAway) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SYSTEM_CODES.has(code) || POSTGRES_CODES.test(code) || PRISMA_CODES.has(code)) return true;
  // Prisma puts PostgreSQL's code into its own message.
  const quoted = /Code: `(\w+)`/.exec(error.message)?.[1];
  if (quoted !== undefined && POSTGRES_CODES.test(quoted)) return true;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  return (
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message) || isUnavailable(error.cause)
  );
}

/** The last handler: whatever was thrown becomes a problem, and what was nobody's mistake is logged. */
export function problemHandler(log: Logger, metrics: Metrics): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const language = languageOf(req);
    if (error instanceof DoorFault) {
      sendProblem(res, doorProblem(error, language));
      return;
    }
    if (error instanceof NetworkFault) {
      sendProblem(res, networkProblem(error, language));
      return;
    }
    if (error instanceof OpeningRefused) {
      sendProblem(res, refusalProblem(error.refusal, language));
      return;
    }
    const known =
      error instanceof ApiProblem ? error : error instanceof z.ZodError ? invalid(error, language) : ofParser(error);
    if (known) {
      if (known.code === 'being_opened') res.set('Retry-After', '1');
      sendProblem(res, apiProblem(known, language));
      return;
    }
    metrics.faults.inc({ where: 'api' });
    log.error({ err: error, traceId: res.locals['traceId'] as unknown }, 'a request failed');
    const away = isUnavailable(error);
    if (away) res.set('Retry-After', '2');
    sendProblem(res, apiProblem(new ApiProblem(away ? 'unavailable' : 'internal'), language));
  };
}
