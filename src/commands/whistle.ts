import { z } from 'zod';
import { dueOf, isLimit, parseLimit, type Calendar, type Limit, type LimitUnit } from '../domain/calendar.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type { Actor, VaultRef } from '../domain/envelope.js';
import { WHISTLE_COMMAND_TERMS } from '../domain/glossary.js';
import { caseNumber, caseIdOf } from '../domain/number.js';
import { proceedingTerms, type WhistlePolicy } from '../domain/policy.js';
import type { ReportCommands } from '../domain/report/report.js';
import type { PlaceFact } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { CONTACT_MEANS, SATISFACTION_LEVELS, WHISTLE_KINDS, type WhistleKind } from '../domain/vocabulary.js';
import type { Blown, Blower, Called, WhistleCommands } from '../domain/whistle/whistle.js';
import type { Site } from '../domain/site.js';
import { lineOf, subdistrictOf, unitFact, unitOfPlace, type Directory } from '../store/directory.js';
import { PlaceSchema } from './place.js';
import { DoorFault } from './faults.js';
import { rowsOf } from './row.js';
import { inMillionths, metresFrom, PositionSchema } from './site.js';
import { present } from './submission.js';
import { ALIEN, code, explained, freeText, instant, lineText, NEEDED, rule } from './texts.js';

const calls = {
  kind: z.enum(WHISTLE_KINDS),
  /** Whom it is blown for; why, where the dispatch catalogue does not say. */
  departments: z
    .array(z.strictObject({ unit: code, reason: lineText(300).optional() }))
    .min(1)
    .max(20),
  site: PositionSchema.optional(),
  /** When it was blown by phone, if it is only written down now. */
  phonedAt: instant.optional(),
};

/** A whistle on its own. */
export const WhistleSchema = z
  .strictObject({ ...calls, text: freeText, place: PlaceSchema.default({}) })
  .superRefine(onlyEmergenciesByPhone)
  .meta({ id: 'WhistleSubmission' });

/** A whistle on a request: its place is the request's. */
export const WHISTLE_ON_REQUEST = { ...calls, reason: freeText };
export const WhistleOnRequest = z.strictObject(WHISTLE_ON_REQUEST);
type Calls = Omit<z.infer<typeof WhistleSchema>, 'text' | 'place'>;

