import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import { inLanguage, rule } from '../../commands/texts.js';
import { holding, type Action } from '../../domain/permissions.js';
import { PROCEEDING_KINDS } from '../../domain/procedures.js';
import { readingOf } from '../target.js';
import { authenticate } from '../middleware/authenticate.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';

/** Silence longer than this is cut off by proxies, and hides that a session has ended. */
const HEARTBEAT_MS = 15_000;
const AT_ONCE = 200;
const POSITION = /^\d{1,18}$/;
const FOREIGN_POSITION = rule('须为先前收到的事件 id', 'must be the id of an event that was received before');

const StreamQuerySchema = z.strictObject({
  after: z.string().regex(POSITION, FOREIGN_POSITION).optional(),
});

const streamRoute: Route = {
  method: 'get',
  path: '/v1/events/stream',
  operationId: 'streamEvents',
  tag: 'requests',
  summary: { zh: '实时经过', en: 'What happens, as it happens' },
  access: 'streamEvents',
  on: 'district',
  query: StreamQuerySchema,
  answers: {
    200: {
      description:
        'text/event-stream: each event once, in order, with its position as id. It begins with what comes next, or after `Last-Event-ID` (or `after`)',
    },
  },
  async handle(call) {
    const after = startOf(call) ?? (await call.deps.feed.end());
    return {
      status: 200,
      headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
      stream: (res) => stream(call, res, after),
    };
  },
};

function startOf({ raw, query, language }: Call): string | undefined {
  const header = raw.req.get('last-event-id');
  if (header !== undefined && !POSITION.test(header)) {
    throw new ApiProblem('invalid_request', {}, [
      { pointer: '/Last-Event-ID', detail: inLanguage(FOREIGN_POSITION, language) },
    ]);
  }
  return header ?? (query as z.infer<typeof StreamQuerySchema>).after;
}

/** Each kind of case with the others that are read by the same right. */
const READINGS = [...new Set(PROCEEDING_KINDS.map(readingOf))].map((action) => ({
  action,
  kinds: PROCEEDING_KINDS.filter((kind) => readingOf(kind) === action),
}));

/** Reads on until the reader leaves, loses the right to, or the process stops. */
async function stream({ deps, raw: { req } }: Call, res: Response, from: string): Promise<void> {
  const left = new AbortController();
  res.once('close', () => {
    left.abort();
  });
  const { signal } = left;
  const { feed, door } = deps;
  let after = from;
  try {
    res.write('retry: 2000\n\n');
    while (!signal.aborted && !feed.closed.aborted) {
      const since = feed.stirred();
      // Asked anew with every look: what was taken away is not read on.
      const principal = await authenticate(door.db, req);
      const readerBy = (action: Action) => ({
        account: principal?.accountId ?? '',
        unit: principal?.unit,
        held: holding(principal?.roles ?? [], action),
      });
      const proceedings = READINGS.map(({ action, kinds }) => ({ kinds, reader: readerBy(action) }));
      const reader = { requests: readerBy('readRequests'), proceedings };
      if (readerBy('streamEvents').held.length === 0) break;
      const { events, until } = await feed.read(reader, after, AT_ONCE);
      after = until;
      const said = events
        .map(({ position, ...event }) => `id: ${position}\ndata: ${JSON.stringify(event)}\n\n`)
        .join('');
      if (said !== '' && !res.write(said)) await once(res, 'drain', { signal });
      if (events.length === AT_ONCE) continue;
      await feed.wait(since, HEARTBEAT_MS, signal);
      if (since === feed.stirred()) res.write(': still here\n\n');
    }
  } catch (error) {
    // Nothing can be told any more: the reader comes again with the last id it has.
    if (!signal.aborted) deps.log.warn({ err: error }, 'a stream of events broke off');
  }
  res.end();
}

export const EVENT_STREAM_ROUTES: readonly Route[] = [streamRoute];
