import { randomUUID } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { rateLimit } from 'express-rate-limit';
import { covers, holding, roleFor, type Action, type Role, type Target } from '../domain/permissions.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Principal } from '../store/accounts.js';
import { tooLarge } from '../commands/attach.js';
import { commandIdOf } from '../store/identity.js';
import { caseOf, numberOf, REQUEST_NUMBER_PATTERN } from '../domain/number.js';
import type { ProceedingKind } from '../domain/procedures.js';
import { isCalling, whistleOfReport } from '../domain/whistle/lifecycle.js';
import type { Whistle } from '../domain/whistle/whistle.js';
import { findRow } from '../store/inbox.js';
import { findProceeding } from '../store/queries/find-proceeding.js';
import { findRequest } from '../store/queries/find-request.js';
import { inRequestSpan } from '../tracing.js';
import { authenticate } from './middleware/authenticate.js';
import { languageOf, parseFor, problemHandler, sendProblem } from './middleware/problem.js';
import { ApiProblem, apiProblem, outOfScope } from './problems.js';
import { docsRouter } from './routes/docs.js';
import { operationsRouter } from './routes/operations.js';
import { ROUTES } from './routes/index.js';
import type { ApiDeps, Call, Route } from './route.js';
import { readingOf, roleIn, roleOn } from './target.js';

const BODY_LIMIT = '256kb';
/** Guesses at passwords and links from one address; locks of accounts come on top. */
const GUESSES_PER_MINUTE = 60;

/** The whole HTTP surface over its dependencies; listening is the caller's. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustedProxies);
  app.set('etag', false);
  app.use(trace(deps));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          upgradeInsecureRequests: null,
        },
      },
      // Whether there is TLS in front is the deployment's to say.
      strictTransportSecurity: deps.secureCookies,
    }),
  );
  app.use(operationsRouter(deps));
  app.use(docsRouter());
  for (const route of ROUTES) mount(app, route, deps);
  for (const path of new Set(ROUTES.map((route) => route.path))) refuseOtherMethods(app, path);
  app.use((_req, _res) => {
    throw new ApiProblem('not_found');
  });
  app.use(problemHandler(deps.log, deps.metrics));
  return app;
}

// What is no object is the schema's to refuse, by name.
const json = express.json({ limit: BODY_LIMIT, strict: false, verify: assertDecodable });
/** What is signed is held against its bytes before anybody reads it. */
const raw = express.raw({ limit: BODY_LIMIT, type: () => true, inflate: false });

/** What is no UTF-8 would be read as something else than was sent, and acknowledged. Throws ApiProblem. */
function assertDecodable(_req: unknown, _res: unknown, body: Buffer, charset: string): void {
  if (charset !== '' && charset !== 'utf-8') throw new ApiProblem('unsupported_media_type');
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new ApiProblem('invalid_encoding');
  }
}

const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

function refuseOtherMethods(app: Express, path: string): void {
  const taken = ROUTES.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
  app.all(expressPath(path), (_req, res) => {
    res.set('Allow', taken.join(', '));
    throw new ApiProblem('method_not_allowed');
  });
}

/** Gives each request an id, measures it and logs it: never its body, its query or its headers. */
function trace({ log, metrics }: ApiDeps) {
  return (req: Request, res: Response, next: () => void): void => {
    const started = process.hrtime.bigint();
    const given = /^[\w-]{8,64}$/.exec(req.get('x-request-id') ?? '')?.[0];
    const traceId = given ?? randomUUID();
    res.locals['traceId'] = traceId;
    res.locals['language'] = languageOf(req);
    res.vary('Accept-Language');
    res.set('X-Request-Id', traceId);
    res.on('finish', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = (res.locals['route'] as string | undefined) ?? 'other';
      metrics.httpSeconds.observe({ method: req.method, route, status: res.statusCode }, seconds);
      log.info(
        { traceId, method: req.method, route, status: res.statusCode, ms: Math.round(seconds * 1e3) },
        'answered',
      );
    });
    next();
  };
}

function mount(app: Express, route: Route, deps: ApiDeps): void {
  const guessable = route.access === 'public' && route.method === 'post' && !route.signed;
  const limiter = guessable ? [guessLimiter()] : [];
  // Bytes are read when it is known whose they are.
  const parser = route.bytes ? [] : [route.signed ? raw : json];
  app[route.method](expressPath(route.path), ...limiter, ...parser, (req: Request, res: Response) =>
    inRequestSpan(route.path, req, res, () => answer(route, deps, req, res)),
  );
}

