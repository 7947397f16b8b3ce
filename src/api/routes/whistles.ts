import { z } from 'zod';
import { openProceeding } from '../../commands/open.js';
import {
  called,
  ownSubdistrict,
  REPORT_CATALOGUE,
  WHISTLE_CATALOGUE,
  whistleOf,
  WhistleSchema,
  type WhistlePreparing,
} from '../../commands/whistle.js';
import type { Depositing } from '../../commands/deposit.js';
import type { PlaceNamed } from '../../commands/place.js';
import type { CaseEvent } from '../../domain/case/lifecycle.js';
import { goesBy, successorOf, type Proceeding } from '../../domain/case/proceeding.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { ENFORCEMENT_RESULTS, ENFORCEMENT_STATES } from '../../domain/enforcement/vocabulary.js';
import { WHISTLE_COMMAND_TERMS } from '../../domain/glossary.js';
import { kindOf, numberOf } from '../../domain/number.js';
import { covers, holding } from '../../domain/permissions.js';
import type { Report } from '../../domain/report/report.js';
import {
  REPORT_STATES,
  SATISFACTION_LEVELS,
  UNIT_KINDS,
  WHISTLE_KINDS,
  WHISTLE_STATES,
} from '../../domain/vocabulary.js';
import type { Whistle, WhistleBodies } from '../../domain/whistle/whistle.js';
import { placeFact, present } from '../../commands/submission.js';
import { listParts } from '../../store/queries/find-proceeding.js';
import type { ApiDeps, Call, Placed, Route } from '../route.js';
import { readingOf } from '../target.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';
import { inDegrees, SiteSchema } from '../site.js';
import { PROCEEDING_SHAPE, proceedingRoutes, type ProceedingSurface } from './proceedings.js';
import { actorOf, counted, enclosing } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'whistles';

const mark = z.literal(SATISFACTION_LEVELS);

const WhistleViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(WHISTLE_STATES),
    kind: z.enum(WHISTLE_KINDS),
    by: z.string(),
    blower: z.enum(['subdistrict', 'community', 'department']),
    text: z.string().nullable(),
    site: SiteSchema.optional(),
    phonedAt: z.iso.datetime().optional(),
    /** 补录逾时: it was written down later than policy allows. */
    writtenLate: z.boolean(),
    departments: z.array(
      z.object({
        unit: z.string(),
        kind: z.enum(UNIT_KINDS),
        /** Its report, a case of its own. */
        report: z.string(),
        step: z.string(),
        /** Its sign-for or its arrival was missed. */
        missed: z.boolean(),
        arrival: z.enum(['on_site', 'absent']).optional(),
        ground: z.string().optional(),
        reason: z.string().nullable().optional(),
        marks: z.object({ arrival: mark, result: mark, attitude: mark }).optional(),
        justified: z.boolean().optional(),
      }),
    ),
    result: z.enum(['settled', 'not_settled']).optional(),
    /** The leader’s: `owed` of an emergency that ran at once, and `afterwards` or `refused`. */
    answer: z.enum(['given', 'owed', 'afterwards', 'refused']).optional(),
    /** The crews that were dispatched on it. */
    enforcement: z.array(
      z.object({
        dispatch: z.string(),
        state: z.enum(ENFORCEMENT_STATES),
        result: z.enum(ENFORCEMENT_RESULTS).optional(),
      }),
    ),
  })
  .meta({ id: 'Whistle' });

const ReportViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(REPORT_STATES),
    whistle: z.string(),
    kind: z.enum(WHISTLE_KINDS),
    unit: z.string(),
    by: z.string(),
    /** What the whistle asks for. */
    text: z.string().nullable(),
    letter: z.boolean(),
    site: SiteSchema.optional(),
    arrival: z.enum(['on_site', 'absent']).optional(),
    /** Whether who called it lets it stay away. */
    absence: z.enum(['open', 'accepted', 'rejected']).optional(),
    objection: z.enum(['open', 'upheld', 'rejected']).optional(),
    stoodDown: z.enum(['released', 'excused', 'cancelled']).optional(),
    justified: z.boolean().optional(),
  })
  .meta({ id: 'WhistleReport' });