/** 应急哨 alone is blown first and written down afterwards (practice §2.14). */
export function onlyEmergenciesByPhone(
  { kind, phonedAt }: { kind: WhistleKind; phonedAt?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (phonedAt === undefined || kind === 'emergency') return;
  context.addIssue({ code: 'custom', path: ['phonedAt'], message: ONLY_EMERGENCIES });
}

export const ONLY_EMERGENCIES = rule('只有应急哨可先电话吹哨后补录', 'belongs to an emergency only');

/** What a whistle is made of. */
export interface Blowing extends Calls {
  directory: Directory;
  actor: Actor;
  /** ISO 8601 UTC: when the door received it. */
  at: string;
  ordinal: number;
  place: PlaceFact;
  text: VaultRef;
  /** Puts a word about a department into the vault. */
  put: (purpose: string, text: string) => VaultRef;
  request?: ResidentRequest | undefined;
}

/** The whistle as its procedure opens it. Throws DoorFault. */
export function whistleOf(blowing: Blowing): NewCase & { body: Blown } {
  const { directory, at, ordinal, kind, text, site, phonedAt, request } = blowing;
  const policy = directory.policy.whistles;
  if (policy === undefined) throw new DoorFault('not_set_up', undefined);
  if (phonedAt !== undefined) assertJustPhoned(directory.calendar, phonedAt, at);
  const number = caseNumber('whistle', directory.district, at, ordinal);
  const who = blowerOf(blowing, policy);
  const place = request ? blowing.place : placeOfWhistle(directory, who.by, blowing.place);
  const { subdistrict, community } = place;
  const body: Blown = {
    ...{ number, kind, text, place, ...who },
    departments: blowing.departments.map((one, index) => called(blowing, one, `/departments/${String(index)}`)),
    ...present('subdistrict', subdistrict),
    ...present('community', community),
    ...(request && { request: { case: request.case, number: request.received.number } }),
    ...present('against', request?.received.against),
    ...(site && { site: { ...inMillionths(site), withinMetres: policy.withinMetres } }),
    ...present('phonedAt', phonedAt),
    ...(phonedAt !== undefined && isLate(directory.calendar, phonedAt, policy, at) && { writtenLate: 'yes' as const }),
    terms: proceedingTerms(directory.policy, directory.calendar, policy.kinds[kind]),
  };
  return { case: caseIdOf(number), body };
}

/** A call of longer ago nobody can check any more. */
const PHONED_WITHIN: Limit = '24h';

/** Throws DoorFault. */
function assertJustPhoned(calendar: Calendar, phonedAt: string, at: string): void {
  if (phonedAt > at) throw new DoorFault('phoned_in_future', '/phonedAt');
  if (dueOf(calendar, phonedAt, PHONED_WITHIN).at <= at) {
    throw new DoorFault('phoned_too_long_ago', '/phonedAt', { within: PHONED_WITHIN });
  }
}

/** 属地: what a subdistrict blows by itself lies in its own place, whether or not it says so. Throws DoorFault. */
function placeOfWhistle(directory: Directory, by: string, place: PlaceFact): PlaceFact {
  const own = ownSubdistrict(directory, by);
  const { subdistrict = own } = place;
  if (own === undefined || subdistrict === undefined) return place;
  if (subdistrict !== own) throw new DoorFault('not_own_place', '/place', { place: subdistrict });
  return { ...place, subdistrict };
}

/** The place of a unit that is a subdistrict. */
export function ownSubdistrict({ units }: Directory, code: string | undefined): string | undefined {
  const unit = code === undefined ? undefined : units.get(code);
  return unit?.kind === 'subdistrict' ? (unit.placeCode ?? undefined) : undefined;
}

function isLate(calendar: Calendar, phonedAt: string, { writtenWithin }: WhistlePolicy, at: string): boolean {
  return dueOf(calendar, phonedAt, writtenWithin).at <= at;
}

/** As what a unit blows, whoever does it for it. A utility and a vertical body are called, and call nobody. */
const BLOWERS: Readonly<Record<string, Blower>> = {
  subdistrict: 'subdistrict',
  community: 'community',
  bureau: 'department',
};

/** Who blows, as policy allows it: a community for its own subdistrict only. Throws DoorFault. */
function blowerOf({ directory, actor, departments }: Blowing, policy: WhistlePolicy): Pick<Blown, 'by' | 'blower'> {
  const unit = actor.unit === undefined ? undefined : directory.units.get(actor.unit);
  const kind = unit && BLOWERS[unit.kind];
  if (unit === undefined || kind === undefined) throw new DoorFault('not_a_blower', undefined);
  if (kind === 'department' && !policy.departments) throw new DoorFault('not_a_blower', undefined);
  if (kind === 'community') {
    if (!policy.communities) throw new DoorFault('not_a_blower', undefined);
    const place = subdistrictOf(directory, unit.placeCode ?? undefined);
    const own = place && unitOfPlace(directory, place.code)?.code;
    const other = departments.findIndex((one) => one.unit !== own);
    if (other !== -1) {
      throw new DoorFault('only_own_subdistrict', `/departments/${String(other)}/unit`, {
        unit: departments[other]?.unit ?? '',
      });
    }
  }
  return { by: unit.code, blower: kind };
}

/** A department with the reason that the directory gives for it, or that of who names it. Throws DoorFault. */
export function called(
  { directory, at, put, request, place }: Pick<Blowing, 'directory' | 'at' | 'put' | 'request' | 'place'>,
  { unit: named, reason }: Calls['departments'][number],
  pointer: string,
): Called {
  const unit = directory.units.get(named);
  if (unit === undefined) throw new DoorFault('unknown_unit', `${pointer}/unit`, { unit: named });
  const ground = groundFor(directory, named, { category: request?.received.category.code, place: place.subdistrict });
  if (ground === undefined && reason === undefined)
    throw new DoorFault('ground_required', `${pointer}/reason`, { unit: named });
  const { code: unitCode, kind, inForce } = unitFact(unit, at);
  return {
    ...{ unit: unitCode, kind, inForce },
    ...present('ground', ground),
    ...(reason !== undefined && { reason: put('department_reason', reason) }),
  };
}

/** What the dispatch catalogue says of a unit and a matter; a community's own subdistrict needs no other reason. */
function groundFor(
  directory: Directory,
  unit: string,
  { category, place }: { category: string | undefined; place: string | undefined },
): string | undefined {
  const line = category === undefined ? [] : lineOf(directory, category).map(({ code: one }) => one);
  const row = directory.catalogue.find(
    (one) =>
      one.unitCode === unit && line.includes(one.categoryCode) && (one.placeCode === null || one.placeCode === place),
  );
  return row?.basis;
}

/** What a row may ask while it turns a client's words into the record's. */
export interface WhistlePreparing {
  readonly text: (purpose: string, text: string) => VaultRef;
  /** A department to be named. Throws DoorFault. */
  readonly department: (named: Calls['departments'][number]) => Promise<Called>;
  /** The departments of a whistle that have come, as their reports tell by now; undefined where they have told it themselves. */
  readonly arrived: () => Promise<readonly string[] | undefined>;
  /** Where the whistle calls to, if anybody said. */
  readonly site: Site | undefined;
}

/** What only other cases tell a whistle. */
type Told = 'excuseDepartment' | `note${string}`;

const whistleRow = rowsOf<Omit<WhistleCommands, Extract<keyof WhistleCommands, Told>>, WhistlePreparing>(
  WHISTLE_COMMAND_TERMS,
);
const reportRow = rowsOf<Omit<ReportCommands, 'standDown'>, WhistlePreparing>(WHISTLE_COMMAND_TERMS);

const mark = z.literal(SATISFACTION_LEVELS);
const limit = z
  .string()
  .refine(isLimit, { error: rule('须为期限,如 2wd、24h、15d', 'must be a limit such as 2wd, 24h or 15d') })
  .refine((text) => !isLimit(text) || isShort(text), { error: rule('不得超过 60wd', 'must be 60wd or shorter') });

/** A stay of sixty working days, in each unit; for longer than that the district rules anew. */
const STAYS_AT_MOST: Readonly<Record<LimitUnit, number>> = { wd: 60, d: 84, wh: 480, h: 2_016, min: 120_960 };

function isShort(text: Limit): boolean {
  const { amount, unit } = parseLimit(text);
  return amount <= STAYS_AT_MOST[unit];
}

/** The commands of a whistle, for who blew it and for the district. */
export const WHISTLE_CATALOGUE = [
  whistleRow('approveWhistle', 'approve', {}, () => ({})),
  whistleRow('refuseWhistle', 'refuse', { reason: freeText }, ({ reason }, by) => ({
    reason: by.text('reason', reason),
  })),
  whistleRow(
    'nameDepartment',
    'name-department',
    { unit: code, reason: lineText(300).optional() },
    async (input, by) => ({
      department: await by.department(input),
    }),
  ),
  whistleRow('releaseDepartment', 'release-department', { unit: code, reason: freeText }, ({ unit, reason }, by) => ({
    unit,
    reason: by.text('reason', reason),
  })),
  whistleRow(
    'ruleOnStay',
    'rule-on-stay',
    { ruling: z.enum(['stay', 'release']), reason: freeText, limit: limit.optional() },
    ({ ruling, reason: why, limit: within }, by) => {
      const reason = by.text('reason', why);
      return ruling === 'stay' && within !== undefined
        ? { ruling, reason, limit: within }
        : { ruling: 'release', reason };
    },
    ({ ruling, limit: within }, wrong) => {
      if (ruling === 'stay' && within === undefined) wrong('limit', NEEDED);
      if (ruling === 'release' && within !== undefined) wrong('limit', ALIEN);
    },
  ),
  whistleRow(
    'concludeWhistle',
    'conclude',
    { result: z.enum(['settled', 'not_settled']), summary: freeText },
    async ({ result, summary }, by) => ({
      ...{ result, summary: by.text('summary', summary) },
      ...present('arrived', await by.arrived()),
    }),
  ),
  whistleRow(
    'rateDepartment',
    'rate-department',
    { unit: code, arrival: mark, result: mark, attitude: mark, remark: freeText.optional() },
    async ({ remark, ...marks }, by) => {
      const arrived = await by.arrived();
      return {
        ...marks,
        ...(arrived && { arrived: arrived.includes(marks.unit) ? ('yes' as const) : ('no' as const) }),
        ...(remark !== undefined && { remark: by.text('remark', remark) }),
      };
    },
  ),
  whistleRow('cancelWhistle', 'cancel', { reason: freeText }, async ({ reason }, by) => ({
    reason: by.text('reason', reason),
    ...present('arrived', await by.arrived()),
  })),
] as const;

/**
 * The commands of a department's report: for the department, for who called it, and for the district that rules on its
 * objection.
 */
export const REPORT_CATALOGUE = [
  reportRow('signForWhistle', 'sign-for', {}, () => ({})),
  reportRow('contactSubdistrict', 'contact', { means: z.enum(CONTACT_MEANS) }, ({ means }) => ({ means })),
  reportRow(
    'reportIn',
    'report-in',
    {
      how: z.enum(['on_site', 'absent']),
      /** Who has come. */
      person: lineText(100).optional(),
      position: PositionSchema.optional(),
      /** Where, in words: an address or a name of the place. */
      where: lineText(200).optional(),
      /** Why nobody came, or why the position is not the site's. */
      explanation: explained.optional(),
    },
    ({ how, person, position, where, explanation }, by) => {
      if (how === 'absent') return { how, explanation: by.text('explanation', explanation ?? '') };
      return {
        ...{ how, person: by.text('person', person ?? '') },
        ...(position && { position: inMillionths(position) }),
        ...(by.site && position && { metres: metresFrom(by.site, position) }),
        ...(where !== undefined && { where: by.text('where', where) }),
        ...(explanation !== undefined && { explanation: by.text('explanation', explanation) }),
      };
    },
    ({ how, person, position, where, explanation }, wrong) => {
      if (how === 'on_site' && person === undefined) wrong('person', NEEDED);
      if (how === 'on_site') return;
      if (explanation === undefined) wrong('explanation', NEEDED);
      if (person !== undefined) wrong('person', ALIEN);
      if (position !== undefined) wrong('position', ALIEN);
      if (where !== undefined) wrong('where', ALIEN);
    },
  ),
  reportRow(
    'ruleOnAbsence',
    'rule-on-absence',
    { ruling: z.enum(['accepted', 'rejected']), remark: freeText.optional() },
    ({ ruling, remark }, by) => ({ ruling, ...(remark !== undefined && { remark: by.text('remark', remark) }) }),
    ({ ruling, remark }, wrong) => {
      if (ruling === 'rejected' && remark === undefined) wrong('remark', NEEDED);
    },
  ),
  reportRow('giveWhistleResult', 'result', { summary: freeText }, ({ summary }, by) => ({
    summary: by.text('summary', summary),
  })),
  reportRow('objectToWhistle', 'object', { reason: freeText }, ({ reason }, by) => ({
    reason: by.text('reason', reason),
  })),
  reportRow(
    'ruleOnWhistle',
    'rule-on-objection',
    { ruling: z.enum(['upheld', 'rejected']), reason: freeText },
    ({ ruling, reason }, by) => ({ ruling, reason: by.text('reason', reason) }),
  ),
  reportRow(
    'rateWhistle',
    'rate',
    { justified: z.boolean(), remark: freeText.optional() },
    ({ justified, remark }, by) => ({
      justified: justified ? 'yes' : 'no',
      ...(remark !== undefined && { remark: by.text('remark', remark) }),
    }),
  ),
] as const;
