import { z } from 'zod';
import {
  dispatchOf,
  ENFORCEMENT_CATALOGUE,
  EnforcementSchema,
  preparingEnforcement,
  whileFree,
  type EnforcementInput,
  type EnforcementPreparing,
  type Grounds,
} from '../../commands/enforcement.js';
import type { Depositing } from '../../commands/deposit.js';
import type { DoorAnswer } from '../../commands/door.js';
import { DoorFault } from '../../commands/faults.js';
import { openProceeding } from '../../commands/open.js';
import { placeFact } from '../../commands/submission.js';
import type { Proceeding } from '../../domain/case/proceeding.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { ENFORCEMENT_COMMAND_TERMS } from '../../domain/enforcement/glossary.js';
import {
  CREW_STEPS,
  ENFORCEMENT_RESULTS,
  ENFORCEMENT_STATES,
  ORDER_STATES,
} from '../../domain/enforcement/vocabulary.js';
import { caseOf, numberOf } from '../../domain/number.js';
import type { Target } from '../../domain/permissions.js';
import { ENFORCEMENT_MEASURES, URGENCIES } from '../../domain/vocabulary.js';
import type { Whistle } from '../../domain/whistle/whistle.js';
import { findProceeding } from '../../store/queries/find-proceeding.js';
import { findRequest } from '../../store/queries/find-request.js';
import type { Answer, ApiDeps, Call, Route } from '../route.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';
import { inDegrees, SiteSchema } from '../site.js';
import { roleIn, roleOn } from '../target.js';
import { PROCEEDING_SHAPE, proceedingRoutes, type ProceedingSurface } from './proceedings.js';
import { actorOf, counted } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'enforcement';

const instant = z.iso.datetime();

const DispatchViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(ENFORCEMENT_STATES),
    urgency: z.enum(URGENCIES),
    by: z.string(),
    lead: z.string(),
    task: z.string().nullable(),
    equipment: z.array(z.string().nullable()),
    address: z.string().nullable().optional(),
    site: SiteSchema.optional(),
    from: instant,
    until: instant,
    /** Why somebody is sent on a day off. */
    offDutyReason: z.string().nullable().optional(),
    /** The whistle that it was dispatched on. */
    whistle: z.string().optional(),
    crew: z.array(
      z.object({
        officer: z.uuid(),
        unit: z.string(),
        step: z.enum(CREW_STEPS),
        /** When they came last. */
        arrivedAt: instant.optional(),
      }),
    ),
    findings: z.int(),
    measures: z.array(
      z.object({ unit: z.string(), power: z.string(), measure: z.enum(ENFORCEMENT_MEASURES), rule: z.string() }),
    ),
    orders: z.array(
      z.object({
        /** By this number it is looked at again. */
        order: z.int(),
        power: z.string(),
        unit: z.string(),
        reinspectOn: z.string(),
        state: z.enum(ORDER_STATES),
      }),
    ),
    result: z.enum(ENFORCEMENT_RESULTS).optional(),
  })
  .meta({ id: 'EnforcementDispatch' });

function presentDispatch(state: Proceeding, texts: Readonly<Record<string, string | null>>) {
  const { opened, booking, crew, findings, measures, orders, result } = state as EnforcementDispatch;
  const { urgency, by, lead, task, equipment = [], place, site, parent, offDutyReason } = opened;
  return {
    ...{ urgency, by, lead, task: texts[task.ref] ?? null, ...booking },
    equipment: equipment.map(({ ref }) => texts[ref] ?? null),
    ...(place.address && { address: texts[place.address.ref] ?? null }),
    ...(site && { site: inDegrees(site) }),
    ...(offDutyReason && { offDutyReason: texts[offDutyReason.ref] ?? null }),
    ...(parent && { whistle: parent.number }),
    ...{ crew, findings, measures },
    orders: orders.map(({ power, unit, on, state: orderState }, index) => ({
      ...{ order: index + 1, power, unit, reinspectOn: on, state: orderState },
    })),
    ...(result !== undefined && { result }),
  };
}

async function preparing(
  { door }: ApiDeps,
  proceeding: Proceeding,
  deposit: Depositing,
): Promise<EnforcementPreparing> {
  const { district, opened, booking, crew } = proceeding as EnforcementDispatch;
  const directory = await door.directories.current(district);
  if (!directory) throw new Error(`district ${district} has no directory`);
  return preparingEnforcement({ db: door.db, directory }, { ...opened, booking, crew }, (purpose, text) =>
    deposit.text(purpose, text),
  );
}

