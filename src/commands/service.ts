import { z } from 'zod';
import { localDay } from '../domain/calendar.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type { Actor, VaultRef } from '../domain/envelope.js';
import { caseIdOf, caseNumber } from '../domain/number.js';
import type { Role } from '../domain/permissions.js';
import { proceedingTerms } from '../domain/policy.js';
import { SERVICE_COMMAND_TERMS } from '../domain/service/glossary.js';
import type { Applied, Matter, ServiceCommands } from '../domain/service/service.js';
import { DELIVERY_MEANS, MATERIAL_FAULTS, SERVICE_DECISIONS } from '../domain/service/vocabulary.js';
import { isInForceOn } from '../domain/validity.js';
import { SATISFACTION_LEVELS, type Level } from '../domain/vocabulary.js';
import type { Database } from '../store/database.js';
import { findServiceMatter, type ServiceMatter } from '../store/linkage-directory.js';
import { DoorFault } from './faults.js';
import type { Founding } from './open.js';
import { PlaceSchema } from './place.js';
import { rowsOf } from './row.js';
import { placeFact, present } from './submission.js';
import { ALIEN, code, explained, freeText, lineText, NEEDED, phone } from './texts.js';

const materials = z.array(code).max(60);

/** An application at a window. */
export const ServiceSchema = z
  .strictObject({
    matter: code,
    /** Where the window is. */
    place: PlaceSchema.omit({ grid: true, address: true }).default({}),
    applicant: z.strictObject({ name: lineText(100), phone: phone.optional() }),
    text: freeText.optional(),
    /** The codes of what was handed in. */
    materials: materials.default([]),
  })
  .meta({ id: 'ServiceSubmission' });
export type ServiceInput = z.infer<typeof ServiceSchema>;

/** Whose window is of which level. */
const LEVEL_OF: { readonly [role in Role]?: Level } = {
  community_clerk: 'community',
  subdistrict_clerk: 'subdistrict',
  hotline_clerk: 'district',
};

/** What an application is made of. */
export interface Applying extends Founding {
  db: Database;
  actor: Actor;
  input: ServiceInput;
}

/** The application as its procedure opens it, with what is asked for and promised today. Throws DoorFault. */
export async function applicationOf({
  db,
  directory,
  at,
  ordinal,
  deposit,
  actor,
  input,
}: Applying): Promise<NewCase & { body: Applied }> {
  const { services } = directory.policy;
  if (services === undefined) throw new DoorFault('not_set_up', undefined);
  const found = await matterInForce(db, directory.district, input.matter, at);
  if (LEVEL_OF[actor.role] !== found.windowLevel)
    throw new DoorFault('not_this_window', '/matter', { matter: found.name });
  const { subdistrict, community } = placeFact(directory, input.place, at);
  const number = caseNumber('service_request', directory.district, at, ordinal);
  const body: Applied = {
    ...{ number, matter: matterOf(found), unit: found.unit, by: actor.unit ?? found.unit, channel: 'window' },
    applicant: deposit.contact(input.applicant),
    ...(input.text !== undefined && { text: deposit.text('application', input.text) }),
    brought: [...new Set(input.materials)],
    ...present('subdistrict', subdistrict),
    ...present('community', community),
    terms: proceedingTerms(directory.policy, directory.calendar, services),
  };
  return { case: caseIdOf(number), body };
}

async function matterInForce(db: Database, district: string, named: string, at: string): Promise<ServiceMatter> {
  const found = await findServiceMatter(db, district, named);
  if (!found || !isInForceOn(found, localDay(at)))
    throw new DoorFault('unknown_service_matter', '/matter', { matter: named });
  return found;
}

function matterOf({
  code: own,
  name,
  kind,
  promisedLimit,
  materials: list,
  steps,
  result,
  windowLevel,
}: ServiceMatter): Matter {
  return {
    ...{ code: own, name, kind, promised: promisedLimit, steps, result, windowLevel },
    materials: list.map(({ code: material, name: words, required }) => ({
      ...{ code: material, name: words, required: required ? 'yes' : 'no' },
    })),
  };
}

/** What a row may ask while it turns a client's words into the record's. */
export interface ServicePreparing {
  readonly text: (purpose: string, text: string) => VaultRef;
}

const row = rowsOf<ServiceCommands, ServicePreparing>(SERVICE_COMMAND_TERMS);

const some = z.array(code).min(1).max(60);
/** A code alone says that it is missing. */
const faulty = z
  .array(z.union([code, z.strictObject({ material: code, why: z.enum(MATERIAL_FAULTS) })]))
  .min(1)
  .max(60);
type Faulty = z.infer<typeof faulty>[number];
const codeOf = (one: Faulty) => (typeof one === 'string' ? one : one.material);
const isDefective = (one: Faulty) => typeof one !== 'string' && one.why === 'defective';
const unique = (codes: readonly string[]) => [...new Set(codes)];

/** The commands of a service request, for the window and for the unit that decides. */
export const SERVICE_CATALOGUE = [
  row(
    'tellMissing',
    'tell-missing',
    { materials: faulty, note: freeText.optional() },
    ({ materials: told, note }, by) => {
      const defective = unique(told.filter(isDefective).map(codeOf));
      return {
        materials: unique(told.map(codeOf)),
        ...(defective.length > 0 && { defective }),
        ...(note !== undefined && { note: by.text('note', note) }),
      };
    },
  ),
  row('supplementMaterials', 'supplement', { materials: some }, (input) => ({ materials: unique(input.materials) })),
  row('acceptService', 'accept', {}, () => ({})),
  row(
    'doServiceStep',
    'do-step',
    { step: z.int().min(1).max(100), note: freeText.optional() },
    ({ step, note }, by) => ({ step, ...(note !== undefined && { note: by.text('note', note) }) }),
  ),
  row(
    'decideService',
    'decide',
    {
      decision: z.enum(SERVICE_DECISIONS),
      /** Of a refusal: why, and where to turn against it. */
      reason: freeText.optional(),
      remedy: freeText.optional(),
    },
    ({ decision, reason = '', remedy = '' }, by) =>
      decision === 'granted'
        ? { decision }
        : { decision, reason: by.text('reason', reason), remedy: by.text('remedy', remedy) },
    ({ decision, reason, remedy }, wrong) => {
      for (const [field, value] of Object.entries({ reason, remedy })) {
        if (decision === 'refused' && value === undefined) wrong(field, NEEDED);
        if (decision === 'granted' && value !== undefined) wrong(field, ALIEN);
      }
    },
  ),
  row('deliverService', 'deliver', { means: z.enum(DELIVERY_MEANS) }, ({ means }) => ({ means })),
  row(
    'judgeService',
    'judge',
    { satisfaction: z.literal(SATISFACTION_LEVELS), remark: freeText.optional() },
    ({ satisfaction, remark }, by) => ({
      satisfaction,
      ...(remark !== undefined && { remark: by.text('remark', remark) }),
    }),
  ),
  row(
    'rectifyService',
    'rectify',
    {
      /** Whether who applied was spoken with. */
      reached: z.boolean(),
      /** What was put right, or explained. */
      summary: explained,
    },
    ({ reached, summary }, by) => ({ reached: reached ? 'yes' : 'no', summary: by.text('summary', summary) }),
  ),
  row('withdrawService', 'withdraw', { reason: freeText.optional() }, ({ reason }, by) => ({
    ...(reason !== undefined && { reason: by.text('reason', reason) }),
  })),
] as const;