/** A whistle with how far each of its departments has come, as their reports tell. */
async function presentWhistle(state: Proceeding, texts: Readonly<Record<string, string | null>>, call: Call) {
  const { case: caseId, opened, departments, named, result, answer } = state as Whistle;
  const { kind, by, blower, text, site, phonedAt, writtenLate } = opened;
  const parts = await listParts(call.deps.door.db, caseId);
  const isJudgedTo = judgedTo(call);
  const reports = new Map(parts.map((one) => [one.case, one as Report]));
  return {
    ...{ kind, by, blower, text: texts[text.ref] ?? null, writtenLate: writtenLate === 'yes' },
    ...(site && { site: inDegrees(site) }),
    ...(phonedAt !== undefined && { phonedAt }),
    departments: departments.map(({ unit, kind: unitKind, report, step, marks }) => {
      const { ground, reason } = [...opened.departments, ...named].find((one) => one.unit === unit) ?? {};
      const own = reports.get(report.case);
      return {
        ...{ unit, kind: unitKind, report: report.number, step: step === 'called' ? (own?.state ?? step) : step },
        missed: own !== undefined && hasMissed(own),
        ...present('arrival', own?.arrival),
        ...present('ground', ground),
        ...(reason && { reason: texts[reason.ref] ?? null }),
        ...(isJudgedTo(unit) && {
          ...present('marks', marks),
          ...(own?.justified !== undefined && { justified: own.justified === 'yes' }),
        }),
      };
    }),
    ...present('result', result),
    ...present('answer', answer),
    enforcement: parts.filter((one) => kindOf(one.case) === 'enforcement_dispatch').map(crewOf),
  };
}

/** Whose marks somebody reads, and what that department says: a department its own, who commands or watches everybody's. */
function judgedTo({ principal: { roles }, proceeding }: Call): (unit: string) => boolean {
  const { opened } = proceeding as Whistle;
  const { subdistrict, community } = opened;
  const place = {
    district: proceeding.district,
    ...present('subdistrict', subdistrict),
    ...present('community', community),
  };
  const held = holding(roles, readingOf('whistle')).map(({ scope }) => scope);
  const ofUnits = held.flatMap((scope) =>
    scope.kind === 'unit' && scope.district === place.district ? [scope.code] : [],
  );
  const isOf = (unit: string) => ofUnits.includes(unit) || ofUnits.includes(successorOf(proceeding, unit));
  if (isOf(opened.by) || held.some((scope) => covers(scope, place))) return () => true;
  return isOf;
}

/** What a department is told of the marks of another: that it has them. */
function toldOf({ type, body }: Pick<CaseEvent, 'type' | 'body'>, call: Call): object {
  if (type !== 'department_rated') return body;
  const { unit } = body as WhistleBodies['department_rated'];
  return judgedTo(call)(unit) ? body : { unit };
}

/** A crew that was dispatched on it, as it stands. */
function crewOf(part: Proceeding) {
  const { opened, state, result } = part as EnforcementDispatch;
  return { dispatch: opened.number, state, ...present('result', result) };
}

/** Whether a department was not there in time, or did not even sign for it. */
function hasMissed({ clocks }: Report): boolean {
  return clocks.some(({ clock, breachedAt }) => breachedAt !== undefined && MISSED.includes(clock));
}

const MISSED: readonly string[] = ['report_sign_for', 'report_in'];

function presentReport(state: Proceeding, texts: Readonly<Record<string, string | null>>) {
  const { opened, arrival, absence, objection, stoodDown, justified } = state as Report;
  const { parent, whistle: kind, unit, by, text, letter, site } = opened;
  return {
    ...{ whistle: parent?.number ?? '', kind, unit, by, text: texts[text.ref] ?? null, letter: letter === 'yes' },
    ...(site && { site: inDegrees(site) }),
    ...(arrival !== undefined && { arrival }),
    ...(absence !== undefined && { absence }),
    ...(objection !== undefined && { objection }),
    ...(stoodDown !== undefined && { stoodDown }),
    ...(justified !== undefined && { justified: justified === 'yes' }),
  };
}

