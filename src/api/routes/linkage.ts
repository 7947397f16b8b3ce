import { z } from 'zod';
import { DoorFault } from '../../commands/faults.js';
import { code, day, instant } from '../../commands/texts.js';
import { localDay } from '../../domain/calendar.js';
import {
  COMMITTEE_OF_LEVEL,
  ENFORCEMENT_MEASURES,
  LANGUAGES,
  LEVELS,
  MEDIATION_KINDS,
  MEETING_CADENCES,
  PRESENCES,
  SEAT_KINDS,
  SERVICE_KINDS,
  STATIONING_MODES,
} from '../../domain/vocabulary.js';
import {
  committeesOf,
  findCommittee,
  findMediators,
  powersOf,
  serviceMattersOf,
  stationedAt,
  type Committee,
  type Mediator,
  type Power,
  type Seat,
  type ServiceMatter,
  type Stationed,
} from '../../store/linkage-directory.js';
import { roleFor } from '../../domain/permissions.js';
import type { Principal } from '../../store/accounts.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { ENFORCEMENT_STATES } from '../../domain/enforcement/vocabulary.js';
import { tasksOf, type Task } from '../../store/crew-bookings.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import { roleIn } from '../target.js';
import { directoryOf } from './directory.js';

const BASE = { method: 'get', tag: 'directory', access: 'readDirectory', on: 'district' } as const;

const VALIDITY = { validFrom: z.string().nullable(), validUntil: z.string().nullable() };

const PowerSchema = z
  .object({
    code: z.string(),
    matter: z.string(),
    category: z.string().nullable(),
    unit: z.string(),
    measures: z.array(z.enum(ENFORCEMENT_MEASURES)).readonly(),
    /** Law and article, in words. */
    rule: z.string(),
    ...VALIDITY,
    provenance: z.string(),
  })
  .meta({ id: 'Power' }) satisfies z.ZodType<Power>;

const ServiceMatterSchema = z
  .object({
    code: z.string(),
    name: z.string(),
    unit: z.string(),
    kind: z.enum(SERVICE_KINDS),
    /** Such as `5wd`. */
    promisedLimit: z.custom<ServiceMatter['promisedLimit']>().meta({ type: 'string' }),
    materials: z.array(z.object({ code: z.string(), name: z.string(), required: z.boolean() })).readonly(),
    steps: z.array(z.string()).readonly(),
    result: z.string(),
    /** The level whose windows accept it. */
    windowLevel: z.enum(LEVELS),
    ...VALIDITY,
    provenance: z.string(),
  })
  .meta({ id: 'ServiceMatter' }) satisfies z.ZodType<ServiceMatter>;

const PERSON = { account: z.uuid(), login: z.string(), displayName: z.string() };
const PersonSchema = z.object(PERSON).meta({ id: 'Person' });

const StationedSchema = z
  .object({
    ...PERSON,
    unit: z.string(),
    mode: z.enum(STATIONING_MODES),
    /** ISO 8601, 1 is Monday; empty: when called. */
    weekdays: z.array(z.int()).readonly(),
    validFrom: z.string(),
    validUntil: z.string().nullable(),
    presence: z.enum(PRESENCES),
  })
  .meta({ id: 'StationedOfficer' }) satisfies z.ZodType<Stationed>;

const TaskSchema = z
  .object({
    /** Of the enforcement dispatch, with where it stands: to who reads it. Whoever else is shown the time knows that it is taken. */
    number: z.string().optional(),
    state: z.enum(ENFORCEMENT_STATES).optional(),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
  })
  .meta({ id: 'CrewTask' });

const BoardSchema = z
  .object({
    subdistrict: z.string(),
    at: z.iso.datetime(),
    units: z.array(
      z.object({
        unit: z.string(),
        name: z.string(),
        officers: z.array(StationedSchema.extend({ tasks: z.array(TaskSchema).readonly() })),
        powers: z.array(PowerSchema),
      }),
    ),
  })
  .meta({ id: 'StationedUnits' });

const SeatSchema = z
  .object({
    seat: z.int(),
    organisation: z.string(),
    unit: z.string().nullable(),
    kind: z.enum(SEAT_KINDS),
    delegate: PersonSchema,
    substitute: PersonSchema.nullable(),
  })
  .meta({ id: 'CommitteeSeat' }) satisfies z.ZodType<Seat>;

