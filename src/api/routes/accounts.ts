import { z } from 'zod';
import { ACCOUNT_ROLES, SCOPE_KINDS, SCOPES_OF_ROLE, type Role } from '../../domain/permissions.js';
import { code, inLanguage, lineText, rule } from '../../commands/texts.js';
import {
  createAccount,
  createApiKey,
  disableAccount,
  listApiKeys,
  revokeApiKey,
  setPassword,
} from '../../store/accounts.js';
import type { Directory } from '../../store/directory.js';
import { DoorFault } from '../../commands/faults.js';
import { PLACES_OF_FIELD } from '../../commands/submission.js';
import { ApiProblem, type Language } from '../problems.js';
import type { Route } from '../route.js';
import { newPassword } from '../schemas.js';
import { directoryOf } from './directory.js';

const accountRole = z.enum(ACCOUNT_ROLES as [Role, ...Role[]]);

/** A role, and where it counts. */
const HeldRoleSchema = z.strictObject({ role: accountRole, scopeKind: z.enum(SCOPE_KINDS), scopeCode: code });

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
    password: newPassword.optional(),
    roles: z.array(HeldRoleSchema).min(1).max(20),
  })
  .meta({ id: 'NewAccount' });

/**
 * What an account is bound to must be there: a right over a place that does not exist reaches nobody and nothing. So does
 * a role in a scope that it is not held in, and a unit's role on an account that is not of the unit.
 */
function assertUsable(
  { unit, roles }: z.infer<typeof NewAccountSchema>,
  directory: Directory,
  language: Language,
): void {
  const faults = roles.flatMap(({ role, scopeKind, scopeCode }, index) => {
    const at = `/roles/${String(index)}`;
    if (!SCOPES_OF_ROLE[role].includes(scopeKind)) return [{ pointer: `${at}/scopeKind`, detail: NOT_HELD_THERE }];
    const isOther = SCOPES_OF_ROLE[role].every((kind) => kind === 'unit') && unit !== scopeCode;
    return isOther ? [{ pointer: '/unit', detail: NOT_OF_THE_UNIT }] : [];
  });
  if (faults.length > 0) {
    const errors = faults.map(({ pointer, detail }) => ({ pointer, detail: inLanguage(detail, language) }));
    throw new ApiProblem('invalid_request', {}, errors);
  }
  if (unit !== undefined && !directory.units.has(unit)) throw new DoorFault('unknown_unit', '/unit', { unit });
  roles.forEach(({ scopeKind, scopeCode }, index) => {
    const pointer = `/roles/${String(index)}/scopeCode`;
    if (scopeKind === 'district') {
      if (scopeCode !== directory.district) throw new DoorFault('unknown_district', pointer, { district: scopeCode });
    } else if (scopeKind === 'unit') {
      if (!directory.units.has(scopeCode)) throw new DoorFault('unknown_unit', pointer, { unit: scopeCode });
    } else if (!PLACES_OF_FIELD[scopeKind].includes(directory.places.get(scopeCode)?.kind ?? '')) {
      throw new DoorFault('unknown_place', pointer, { place: scopeCode });
    }
  });
}

const NOT_HELD_THERE = rule('此角色不能在这一级范围内担任', 'is no scope that this role can be held in');
const NOT_OF_THE_UNIT = rule('须为该角色范围所指的单位', 'must be the unit of the role’s scope');

const AccountSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    displayName: z.string(),
    unit: z.string().nullable(),
    disabled: z.boolean(),
    roles: z.array(HeldRoleSchema),
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
  async handle(call) {
    const { deps, principal, body } = call;
    const input = body as z.infer<typeof NewAccountSchema>;
    assertUsable(input, await directoryOf(call), call.language);
    const id = await createAccount(deps.door.db, { ...input, district: principal.district });
    if (id === undefined) throw new ApiProblem('login_taken', { login: input.login });
    const { login, displayName, unit } = input;
    // One that is named twice is held once.
    const roles = [...new Map(input.roles.map((held) => [JSON.stringify(held), held])).values()];
    return { status: 201, body: { id, login, displayName, unit: unit ?? null, disabled: false, roles } };
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
      include: {
        roles: {
          select: { role: true, scopeKind: true, scopeCode: true },
          orderBy: [{ role: 'asc' }, { scopeKind: 'asc' }, { scopeCode: 'asc' }],
        },
      },
    });
    const accounts = rows.map(({ id, login, displayName, unitCode, disabledAt, roles }) => ({
      id,
      login,
      displayName,
      unit: unitCode,
      disabled: disabledAt !== null,
      roles,
    }));
    return { status: 200, body: { accounts } };
  },
};

// Two ways of writing are one account.
const UUID = z.uuid().toLowerCase();

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
    if (id.data === principal.accountId) throw new ApiProblem('own_account');
    if (!id.success || !(await disableAccount(deps.door.db, principal.district, id.data)))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

const PasswordSchema = z.strictObject({ password: newPassword }).meta({ id: 'NewPassword' });

const passwordRoute: Route = {
  method: 'post',
  path: '/v1/accounts/{id}/password',
  operationId: 'setPassword',
  tag: 'accounts',
  summary: { zh: '重置密码', en: 'Give an account another password' },
  access: 'manageAccounts',
  on: 'district',
  body: PasswordSchema,
  answers: { 204: { description: 'Set: the lock is gone, and its sessions have ended' } },
  async handle({ deps, principal, params, body }) {
    const id = UUID.safeParse(params['id']);
    const { password: next } = body as z.infer<typeof PasswordSchema>;
    if (!id.success || !(await setPassword(deps.door.db, principal.district, id.data, next)))
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
      where: { id: account, districtCode: principal.district, disabledAt: null },
    });
    if (!found) throw new ApiProblem('not_found');
    return {
      status: 201,
      body: await createApiKey(deps.door.db, account, label),
      headers: { 'Cache-Control': 'no-store' },
    };
  },
};

const KeyRowSchema = z
  .object({
    id: z.uuid(),
    login: z.string(),
    label: z.string(),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKeyRow' });

const listKeysRoute: Route = {
  method: 'get',
  path: '/v1/api-keys',
  operationId: 'listApiKeys',
  tag: 'accounts',
  summary: { zh: '接口密钥列表', en: 'List API keys, without the keys themselves' },
  access: 'manageApiKeys',
  on: 'district',
  answers: {
    200: {
      description: 'All keys of the district, the newest first',
      schema: z.object({ keys: z.array(KeyRowSchema) }),
    },
  },
  async handle({ deps, principal }) {
    const rows = await listApiKeys(deps.door.db, principal.district);
    const keys = rows.map(({ createdAt, revokedAt, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      revokedAt: revokedAt?.toISOString() ?? null,
    }));
    return { status: 200, body: { keys } };
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

export const ACCOUNT_ROUTES: readonly Route[] = [
  createRoute,
  listRoute,
  passwordRoute,
  disableRoute,
  createKeyRoute,
  listKeysRoute,
  revokeKeyRoute,
];