/** What books officers fails, whole and unreceived, where one of them is booked elsewhere. */
const guard = (input: unknown, give: () => Promise<DoorAnswer>): Promise<DoorAnswer> =>
  whileFree(() => ('officer' in (input as object) ? '/officer' : '/from'), give);

const DISPATCHES: ProceedingSurface<EnforcementPreparing> = {
  ...{ kind: 'enforcement_dispatch', path: 'enforcement-dispatches', tag: TAG, noun: 'Enforcement' },
  ...{ states: ENFORCEMENT_STATES, sorts: URGENCIES },
  words: { zh: '执法派遣', en: 'Dispatched crew' },
  ...{ schema: DispatchViewSchema, catalogue: ENFORCEMENT_CATALOGUE, preparing, guard, present: presentDispatch },
};

const openRoute: Route = {
  method: 'post',
  path: '/v1/enforcement-dispatches',
  operationId: 'openEnforcement',
  tag: TAG,
  summary: ENFORCEMENT_COMMAND_TERMS.openEnforcement,
  access: 'openEnforcement',
  on: placeOf,
  body: EnforcementSchema,
  idempotent: true,
  answers: {
    201: { description: 'Dispatched, booked and started', schema: CommandResultSchema, headers: ['ETag', 'Location'] },
    202: {
      description: 'Dispatched and booked; it starts as soon as the engine answers',
      schema: CommandResultSchema,
      headers: ['Location'],
    },
    409: { description: 'Refused by the procedure, or an officer is booked elsewhere', schema: ProblemSchema },
  },
  handle: open,
};

async function open(call: Call): Promise<Answer> {
  const { deps, principal, role, body, idempotencyKey, respondAsync, language } = call;
  const input = body as EnforcementInput;
  const actor = actorOf(principal, role);
  const { db } = deps.door;
  const give = () =>
    openProceeding(deps.door, {
      ...{ client: principal.accountId, key: idempotencyKey, respondAsync, actor, district: principal.district },
      ...{ kind: 'enforcement_dispatch', canonical: JSON.stringify(body) },
      found: async (founding) => dispatchOf({ ...founding, db, actor, input, ...(await groundsOf(call, input)) }),
    });
  const pointerOf = (officer: string) => `/crew/${String(input.crew.indexOf(officer))}`;
  const answer = await whileFree(pointerOf, give);
  const location = `/v1/enforcement-dispatches/${numberOf(answer.caseId)}`;
  const told = answerTo(answer, 'openEnforcement', language, { created: true, location });
  return counted(deps.metrics, 'openEnforcement', told);
}

/** On what it is dispatched; of which the caller must not hear does not exist for them. Throws DoorFault. */
async function groundsOf(
  { deps, principal }: Call,
  { request: asked, whistle: blown }: EnforcementInput,
): Promise<Grounds> {
  const { db } = deps.door;
  const request = asked === undefined ? undefined : await findRequest(db, asked);
  // Who may dispatch to where a request lies may say that it is for that request: nothing of it is shown with that.
  if (asked !== undefined && !(request && roleOn(principal, 'openEnforcement', request))) {
    throw new DoorFault('unknown_request', '/request', { number: asked });
  }
  const whistleId = blown === undefined ? undefined : caseOf(blown, 'whistle');
  const whistle = whistleId === undefined ? undefined : await findProceeding(db, whistleId);
  if (blown !== undefined && !(whistle && roleIn(principal, 'openEnforcement', whistle))) {
    throw new DoorFault('unknown_whistle', '/whistle', { number: blown });
  }
  return { request, whistle: whistle as Whistle | undefined };
}

/** A subdistrict dispatches on its own ground. */
async function placeOf({ deps, principal: { district }, body }: Call): Promise<Target> {
  const { place } = body as EnforcementInput;
  const directory = await deps.door.directories.current(district);
  const { address: _address, ...named } = place;
  const { subdistrict } = directory ? placeFact(directory, named, new Date().toISOString()) : named;
  return { district, ...(subdistrict !== undefined && { subdistrict }) };
}

export const ENFORCEMENT_ROUTES: readonly Route[] = [openRoute, ...proceedingRoutes(DISPATCHES)];