const CommitteeSchema = z
  .object({
    code: z.string(),
    level: z.enum(LEVELS),
    kind: z.enum(COMMITTEE_OF_LEVEL),
    place: z.string(),
    name: z.string(),
    chair: PersonSchema,
    secretary: PersonSchema,
    /** Of the seats, in per cent. */
    quorum: z.int(),
    cadence: z.enum(MEETING_CADENCES),
    /** 1 to 28; in a quarter, of its first month. */
    regularDay: z.int(),
    /** HH:MM at +08:00. */
    regularTime: z.string(),
    members: z.array(SeatSchema).readonly(),
    ...VALIDITY,
    provenance: z.string(),
  })
  .meta({ id: 'Committee' }) satisfies z.ZodType<Committee>;

const MediatorSchema = z
  .object({
    ...PERSON,
    kinds: z.array(z.enum(MEDIATION_KINDS)).readonly(),
    languages: z.array(z.enum(LANGUAGES)).readonly(),
    place: z.string().nullable(),
    unit: z.string().nullable(),
    ...VALIDITY,
    provenance: z.string(),
  })
  .meta({ id: 'Mediator' }) satisfies z.ZodType<Mediator>;

const today = (): string => localDay(new Date().toISOString());

/** Throws DoorFault unknown_unit for a code that is no unit’s. */
async function assertUnit(call: Call, unit: string | undefined): Promise<void> {
  if (unit !== undefined && !(await directoryOf(call)).units.has(unit))
    throw new DoorFault('unknown_unit', '/unit', { unit });
}

const PowersQuerySchema = z.strictObject({ unit: code.optional(), on: day.optional() });

const powersRoute: Route = {
  ...BASE,
  path: '/v1/powers',
  operationId: 'listPowers',
  summary: { zh: '执法权目录', en: 'Powers: which bureau may do what, under which rule' },
  query: PowersQuerySchema,
  answers: {
    200: {
      description: 'Those in force on the day, today’s by default',
      schema: z.object({ powers: z.array(PowerSchema) }),
    },
  },
  async handle(call) {
    const { unit, on = today() } = call.query as z.infer<typeof PowersQuerySchema>;
    await assertUnit(call, unit);
    const units = unit === undefined ? undefined : [unit];
    return { status: 200, body: { powers: await powersOf(call.deps.door.db, call.principal.district, units, on) } };
  },
};

const MattersQuerySchema = z.strictObject({
  unit: code.optional(),
  windowLevel: z.enum(LEVELS).optional(),
  on: day.optional(),
});

const mattersRoute: Route = {
  ...BASE,
  path: '/v1/service-matters',
  operationId: 'listServiceMatters',
  summary: { zh: '服务事项目录', en: 'Service matters: materials, steps, promised limit, result' },
  query: MattersQuerySchema,
  answers: {
    200: {
      description: 'Those in force on the day, today’s by default',
      schema: z.object({ serviceMatters: z.array(ServiceMatterSchema) }),
    },
  },
  async handle(call) {
    const { on = today(), ...narrow } = call.query as z.infer<typeof MattersQuerySchema>;
    await assertUnit(call, narrow.unit);
    const serviceMatters = await serviceMattersOf(call.deps.door.db, call.principal.district, { on, ...narrow });
    return { status: 200, body: { serviceMatters } };
  },
};

const BoardQuerySchema = z.strictObject({ at: instant.optional() });