async function preparing({ door }: ApiDeps, proceeding: Proceeding, deposit: Depositing): Promise<WhistlePreparing> {
  const { case: caseId, district, opened } = proceeding;
  const directory = await door.directories.current(district);
  if (!directory) throw new Error(`district ${district} has no directory`);
  const { place, site } = opened as Whistle['opened'];
  const put = (purpose: string, text: string) => deposit.text(purpose, text);
  return {
    ...{ text: put, site },
    arrived: async () => (goesBy(proceeding, 3) ? undefined : (await listParts(door.db, caseId)).flatMap(arrivedOf)),
    department: (named) => Promise.resolve(called({ directory, at: new Date().toISOString(), put, place }, named, '')),
  };
}

function arrivedOf(part: Proceeding): readonly string[] {
  const { arrival, opened } = part as Report;
  return kindOf(part.case) === 'whistle_report' && arrival === 'on_site' ? [opened.unit] : [];
}

const WHISTLES: ProceedingSurface<WhistlePreparing> = {
  ...{ kind: 'whistle', path: 'whistles', tag: TAG, noun: 'Whistle', words: { zh: '吹哨', en: 'Whistle' } },
  ...{ states: WHISTLE_STATES, sorts: WHISTLE_KINDS },
  ...{ schema: WhistleViewSchema, catalogue: WHISTLE_CATALOGUE, preparing, present: presentWhistle, told: toldOf },
};

const REPORTS: ProceedingSurface<WhistlePreparing> = {
  ...{ kind: 'whistle_report', path: 'whistle-reports', tag: TAG, noun: 'WhistleReport' },
  ...{ states: REPORT_STATES, sorts: WHISTLE_KINDS },
  words: { zh: '部门报到', en: 'Department’s report' },
  ...{ schema: ReportViewSchema, catalogue: REPORT_CATALOGUE, preparing, present: presentReport },
};

const openRoute: Route = {
  method: 'post',
  path: '/v1/whistles',
  operationId: 'openWhistle',
  tag: TAG,
  summary: WHISTLE_COMMAND_TERMS.openWhistle,
  access: 'openWhistle',
  on: placeOf,
  body: WhistleSchema,
  idempotent: true,
  answers: {
    201: { description: 'Blown, numbered and started', schema: CommandResultSchema, headers: ['ETag', 'Location'] },
    202: {
      description: 'Blown and numbered; it starts as soon as the engine answers',
      schema: CommandResultSchema,
      headers: ['Location'],
    },
    409: { description: 'Refused by the procedure', schema: ProblemSchema },
  },
  async handle({ deps, principal, role, body, idempotencyKey, respondAsync, language }) {
    const { text, place, ...calls } = body as z.infer<typeof WhistleSchema>;
    const actor = actorOf(principal, role);
    const answer = await openProceeding(deps.door, {
      ...{ client: principal.accountId, key: idempotencyKey, respondAsync, actor, district: principal.district },
      ...{ kind: 'whistle', canonical: JSON.stringify(body) },
      found: ({ directory, ordinal, at, deposit }) =>
        whistleOf({
          ...calls,
          ...{ directory, actor, ordinal, at, place: placeFact(directory, place, at) },
          text: deposit.text('whistle', text),
          put: (purpose, word) => deposit.text(purpose, word),
        }),
    });
    const location = `/v1/whistles/${numberOf(answer.caseId)}`;
    return counted(deps.metrics, 'openWhistle', answerTo(answer, 'openWhistle', language, { created: true, location }));
  },
};

/** A subdistrict blows in its own place, also where it names none, a community in its own, a department wherever it is. */
async function placeOf({ deps, principal, body }: Call): Promise<Placed> {
  const { district, roles } = principal;
  const { place } = body as z.infer<typeof WhistleSchema>;
  const directory = await deps.door.directories.current(district);
  const own = isNowhere(place) && directory ? ownSubdistrict(directory, principal.unit) : undefined;
  const units = roles.flatMap(({ scope }) => (scope.kind === 'unit' ? [scope.code] : []));
  return { district, units, ...enclosing(directory, place), ...present('subdistrict', own) };
}

const isNowhere = ({ subdistrict, community, grid, building }: PlaceNamed): boolean =>
  [subdistrict, community, grid, building].every((one) => one === undefined);

export const WHISTLE_ROUTES: readonly Route[] = [
  openRoute,
  ...proceedingRoutes(WHISTLES),
  ...proceedingRoutes(REPORTS),
];
