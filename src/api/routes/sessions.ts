import { z } from 'zod';
import { localTime } from '../../domain/local-time.js';
import { ROLES, SCOPE_KINDS } from '../../domain/permissions.js';
import { lineText } from '../../commands/texts.js';
import { logIn, logOut, setPassword, type Principal } from '../../store/accounts.js';
import type { Database } from '../../store/database.js';
import { SESSION_COOKIE, sessionToken } from '../middleware/authenticate.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';
import { newPassword, ProblemSchema } from '../schemas.js';

const LoginSchema = z.strictObject({ login: lineText(64), password: z.string().min(1).max(200) }).meta({ id: 'Login' });

const MeSchema = z
  .object({
    login: z.string(),
    displayName: z.string(),
    district: z.string(),
    unit: z.string().optional(),
    roles: z.array(z.object({ role: z.enum(ROLES), scope: z.object({ kind: z.enum(SCOPE_KINDS), code: z.string() }) })),
  })
  .meta({ id: 'Me' });

function presentMe({ login, displayName, district, unit, roles }: Principal) {
  return {
    login,
    displayName,
    district,
    ...(unit !== undefined && { unit }),
    roles: roles.map(({ role, scope: { kind, code } }) => ({ role, scope: { kind, code } })),
  };
}

/** Logs in, or says why not. Throws ApiProblem. */
async function welcome(db: Database, login: string, password: string) {
  const outcome = await logIn(db, login, password);
  if (outcome.result === 'unknown') throw new ApiProblem('invalid_credentials');
  if (outcome.result === 'locked')
    throw new ApiProblem('account_locked', { until: localTime(outcome.until.toISOString()) });
  return outcome;
}

const loginRoute: Route = {
  method: 'post',
  path: '/v1/sessions',
  operationId: 'logIn',
  tag: 'sessions',
  summary: { zh: '登录', en: 'Log in' },
  access: 'public',
  body: LoginSchema,
  answers: {
    201: { description: 'Logged in; the session is an httpOnly cookie', schema: MeSchema, headers: ['Set-Cookie'] },
    401: { description: 'Wrong login or password', schema: ProblemSchema },
    403: { description: 'Locked after five failures', schema: ProblemSchema },
  },
  async handle({ deps, body }) {
    const { login, password } = body as z.infer<typeof LoginSchema>;
    const outcome = await welcome(deps.door.db, login, password);
    const secure = deps.secureCookies ? '; Secure' : '';
    const expires = outcome.expiresAt.toUTCString();
    const cookie = `${SESSION_COOKIE}=${outcome.token}; Path=/; HttpOnly; SameSite=Strict; Expires=${expires}${secure}`;
    return {
      status: 201,
      body: presentMe(outcome.principal),
      headers: { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' },
    };
  },
};

const meRoute: Route = {
  method: 'get',
  path: '/v1/sessions/current',
  operationId: 'whoAmI',
  tag: 'sessions',
  summary: { zh: '当前账号', en: 'Who I am' },
  access: 'signed_in',
  answers: { 200: { description: 'The account and its roles', schema: MeSchema } },
  handle: ({ principal }) => Promise.resolve({ status: 200, body: presentMe(principal) }),
};

const OwnPasswordSchema = z
  .strictObject({ current: z.string().min(1).max(200), password: newPassword })
  .meta({ id: 'OwnPassword' });

const passwordRoute: Route = {
  method: 'post',
  path: '/v1/sessions/current/password',
  operationId: 'changeOwnPassword',
  tag: 'sessions',
  summary: { zh: '修改自己的密码', en: 'Change one’s own password' },
  access: 'signed_in',
  body: OwnPasswordSchema,
  answers: {
    204: { description: 'Changed: all sessions of the account have ended, this one too' },
    401: { description: 'The current password is wrong', schema: ProblemSchema },
    403: { description: 'Locked after five failures', schema: ProblemSchema },
  },
  async handle({ deps, principal, body }) {
    const { current, password } = body as z.infer<typeof OwnPasswordSchema>;
    // Checked as a login is: guesses here count towards the same lock.
    await welcome(deps.door.db, principal.login, current);
    if (!(await setPassword(deps.door.db, principal.district, principal.accountId, password)))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

const logoutRoute: Route = {
  method: 'delete',
  path: '/v1/sessions/current',
  operationId: 'logOut',
  tag: 'sessions',
  summary: { zh: '退出', en: 'Log out' },
  access: 'signed_in',
  answers: { 204: { description: 'The session is over' } },
  async handle({ deps, raw }) {
    const token = sessionToken(raw.req);
    if (token !== undefined) await logOut(deps.door.db, token);
    return {
      status: 204,
      headers: { 'Set-Cookie': `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0` },
    };
  },
};

export const SESSION_ROUTES: readonly Route[] = [loginRoute, meRoute, passwordRoute, logoutRoute];
