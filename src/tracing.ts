import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Step, Tracer } from './tracer.js';

let tracer: Tracer | undefined;

/**
 * Begins to trace this process, and answers how to stop. `endpoint` is an OpenTelemetry collector; without one nothing of
 * OpenTelemetry is loaded.
 */
export async function startTracing(endpoint: string, service: string, log: Logger): Promise<() => Promise<void>> {
  if (endpoint === '') return () => Promise.resolve();
  const { openTelemetry } = await import('./open-telemetry.js');
  const started = openTelemetry(endpoint, service, log);
  tracer = started;
  return async () => {
    tracer = undefined;
    await started.stop();
  };
}

/** Does a step of the work, as a span of the trace that is under way or as the first of one. */
export function inSpan<Result>(step: Step, work: () => Promise<Result>): Promise<Result> {
  return tracer === undefined ? work() : tracer.inSpan(step, work);
}

/** Answers an HTTP request, in a span that ends with the response and goes on with the caller's trace (W3C `traceparent`). */
export function inRequestSpan<Result>(
  route: string,
  req: IncomingMessage,
  res: ServerResponse,
  work: () => Promise<Result>,
): Promise<Result> {
  return tracer === undefined ? work() : tracer.inRequestSpan(route, req, res, work);
}