async function answer(route: Route, deps: ApiDeps, req: Request, res: Response): Promise<void> {
  res.locals['route'] = route.path;
  // What is told to one person is kept by no proxy on the way.
  res.set('Cache-Control', 'private, no-cache');
  const { status, headers = {}, body, contentType, stream } = await route.handle(await admit(route, deps, req, res));
  for (const [name, value] of Object.entries(headers)) res.set(name, value);
  res.status(status);
  if (stream !== undefined) {
    res.flushHeaders();
    await stream(res);
  } else if (body === undefined) res.end();
  else if (Buffer.isBuffer(body)) res.type(contentType ?? 'application/octet-stream').send(body);
  else res.type(contentType ?? 'application/json').send(JSON.stringify(body));
}

function guessLimiter() {
  return rateLimit({
    windowMs: 60_000,
    limit: GUESSES_PER_MINUTE,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (req, res) => {
      sendProblem(res, apiProblem(new ApiProblem('too_many_requests'), languageOf(req)));
    },
  });
}

/** Everything a route may rely on, in this order: who, whether, then what. Throws ApiProblem. */
async function admit(route: Route, deps: ApiDeps, req: Request, res: Response): Promise<Call> {
  const language = languageOf(req);
  const params = Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)]));
  const principal = await authenticate(deps.door.db, req);
  if (route.access !== 'public' && principal === undefined) throw new ApiProblem('unauthenticated');

  if (route.body !== undefined && !route.signed && !req.is('application/json')) {
    throw new ApiProblem('unsupported_media_type');
  }
  const call = {
    deps,
    language,
    params,
    query: undefined,
    body: undefined,
    principal,
    role: undefined,
    target: undefined,
    request: undefined,
    proceeding: undefined,
    idempotencyKey: '',
    respondAsync: /\brespond-async\b/i.test(req.get('prefer') ?? ''),
    expectedVersion: route.ifMatch ? versionOf(req, route.ifMatch) : undefined,
    raw: { req, res },
  };
  // Filled in below as the route declares; a route reads only what it declared.
  const admitted = call as unknown as { -readonly [Key in keyof Call]: Call[Key] };
  if (route.idempotent) admitted.idempotencyKey = keyOf(req);
  if (route.on === 'request' && principal) {
    const { request, role } = await admitTo(route, admitted, principal);
    admitted.request = request;
    admitted.role = role;
  } else if (isProceeding(route.on) && principal) {
    Object.assign(admitted, await admitToProceeding(route, route.on, admitted, principal));
  } else if (typeof route.on !== 'function') admitted.role = allow(route, principal);
  if (route.query) admitted.query = parseFor(route.query, req.query, language);
  if (route.signed) admitted.body = req.body as unknown;
  else if (route.body) admitted.body = parseFor(route.body, req.body === undefined ? {} : req.body, language);
  if (typeof route.on === 'function' && principal) {
    admitted.target = await route.on(admitted);
    admitted.role = await allowAt(route, admitted, principal);
  }
  if (route.idempotent && admitted.idempotencyKey === '') throw new ApiProblem('idempotency_key_required');
  if (route.ifMatch === 'required' && call.expectedVersion === undefined) throw new ApiProblem('if_match_required');
  if (route.bytes) admitted.body = await readBytes(req, res, deps.attachments.maxBytes);
  return admitted;
}

/** The body as it comes, whatever it is called. Throws DoorFault attachment_too_large, and what the parser throws. */
async function readBytes(req: Request, res: Response, maxBytes: number): Promise<Buffer> {
  const parse: RequestHandler = express.raw({ type: () => true, limit: maxBytes });
  await new Promise<void>((resolve, reject) => {
    parse(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject((error as { type?: unknown }).type === 'entity.too.large' ? tooLarge(maxBytes) : (error as Error));
    });
  });
  // Without any body the parser leaves none behind.
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

/** The request named in the path and the role that allows the action on it. Throws ApiProblem not_found or forbidden. */
async function admitTo(
  { access, operationId }: Route,
  call: Call,
  principal: Principal,
): Promise<{ request: ResidentRequest; role: Role }> {
  const found = await readable(call.deps, principal, call.params['number'] ?? '');
  const role = found && roleOn(principal, access as Action, found);
  if (found && role !== undefined) return { request: found, role };
  const earlier = await givenBefore(call, principal, operationId);
  if (earlier) return earlier;
  throw new ApiProblem(found ? 'forbidden' : 'not_found');
}

const isProceeding = (on: Route['on']): on is ProceedingKind =>
  typeof on === 'string' && on !== 'district' && on !== 'request';

