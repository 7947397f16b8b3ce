import type { IncomingMessage, ServerResponse } from 'node:http';

/** One step of a request's way through the service. */
export interface Step {
  /** Few and fixed: what is done, never to whom. */
  name: string;
  /** `client` where another server is asked, `internal` where this process works. Default internal. */
  kind?: 'client' | 'internal';
  /** Names, numbers and ids of the procedure; never a body, a query string or a word that somebody wrote. */
  attributes: Readonly<Record<string, string | number | undefined>>;
}

/** What turns steps into spans; only `open-telemetry.ts` makes one. */
export interface Tracer {
  inSpan<Result>(step: Step, work: () => Promise<Result>): Promise<Result>;
  inRequestSpan<Result>(
    route: string,
    req: IncomingMessage,
    res: ServerResponse,
    work: () => Promise<Result>,
  ): Promise<Result>;
  /** Sends what is left, and ends. */
  stop(): Promise<void>;
}
