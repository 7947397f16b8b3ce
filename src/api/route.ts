import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { AttachmentPlace } from '../commands/attach.js';
import type { Door } from '../commands/door.js';
import type { DoorFault } from '../commands/faults.js';
import type { Egress } from '../notify/egress.js';
import type { EventFeed } from '../store/event-feed.js';
import type { Errands } from '../temporal/errands.js';
import type { Action, Role, Target } from '../domain/permissions.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import type { ProceedingKind } from '../domain/procedures.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Principal } from '../store/accounts.js';
import type { Metrics } from '../metrics.js';
import type { Language } from './problems.js';

/** What the API needs; wired once, in the entry points. */
export interface ApiDeps {
  door: Door;
  attachments: AttachmentPlace;
  errands: Errands;
  /** Where webhooks may go. */
  egress: Egress;
  feed: EventFeed;
  log: Logger;
  metrics: Metrics;
  secureCookies: boolean;
  trustedProxies: number;
  /** Whether the loop can run: database, Temporal and at least one worker. */
  readiness: () => Promise<Readiness>;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, boolean>;
}

/** One request of a client, checked and ready for its route. */
export interface Call {
  deps: ApiDeps;
  language: Language;
  params: Record<string, string>;
  query: unknown;
  body: unknown;
  /** Present unless the route is public. */
  principal: Principal;
  /** The role that allows the action; present where the route names an action and a target. */
  role: Role;
  /** Routes that say what the body names: that. */
  target: Placed;
  /** Routes under a request's number: the request. */
  request: ResidentRequest;
  /** Routes under another case's number: that case. */
  proceeding: Proceeding;
  idempotencyKey: string;
  respondAsync: boolean;
  expectedVersion: number | undefined;
  raw: { req: Request; res: Response };
}

/** What the body names; `fault`: what is wrong with it, which is told to whoever holds the right somewhere. */
export type Placed = Target & { fault?: DoorFault };

export interface Answer {
  status: number;
  /** What is written as JSON; bytes go as they are. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Default application/json. */
  contentType?: string;
  /** Takes the connection over once the headers are sent, in place of a body; settles when it has ended it. */
  stream?: (res: Response) => Promise<void>;
}

/** Headers of answers, and what each says. */
export const ANSWER_HEADERS = {
  ETag: 'The version that was answered, and of a case that is read what it shows of others; send it as If-Match or If-None-Match',
  Location: 'Where the request, or what became of the command, can be read',
  Link: 'rel="next": the next page',
  'Content-Disposition': 'A name for the file, which holds no word of anybody’s',
  'Set-Cookie': 'The session, httpOnly',
} as const;
export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** What an answer looks like, for OpenAPI and for the tests that hold answers against it. */
export interface AnswerSpec {
  description: string;
  /** Headers that a client will want to read. */
  headers?: readonly AnswerHeader[];
  schema?: z.ZodType;
  /** An answer of bytes: what they can be. */
  mediaTypes?: readonly string[];
}

/** One route: mounted by the app, described in OpenAPI, walked by the role matrix. There are no others under /v1. */
export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** With `{name}` for parameters. */
  path: string;
  operationId: string;
  tag: string;
  summary: { zh: string; en: string };
  /** `public`: anybody; `signed_in`: any account; an action: whoever `permissions.ts` allows it. */
  access: 'public' | 'signed_in' | Action;
  /** What the action is held against: the caller's own district, the case named in the path, or what the body names. */
  on?: 'district' | 'request' | ProceedingKind | ((call: Call) => Promise<Placed>);
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Takes bytes instead of JSON, as a Buffer of at most `maxBytes`: what they can be, whatever Content-Type says. */
  bytes?: readonly string[];
  /** Needs an Idempotency-Key, and takes `Prefer: respond-async`. */
  idempotent?: true;
  /** Takes the version that the caller has read; `required`: nothing is done without. */
  ifMatch?: 'optional' | 'required';
  /** Signed by its sender: the body comes to the route as the bytes that were sent, and `body` only describes it. */
  signed?: true;
  answers: Readonly<Record<number, AnswerSpec>>;
  handle: (call: Call) => Promise<Answer>;
}