const boardRoute: Route = {
  ...BASE,
  path: '/v1/subdistricts/{code}/board',
  operationId: 'showBoard',
  summary: { zh: '进驻单位看板', en: 'The units stationed at a subdistrict: who is there, present tasks, powers' },
  query: BoardQuerySchema,
  answers: { 200: { description: 'At the instant, now by default', schema: BoardSchema } },
  async handle(call) {
    const { deps, params, query } = call;
    const { at = new Date().toISOString() } = query as z.infer<typeof BoardQuerySchema>;
    const directory = await directoryOf(call);
    const place = directory.places.get(params['code'] ?? '');
    if (place?.kind !== 'subdistrict' && place?.kind !== 'town') throw new ApiProblem('not_found');
    const stationed = await stationedAt(deps.door.db, directory, place.code, at);
    const codes = [...new Set(stationed.map(({ unit }) => unit))];
    const powers = await powersOf(deps.door.db, directory.district, codes, localDay(at));
    const tasks = await tasksOf(
      deps.door.db,
      stationed.map(({ account }) => account),
    );
    const shown = tasksShownTo(call.principal, place.code);
    const officers = stationed.map((one) => ({ ...one, tasks: shown(one, tasks.get(one.account) ?? []) }));
    const units = codes.map((unit) => ({
      unit,
      name: directory.units.get(unit)?.name ?? unit,
      officers: officers.filter((officer) => officer.unit === unit),
      powers: powers.filter((power) => power.unit === unit),
    }));
    return { status: 200, body: { subdistrict: place.code, at, units } };
  },
};

/**
 * What somebody is shown of what officers are booked for: who may read a dispatch, the dispatch; who reads enforcement in the
 * place, or is of the officer's own bureau, that the time is taken; anybody else, nothing.
 */
function tasksShownTo(principal: Principal, subdistrict: string) {
  const { district, unit: own, roles } = principal;
  const isHere = roleFor(roles, 'readEnforcement', { district, subdistrict }) !== undefined;
  return ({ unit }: Stationed, tasks: readonly Task[]) =>
    tasks.flatMap(({ dispatch, from, until }) => {
      if (roleIn(principal, 'readEnforcement', dispatch) !== undefined) {
        const { number } = dispatch.opened;
        return [{ number, state: (dispatch as EnforcementDispatch).state, from, until }];
      }
      return isHere || unit === own ? [{ from, until }] : [];
    });
}

const CommitteesQuerySchema = z.strictObject({ level: z.enum(LEVELS).optional(), on: day.optional() });

const committeesRoute: Route = {
  ...BASE,
  path: '/v1/committees',
  operationId: 'listCommittees',
  summary: { zh: '联席会议名录', en: 'Joint committees with their members' },
  query: CommitteesQuerySchema,
  answers: {
    200: {
      description: 'Those in force on the day, today’s by default',
      schema: z.object({ committees: z.array(CommitteeSchema) }),
    },
  },
  async handle({ deps, principal, query }) {
    const { on = today(), level } = query as z.infer<typeof CommitteesQuerySchema>;
    return { status: 200, body: { committees: await committeesOf(deps.door.db, principal.district, { on, level }) } };
  },
};

const committeeRoute: Route = {
  ...BASE,
  path: '/v1/committees/{code}',
  operationId: 'getCommittee',
  summary: { zh: '查看联席会议', en: 'A joint committee' },
  answers: { 200: { description: 'Its seats are those of today', schema: CommitteeSchema } },
  async handle({ deps, principal, params }) {
    const named = code.safeParse(params['code']);
    const { db } = deps.door;
    const committee = named.success ? await findCommittee(db, principal.district, named.data) : undefined;
    if (committee === undefined) throw new ApiProblem('not_found');
    return { status: 200, body: committee };
  },
};

const MediatorsQuerySchema = z.strictObject({
  kind: z.enum(MEDIATION_KINDS).optional(),
  language: z.enum(LANGUAGES).optional(),
  on: day.optional(),
});

const mediatorsRoute: Route = {
  ...BASE,
  path: '/v1/mediators',
  operationId: 'listMediators',
  summary: { zh: '调解员名录', en: 'Mediators: kinds, languages, where they belong' },
  query: MediatorsQuerySchema,
  answers: {
    200: {
      description: 'Those in force on the day, today’s by default',
      schema: z.object({ mediators: z.array(MediatorSchema) }),
    },
  },
  async handle({ deps, principal, query }) {
    const { on = today(), ...narrow } = query as z.infer<typeof MediatorsQuerySchema>;
    return {
      status: 200,
      body: { mediators: await findMediators(deps.door.db, principal.district, { on, ...narrow }) },
    };
  },
};

export const LINKAGE_ROUTES: readonly Route[] = [
  powersRoute,
  mattersRoute,
  boardRoute,
  committeesRoute,
  committeeRoute,
  mediatorsRoute,
];
