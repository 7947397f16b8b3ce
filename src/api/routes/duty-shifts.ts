import { z } from 'zod';
import { DoorFault } from '../../commands/faults.js';
import { code, inLanguage, instant, rule } from '../../commands/texts.js';
import { CENTRE_DUTIES } from '../../domain/notices.js';
import { UNIT_DUTIES } from '../../domain/vocabulary.js';
import { addShift, listShifts, removeShift } from '../../store/roster.js';
import { ApiProblem } from '../problems.js';
import type { Route } from '../route.js';
import { directoryOf } from './directory.js';

const BASE = { tag: 'directory', access: 'keepDutyRoster', on: 'district' } as const;

const ENDS_EARLY = rule('须晚于开始时间,且一班不超过七天', 'must come after startsAt, and within seven days of it');
const OTHER_DUTY = rule(
  '单位的班须为单位职责,中心的班须为中心角色',
  'must be a duty of a unit where a unit is named, and a role of the centre where none is',
);
const LONGEST_MS = 7 * 24 * 3_600_000;

const NewShiftSchema = z
  .strictObject({
    /** None: the centre. */
    unit: code.optional(),
    role: z.enum([...UNIT_DUTIES, ...CENTRE_DUTIES]),
    account: z.uuid().toLowerCase(),
    startsAt: instant,
    endsAt: instant,
  })
  .superRefine(({ unit, role, startsAt, endsAt }, context) => {
    const lasts = Date.parse(endsAt) - Date.parse(startsAt);
    if (lasts <= 0 || lasts > LONGEST_MS) context.addIssue({ code: 'custom', path: ['endsAt'], message: ENDS_EARLY });
    const duties: readonly string[] = unit === undefined ? CENTRE_DUTIES : UNIT_DUTIES;
    if (!duties.includes(role)) context.addIssue({ code: 'custom', path: ['role'], message: OTHER_DUTY });
  })
  .meta({ id: 'NewDutyShift' });

const ShiftSchema = z
  .object({
    id: z.uuid(),
    unit: z.string().nullable(),
    role: z.string(),
    account: z.uuid(),
    login: z.string(),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
  })
  .meta({ id: 'DutyShift' });

const createRoute: Route = {
  ...BASE,
  method: 'post',
  path: '/v1/duty-shifts',
  operationId: 'createDutyShift',
  summary: { zh: '排班', en: 'Put somebody on duty' },
  body: NewShiftSchema,
  answers: { 201: { description: 'On the roster', schema: z.object({ id: z.uuid() }) } },
  async handle(call) {
    const { deps, principal, body, language } = call;
    const input = body as z.infer<typeof NewShiftSchema>;
    if (input.unit !== undefined && !(await directoryOf(call)).units.has(input.unit))
      throw new DoorFault('unknown_unit', '/unit', { unit: input.unit });
    const added = await addShift(deps.door.db, principal.district, input);
    if (typeof added === 'object') return { status: 201, body: added };
    const unfit = input.unit === undefined ? NOT_OF_THE_ROLE : NOT_OF_THE_UNIT;
    const detail = inLanguage(added === 'unfit' ? unfit : NO_ACCOUNT, language);
    throw new ApiProblem('invalid_request', {}, [{ pointer: '/account', detail }]);
  },
};
const NOT_OF_THE_UNIT = rule(
  '须为该单位的账号,且担任该单位的办理或值班角色',
  'must be an account of the unit, with a role in which it works for it',
);
const NOT_OF_THE_ROLE = rule('须为在本区担任该角色的账号', 'must be an account that holds this role in the district');
const NO_ACCOUNT = rule('本区没有这个在用账号', 'is no account of the district that is in use');

const ListQuerySchema = z.strictObject({ from: instant, until: instant, unit: code.optional() });

const listRoute: Route = {
  ...BASE,
  method: 'get',
  path: '/v1/duty-shifts',
  operationId: 'listDutyShifts',
  summary: { zh: '值班表', en: 'Who is on duty in a time' },
  query: ListQuerySchema.partial(),
  answers: {
    200: {
      description: 'The shifts that touch the time, the earliest first; by default those of the next seven days',
      schema: z.object({ shifts: z.array(ShiftSchema) }),
    },
  },
  async handle({ deps, principal, query }) {
    const { from = new Date().toISOString(), until, unit } = query as Partial<z.infer<typeof ListQuerySchema>>;
    const end = until ?? new Date(Date.parse(from) + LONGEST_MS).toISOString();
    const shifts = await listShifts(deps.door.db, principal.district, { from, until: end, unit });
    return { status: 200, body: { shifts } };
  },
};

const removeRoute: Route = {
  ...BASE,
  method: 'delete',
  path: '/v1/duty-shifts/{id}',
  operationId: 'removeDutyShift',
  summary: { zh: '撤班', en: 'Take a shift off the roster' },
  answers: { 204: { description: 'Nobody is told by it any more' } },
  async handle({ deps, principal, params }) {
    const id = z.uuid().toLowerCase().safeParse(params['id']);
    if (!id.success || !(await removeShift(deps.door.db, principal.district, id.data)))
      throw new ApiProblem('not_found');
    return { status: 204 };
  },
};

export const DUTY_SHIFT_ROUTES: readonly Route[] = [createRoute, listRoute, removeRoute];