/** The same of a case that is no request. Throws ApiProblem not_found or forbidden. */
async function admitToProceeding(
  { access, operationId }: Route,
  kind: ProceedingKind,
  call: Call,
  principal: Principal,
): Promise<Pick<Call, 'proceeding' | 'role'>> {
  const caseId = caseOf(call.params['number'] ?? '', kind);
  const found = caseId === undefined ? undefined : await findProceeding(call.deps.door.db, caseId);
  if (caseId !== undefined && found === undefined) await assertNotBeingOpened(call.deps, principal, caseId);
  const proceeding = found && roleIn(principal, readingOf(kind), found) ? found : undefined;
  const role = proceeding && roleIn(principal, access as Action, proceeding);
  if (proceeding && role !== undefined) return { proceeding, role };
  const given = found && (await rowGivenBefore(call, principal, operationId));
  if (given && given.caseId === found.case) return { proceeding: found, role: given.actor.role };
  throw new ApiProblem(proceeding ? 'forbidden' : 'not_found');
}

/**
 * A whistle is on record a moment before the reports that its workflow opens: who may read it is told to come again, and of
 * nobody else. Throws ApiProblem being_opened.
 */
async function assertNotBeingOpened({ door }: ApiDeps, principal: Principal, caseId: string): Promise<void> {
  const whistle = whistleOfReport(caseId);
  const found = whistle === undefined ? undefined : await findProceeding(door.db, whistle);
  if (found === undefined || roleIn(principal, readingOf('whistle'), found) === undefined) return;
  if (isCalling(found as Whistle, caseId)) throw new ApiProblem('being_opened');
}

/** The request of a number, if the caller may know that it exists. */
async function readable(deps: ApiDeps, principal: Principal, number: string): Promise<ResidentRequest | undefined> {
  if (!REQUEST_NUMBER_PATTERN.test(number)) return undefined;
  const request = await findRequest(deps.door.db, number);
  return request && roleOn(principal, 'readRequests', request) ? request : undefined;
}

/**
 * The row of what this caller gave before under this key, if it was the same command. The same key has the same answer for
 * ever, also when the answer took the case out of the caller's hands.
 */
async function rowGivenBefore({ deps, idempotencyKey: key }: Call, { accountId }: Principal, kind: string) {
  const row = key === '' ? undefined : await findRow(deps.door.db, commandIdOf(accountId, key));
  return row?.kind === kind ? row : undefined;
}

/** The request of a command that this caller gave before under this key. */
async function givenBefore(
  call: Call,
  principal: Principal,
  kind: string,
): Promise<{ request: ResidentRequest; role: Role } | undefined> {
  const row = await rowGivenBefore(call, principal, kind);
  const number = call.params['number'] ?? '';
  if (row === undefined || numberOf(row.caseId) !== number) return undefined;
  const request = await findRequest(call.deps.door.db, number);
  return request && { request, role: row.actor.role };
}

function allow(route: Route, principal: Principal | undefined): Role {
  if (route.access === 'public') return 'resident';
  if (principal === undefined) throw new ApiProblem('unauthenticated');
  if (route.access === 'signed_in') return principal.roles[0]?.role ?? 'hotline_clerk';
  return somewhere(principal, route.access);
}

/** The right to do it at the place that the body or the path names. */
async function allowAt({ access, operationId }: Route, call: Call, principal: Principal): Promise<Role> {
  const action = access as Action;
  const role =
    roleFor(principal.roles, action, call.target) ?? (await rowGivenBefore(call, principal, operationId))?.actor.role;
  if (role !== undefined) return role;
  if (holding(principal.roles, action).length === 0) throw new ApiProblem('forbidden');
  throw call.target.fault ?? outOfScope(call);
}

/** Rights that are used within the caller's own scopes: the route narrows to them. */
function somewhere(principal: Principal, action: Action): Role {
  const held = holding(principal.roles, action).find(({ scope }) => covers(scope, scopeTarget(scope)));
  if (held === undefined) throw new ApiProblem('forbidden');
  return held.role;
}

function scopeTarget({ district, kind, code }: Principal['roles'][number]['scope']): Target {
  if (kind === 'unit') return { district, units: [code] };
  return kind === 'district' ? { district } : { district, [kind]: code };
}

const KEY = /^"?([^"\s](?:[^"]{0,198}[^"\s])?)"?$/;

/** The client's own key, bare or quoted as the IETF draft has it; empty where none that can be used was sent. */
function keyOf(req: Request): string {
  return KEY.exec(req.get('idempotency-key')?.trim() ?? '')?.[1] ?? '';
}

/** `*` is whatever version there is: it says nothing of what was read, and does not do where that is asked for. */
function versionOf(req: Request, asked: Route['ifMatch']): number | undefined {
  const header = req.get('if-match');
  if (header === undefined || (header === '*' && asked === 'optional')) return undefined;
  // What a case shows of others is no part of the version that a command is made on.
  const version = /^"(\d{1,9})(?:-[\w-]{16})?"$/.exec(header)?.[1];
  if (version === undefined) throw new ApiProblem('invalid_if_match');
  return Number(version);
}
