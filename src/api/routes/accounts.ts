import { z } from 'zod';
import { ACCOUNT_ROLES, SCOPE_KINDS, type Role } from '../../domain/permissions.js';
import { code, lineText, rule } from '../../commands/texts.js';
import { createAccount, createApiKey, disableAccount, revokeApiKey } from '../../store/accounts.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';

const accountRole = z.enum(ACCOUNT_ROLES as [Role, ...Role[]]);

const NewAccountSchema = z
  .strictObject({
    login: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9._-]{2,63}$/,
        rule('须为 3 至 64 个 a-z、0-9、.、_、-', 'must be 3 to 64 of a-z, 0-9, . _ -'),
      ),
    displayName: lineText(100),
    unit: code.optional(),
    /** Machines have none: they use API keys. */
    password: z.string().min(12).max(200).optional(),
    roles: z
      .array(z.strictObject({ role: accountRole, scopeKind: z.enum(SCOPE_KINDS), scopeCode: code }))
      .min(1)
      .max(20),
  })
  .meta({ id: 'NewAccount' });

const AccountSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    displayName: z.string(),
    unit: z.string().nullable(),
    disabled: z.boolean(),
  })
  .meta({ id: 'Account' });

const createRoute: Route = {
  method: 'post',
  path: '/v1/accounts',
  operationId: 'createAccount',
  tag: 'accounts',
  summary: { zh: '新建账号', en: 'Create an account' },
  access: 'manageAccounts',
  on: 'district',
  body: NewAccountSchema,
  answers: { 201: { description: 'Created', schema: AccountSchema } },
  async handle({ deps, principal, body }) {
    const input = body as z.infer<typeof NewAccountSchema>;
    const id = await createAccount(deps.door.db, { ...input, district: principal.district });
    if (id === undefined) throw new ApiProblem('login_taken', { login: input.login });
    const { login, displayName, unit } = input;
    return { status: 201, body: { id, login, displayName, unit: unit ?? null, disabled: false } };
  },
};

const listRoute: Route = {
  method: 'get',
  path: '/v1/accounts',
  operationId: 'listAccounts',
  tag: 'accounts',
  summary: { zh: '账号列表', en: 'List accounts' },
  access: 'manageAccounts',
  on: 'district',
  answers: {
    200: { description: 'All accounts of the district', schema: z.object({ accounts: z.array(AccountSchema) }) },
  },
  async handle({ deps, principal }) {
    const rows = await deps.door.db.prisma.account.findMany({
      where: { districtCode: principal.district },
      orderBy: { login: 'asc' },
    });
    const accounts = rows.map(({ id, login, displayName, unitCode, disabledAt }) => ({
      id,
      login,
      displayName,
      unit: unitCode,
      disabled: disabledAt !== null,
    }));
    return { status: 200, body: { accounts } };
  },
};

const UUID = z.uuid();

const disableRoute: Route = {
  method: 'delete',
  path: '/v1/accounts/{id}',
  operationId: 'disableAccount',
  tag: 'accounts',
  summary: { zh: '停用账号', en: 'Disable an account' },
  access: 'manageAccounts',
  on: 'district',
  answers: { 204: { description: 'Its sessions and keys are dead with the next request' } },
  async handle({ deps, principal, params }) {
    const id = UUID.safeParse(params['id']);
    if (!id.success || !(await disableAccount(deps.door.db, principal.district, id.data)))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

const NewKeySchema = z.strictObject({ account: z.uuid(), label: lineText(100) }).meta({ id: 'NewApiKey' });
const KeySchema = z.object({ id: z.uuid(), key: z.string() }).meta({ id: 'ApiKey' });

const createKeyRoute: Route = {
  method: 'post',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  tag: 'accounts',
  summary: { zh: '新建接口密钥', en: 'Create an API key' },
  access: 'manageApiKeys',
  on: 'district',
  body: NewKeySchema,
  answers: { 201: { description: 'The key, shown this once', schema: KeySchema } },
  async handle({ deps, principal, body }) {
    const { account, label } = body as z.infer<typeof NewKeySchema>;
    const found = await deps.door.db.prisma.account.findFirst({
      where: { id: account, districtCode: principal.district },
    });
    if (!found) throw new ApiProblem('not_found');
    return {
      status: 201,
      body: await createApiKey(deps.door.db, account, label),
      headers: { 'Cache-Control': 'no-store' },
    };
  },
};

const revokeKeyRoute: Route = {
  method: 'delete',
  path: '/v1/api-keys/{id}',
  operationId: 'revokeApiKey',
  tag: 'accounts',
  summary: { zh: '吊销接口密钥', en: 'Revoke an API key' },
  access: 'manageApiKeys',
  on: 'district',
  answers: { 204: { description: 'Revoked: the next request with it is refused' } },
  async handle({ deps, principal, params }) {
    const id = UUID.safeParse(params['id']);
    if (!id.success || !(await revokeApiKey(deps.door.db, principal.district, id.data)))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

export const ACCOUNT_ROUTES: readonly Route[] = [createRoute, listRoute, disableRoute, createKeyRoute, revokeKeyRoute];
