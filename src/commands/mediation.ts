import { z } from 'zod';
import type { NewCase } from '../domain/case/case-ref.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import type { Actor, VaultRef } from '../domain/envelope.js';
import { localDay } from '../domain/local-time.js';
import { MEDIATION_COMMAND_TERMS } from '../domain/mediation/glossary.js';
import type {
  AgreedTerm,
  Mediation,
  MediationCommands,
  MediatorFact,
  Opened,
  Side,
} from '../domain/mediation/mediation.js';
import {
  AFTER_POLICE,
  AGREEMENT_SCOPES,
  CAPACITIES,
  GIVEN_END_REASONS,
  NAMINGS,
  REPRESENTATIVE_POWERS,
  RISKS,
  ROUTES_AFTER,
  SPEAKERS,
} from '../domain/mediation/vocabulary.js';
import { caseIdOf, caseNumber, kindOf } from '../domain/number.js';
import type { PerformanceCommands } from '../domain/performance/performance.js';
import { CLOSE_REASONS } from '../domain/performance/vocabulary.js';
import { proceedingTerms } from '../domain/policy.js';
import type { PlaceFact } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { CONTACT_MEANS, MEDIATION_KINDS, type YesNo } from '../domain/vocabulary.js';
import type { Database } from '../store/database.js';
import { unitFact, unitOfPlace, type Directory } from '../store/directory.js';
import { findMediators } from '../store/linkage-directory.js';
import { disputedInViolence, phonesOf } from '../store/queries/find-proceeding.js';
import { blindIndex, CONFIDENTIAL, phoneDigits, type Contact } from '../store/vault.js';
import type { Door } from './door.js';
import { DOOR_FAULTS, DoorFault } from './faults.js';
import { PlaceSchema } from './place.js';
import { rowsOf } from './row.js';
import { present } from './submission.js';
import { ALIEN, code, day, freeText, instant, lineText, NEEDED, outerId, phone, rule } from './texts.js';

const person = { name: lineText(100), phone: phone.optional() };
const PersonNamed = z.strictObject(person);
const DisputantSchema = z
  .strictObject({
    ...person,
    capacity: z.enum(CAPACITIES).default('full'),
    /** Of a minor, or of whoever lacks capacity. */
    guardian: PersonNamed.optional(),
  })
  .refine(({ capacity, guardian }) => capacity !== 'full' || guardian === undefined, {
    path: ['guardian'],
    error: rule(
      '完全民事行为能力人由本人表示意见,不填监护人',
      'who has full capacity speaks for themselves: leave the guardian out',
    ),
  });
const RepresentativeSchema = z.strictObject({
  ...person,
  power: z.enum(REPRESENTATIVE_POWERS),
  /** By what paper: a power of attorney and its day, a firm's letter. */
  authority: lineText(300),
});
const SideSchema = z.strictObject({
  disputants: z.array(DisputantSchema).min(1).max(20),
  representative: RepresentativeSchema.optional(),
});

type SidesNamed = readonly z.infer<typeof SideSchema>[];

/** Those of a side who have something at stake in it, and who speaks for them. */
function peopleOf({ disputants, representative }: SidesNamed[number]): readonly Contact[] {
  const guardians = disputants.flatMap(({ guardian }) => guardian ?? []);
  return [...disputants, ...guardians, ...(representative ? [representative] : [])];
}

/** By name and phone; where a phone is missing nothing tells two of one name apart. */
function isSamePerson(one: Contact, other: Contact): boolean {
  const phones = [one.phone, other.phone].flatMap((number) => (number === undefined ? [] : [phoneDigits(number)]));
  return one.name === other.name && new Set(phones).size < 2;
}

/** 自己代理、双方代理 (民法典 art. 168): who represents a side is on no other side. */
function checkRepresentatives(sides: SidesNamed, context: z.RefinementCtx): void {
  for (const [index, { representative }] of sides.entries()) {
    const others = sides.filter((_one, at) => at !== index).flatMap(peopleOf);
    if (representative && others.some((one) => isSamePerson(one, representative)))
      context.addIssue({ code: 'custom', path: [index, 'representative'], message: ONE_SIDE_ONLY });
  }
}

const ONE_SIDE_ONLY = rule(DOOR_FAULTS.on_another_side.zh, DOOR_FAULTS.on_another_side.en);

const login = z.string().min(1).max(64);
const mediators = z.array(login).min(1).max(5);

const brings = {
  kind: z.enum(MEDIATION_KINDS),
  /** In this order they are `s1`, `s2` and so on. */
  sides: z.array(SideSchema).min(2).max(20).superRefine(checkRepresentatives),
  /** 家庭暴力: whoever takes it up asks. */
  domesticViolence: z.boolean(),
  /** 重大、疑难 */
  major: z.boolean().default(false),
  /** 身份关系: marriage, kinship, adoption. */
  aboutStatus: z.boolean().default(false),
  risk: z.enum(RISKS).optional(),
  mediators: mediators.optional(),
  how: z.enum(NAMINGS).optional(),
  /** The unit that mediates, where it is not one's own. */
  committee: code.optional(),
};

/** A mediation by itself. */
export const MediationSchema = z
  .strictObject({ ...brings, text: freeText, place: PlaceSchema.default({}) })
  .superRefine((input, context) => {
    checkMediation(input, (field, message) => {
      context.addIssue({ code: 'custom', path: [field], message });
    });
  })
  .meta({ id: 'MediationSubmission' });

/** A mediation on a request: its place is the request's. */
export const MEDIATION_ON_REQUEST = { ...brings, reason: freeText };
export const MediationOnRequest = z.strictObject(MEDIATION_ON_REQUEST);
type Brought = Omit<z.infer<typeof MediationOnRequest>, 'reason'>;

/** What does not belong together in what opens a mediation. */
export function checkMediation(
  { mediators: named, how }: Pick<Brought, 'mediators' | 'how'>,
  wrong: (field: string, rule: string) => void,
): void {
  if (how !== undefined && named === undefined) wrong('how', ALIEN);
}

/** How words and people go into the vault. */
interface Putting {
  put: (purpose: string, text: string) => VaultRef;
  seal: (contact: Contact) => VaultRef;
}

/** The sides as the record has them: who they are lies in the vault. */
export function sidesOf(sides: Brought['sides'], putting: Putting): readonly Side[] {
  return sides.map(({ disputants, representative }, index) => ({
    id: `s${String(index + 1)}`,
    disputants: disputants.map(({ capacity, guardian, ...contact }) => ({
      ...{ contact: putting.seal(contact), capacity },
      ...(guardian && { guardian: putting.seal(guardian) }),
    })),
    ...(representative && { representative: representativeOf(representative, putting) }),
  }));
}

function representativeOf({ power, authority, ...contact }: z.infer<typeof RepresentativeSchema>, putting: Putting) {
  return { contact: putting.seal(contact), power, authority: putting.put('authority', authority) };
}

/** Mediators by their logins, as the directory has them on the day of an instant. Throws DoorFault unknown_mediator. */
export async function mediatorsNamed(
  db: Database,
  district: string,
  logins: readonly string[] | undefined,
  at: string,
): Promise<readonly MediatorFact[]> {
  if (logins === undefined) return [];
  const known = await findMediators(db, district, { on: localDay(at) });
  return logins.map((named, index) => {
    const found = known.find((one) => one.login === named);
    if (!found) throw new DoorFault('unknown_mediator', `/mediators/${String(index)}`, { login: named });
    return { account: found.account, kinds: [...found.kinds] };
  });
}

/** A mediator who takes a dispute up mediates it, unless others are named. Throws DoorFault. */
export async function mediatorHere(db: Database, district: string, account: string): Promise<readonly MediatorFact[]> {
  const on = localDay(new Date().toISOString());
  const [found] = await findMediators(db, district, { on, accounts: [account] });
  if (!found) throw new DoorFault('not_on_the_list', undefined);
  return [{ account, kinds: [...found.kinds] }];
}

/** The unit that mediates: one's own, that of the place, or the bureau that is named. Throws DoorFault. */
export function committeeOf(
  directory: Directory,
  { actor, place, named, at }: { actor: Actor; place: PlaceFact; named: string | undefined; at: string },
): string {
  const here = [place.community, place.subdistrict].flatMap((one) => {
    const unit = one === undefined ? undefined : unitOfPlace(directory, one);
    return unit ? [unit] : [];
  });
  const own = actor.unit === undefined ? undefined : directory.units.get(actor.unit);
  const mine = own && MEDIATES.some((kind) => kind === own.kind) ? own : undefined;
  const unit = named === undefined ? (mine ?? here[0]) : directory.units.get(named);
  const isFit = unit !== undefined && (unit.kind === 'bureau' || unit === mine || here.includes(unit));
  if (!isFit) throw new DoorFault('not_a_committee', '/committee', { unit: named ?? actor.unit ?? '' });
  if (unitFact(unit, at).inForce === 'no') throw new DoorFault('unknown_unit', '/committee', { unit: unit.code });
  return unit.code;
}

const MEDIATES = ['community', 'subdistrict', 'bureau'] as const;

/** What a mediation is made of. */
export interface Mediating extends Omit<Brought, 'sides' | 'mediators' | 'committee'> {
  directory: Directory;
  /** ISO 8601 UTC: when the door received it. */
  at: string;
  ordinal: number;
  place: PlaceFact;
  text: VaultRef;
  committee: string;
  sides: readonly Side[];
  mediators: readonly MediatorFact[];
  request?: ResidentRequest | undefined;
}

/** Whether a case is a mediation in which domestic violence came to light: that is never mediated, by no other case either. */
export function endedForViolence(one: Proceeding): boolean {
  return kindOf(one.case) === 'mediation' && (one as Mediation).endReason === 'domestic_violence';
}

/**
 * Whether people of two of these sides, by their phones, were on two sides of a mediation in which domestic violence came to
 * light: what is between them is mediated no more, also not by itself and as something else.
 */
export async function violenceBetween(
  { db, keys }: Pick<Door, 'db' | 'keys'>,
  district: string,
  sides: Brought['sides'],
): Promise<boolean> {
  const phones = sides.map(({ disputants }) =>
    disputants.flatMap((one) => (one.phone === undefined ? [] : [blindIndex(keys, one.phone)])),
  );
  return wereViolent(db, district, phones);
}

/** The same of a mediation that is under way, since it may come to light in another one. */
export async function violenceIn(db: Pick<Database, 'pool'>, { district, sides }: Mediation): Promise<boolean> {
  const phones = await phonesOf(
    db,
    sides.map(({ disputants }) => disputants.map(({ contact }) => contact.ref)),
  );
  return wereViolent(db, district, phones);
}

/** Of phones by side, as their blind indices. */
async function wereViolent(
  db: Pick<Database, 'pool'>,
  district: string,
  phones: readonly (readonly Buffer[])[],
): Promise<boolean> {
  const before = await disputedInViolence(db, district, phones.flat());
  const sideNow = (index: Buffer) => phones.findIndex((side) => side.some((one) => one.equals(index)));
  return before.some((one) =>
    before.some(
      (other) =>
        one.mediation === other.mediation && one.side !== other.side && sideNow(one.index) !== sideNow(other.index),
    ),
  );
}

const yesNo = (flag: boolean): YesNo => (flag ? 'yes' : 'no');

/** The mediation as its procedure opens it. Throws DoorFault. */
export function mediationOf(mediating: Mediating): NewCase & { body: Opened } {
  const { directory, at, ordinal, kind, place, text, committee, sides, request, risk, how } = mediating;
  const policy = directory.policy.mediations;
  if (policy === undefined) throw new DoorFault('not_set_up', undefined);
  const number = caseNumber('mediation', directory.district, at, ordinal);
  const body: Opened = {
    ...{ number, kind, committee, sides, text, place, mediators: mediating.mediators, how: how ?? 'assigned' },
    domesticViolence: yesNo(mediating.domesticViolence),
    major: yesNo(mediating.major),
    aboutStatus: yesNo(mediating.aboutStatus),
    ...present('risk', risk),
    ...present('subdistrict', place.subdistrict),
    ...present('community', place.community),
    ...(request && { request: { case: request.case, number: request.received.number } }),
    terms: proceedingTerms(directory.policy, directory.calendar, policy.kinds[kind]),
  };
  return { case: caseIdOf(number), body };
}

/** What a row may ask while it turns a client's words into the record's. */
export interface MediationPreparing extends Putting {
  /** Mediators by their logins. Throws DoorFault. */
  readonly mediators: (logins: readonly string[]) => Promise<readonly MediatorFact[]>;
  /** The account of a login, whether a mediator still or not. Throws DoorFault. */
  readonly account: (login: string) => Promise<string>;
  /** Throws DoorFault violence_not_mediated_again, where that has come to light between its sides in another mediation. */
  readonly notAfterViolence: () => Promise<void>;
  /** Everybody on the other sides: who disputes there, and who represents them. */
  readonly peopleBeside: (side: string) => Promise<readonly Contact[]>;
}

/** What leads the sides to an agreement is refused once violence between them has come to light, here or elsewhere. */
function bringsTogether<Input, Body>(prepare: (input: Input, putting: MediationPreparing) => Body) {
  return async (input: Input, putting: MediationPreparing): Promise<Body> => {
    await putting.notAfterViolence();
    return prepare(input, putting);
  };
}

const mediationRow = rowsOf<MediationCommands, MediationPreparing>(MEDIATION_COMMAND_TERMS);
const performanceRow = rowsOf<PerformanceCommands, MediationPreparing>(MEDIATION_COMMAND_TERMS);

const TO_ITSELF = rule('一方不能对自己负有义务', 'no side owes anything to itself');
const NAMED_BEFORE = rule('每一方只登记一次', 'each side is named once');

const side = z.string().regex(/^s\d{1,2}$/, rule('须为一方的编号,如 s1', 'must be a side such as s1'));
const by = z.enum(SPEAKERS).default('disputant');
const means = z.enum(CONTACT_MEANS);
/** Whose word it is, by their places in their side from 1: where a side has several disputants, and nobody represents it. */
const disputants = z.array(z.int().min(1).max(20)).min(1).max(20).optional();
const said = { side, by, means, at: instant, disputants };
const assents = z.array(z.strictObject({ side, by, means, disputants }).transform(wordOf)).min(1).max(100);
const routes = z
  .array(z.enum(ROUTES_AFTER))
  .min(1)
  .max(ROUTES_AFTER.length)
  .default([...ROUTES_AFTER]);
const terms = z
  .array(
    z
      .strictObject({ side, to: side.optional(), what: freeText, dueOn: day })
      .refine(({ side: of, to }) => of !== to, { path: ['to'], error: TO_ITSELF }),
  )
  .max(50);

/** Who came for a side stands in one place. */
function checkAttendance(attendance: readonly { side: string }[], context: z.RefinementCtx): void {
  for (const [index, { side: of }] of attendance.entries()) {
    if (attendance.findIndex((one) => one.side === of) < index)
      context.addIssue({ code: 'custom', path: [index, 'side'], message: NAMED_BEFORE });
  }
}

/** `confidential`: for this case's mediators alone. */
const confidential = z.boolean().default(false);

function confide(putting: Putting, purpose: string, text: string, isConfidential: boolean) {
  const ref = putting.put(isConfidential ? `${CONFIDENTIAL}${purpose}` : purpose, text);
  return { ref, ...(isConfidential && { confidential: 'yes' as const }) };
}

/** A word as the record has it: without the places where none were named. */
function wordOf<Word extends { disputants?: number[] | undefined }>({ disputants: places, ...word }: Word) {
  return { ...word, ...present('disputants', places) };
}

function agreedOf(named: z.infer<typeof terms>, { put }: Putting): readonly AgreedTerm[] {
  return named.map(({ what, to, ...term }) => ({ ...term, ...present('to', to), what: put('term', what) }));
}

/** The commands of a mediation, for the committee and its mediators. */
export const MEDIATION_CATALOGUE = [
  mediationRow(
    'nameMediators',
    'name-mediators',
    { mediators, how: z.enum(NAMINGS).default('assigned') },
    async ({ mediators: named, how }, putting) => ({ mediators: await putting.mediators(named), how }),
  ),
  mediationRow('declareConflict', 'declare-conflict', { relation: freeText }, ({ relation }, putting) => ({
    relation: putting.put('relation', relation),
  })),
  mediationRow(
    'replaceMediator',
    'replace-mediator',
    { mediator: login, reason: freeText },
    async ({ mediator, reason }, putting) => ({
      mediator: await putting.account(mediator),
      reason: putting.put('reason', reason),
    }),
  ),
  mediationRow(
    'nameRepresentative',
    'name-representative',
    { side, representative: RepresentativeSchema },
    async ({ side: of, representative }, putting) => {
      const others = await putting.peopleBeside(of);
      if (others.some((one) => isSamePerson(one, representative)))
        throw new DoorFault('on_another_side', '/representative');
      return { side: of, representative: representativeOf(representative, putting) };
    },
  ),
  mediationRow('recordConsent', 'consent', said, bringsTogether(wordOf)),
  mediationRow('recordRefusal', 'refuse', { ...said, note: freeText.optional() }, ({ note, ...input }, putting) => ({
    ...wordOf(input),
    ...(note !== undefined && { note: putting.put('note', note) }),
  })),
  mediationRow(
    'holdSession',
    'sessions',
    {
      heldAt: instant,
      attendance: z
        .array(z.strictObject({ side, by: z.array(z.enum(SPEAKERS)).min(1).max(SPEAKERS.length) }))
        .min(1)
        .max(20)
        .superRefine(checkAttendance),
      minutes: freeText,
      confidential,
    },
    bringsTogether(({ minutes, confidential: secret, ...session }, putting) => {
      const { ref, ...mark } = confide(putting, 'minutes', minutes, secret);
      return { ...session, minutes: ref, ...mark };
    }),
  ),
  mediationRow('noteMediation', 'notes', { text: freeText, confidential }, (input, putting) => {
    const { ref, ...mark } = confide(putting, 'note', input.text, input.confidential);
    return { text: ref, ...mark };
  }),
  mediationRow('assessRisk', 'assess-risk', { risk: z.enum(RISKS), reason: freeText }, ({ risk, reason }, putting) => ({
    risk,
    reason: putting.put('reason', reason),
  })),
  mediationRow(
    'extendMediation',
    'extend',
    { days: z.int().min(1).max(90), consents: assents },
    bringsTogether(({ days, consents }) => ({ limit: `${days}d`, consents })),
  ),
  mediationRow(
    'draftAgreement',
    'draft-agreement',
    {
      ...{ scope: z.enum(AGREEMENT_SCOPES), content: freeText, terms },
      /** When it was written, where that is not now. */
      at: instant.optional(),
    },
    bringsTogether(({ scope, content, terms: named, at }, putting) => ({
      ...{ scope, content: putting.put('agreement', content), ...present('at', at) },
      agreed: agreedOf(named, putting),
    })),
  ),
  mediationRow('signAgreement', 'sign-agreement', said, bringsTogether(wordOf)),
  mediationRow(
    'sealAgreement',
    'seal-agreement',
    {
      seal: outerId,
      /** When it was sealed, where that is not now. */
      at: instant.optional(),
    },
    bringsTogether(({ seal, at }) => ({ seal, ...present('at', at) })),
  ),
  mediationRow(
    'agreeOrally',
    'agree-orally',
    {
      scope: z.enum(AGREEMENT_SCOPES),
      content: freeText,
      /** 即时履行: nothing is left to be performed. */
      performedAtOnce: z.boolean(),
      terms: terms.default([]),
      assents,
    },
    bringsTogether(({ scope, content, terms: named, assents: given }, putting) => ({
      ...{ scope, content: putting.put('agreement', content), assents: given },
      agreed: agreedOf(named, putting),
    })),
    ({ performedAtOnce, terms: named }, wrong) => {
      if (performedAtOnce && named.length > 0) wrong('terms', ALIEN);
      if (!performedAtOnce && named.length === 0) wrong('terms', NEEDED);
    },
  ),
  mediationRow(
    'callPolice',
    'call-police',
    { reference: outerId, note: freeText, then: z.enum(AFTER_POLICE) },
    ({ note, ...input }, putting) => ({ ...input, note: putting.put('danger', note) }),
  ),
  mediationRow('resumeMediation', 'resume', { note: freeText }, ({ note }, putting) => ({
    note: putting.put('note', note),
  })),
  mediationRow(
    'endMediation',
    'end',
    { reason: z.enum(GIVEN_END_REASONS), explanation: freeText, routes },
    ({ explanation, ...input }, putting) => ({ ...input, explanation: putting.put('explanation', explanation) }),
  ),
] as const;

const term = z.int().min(1).max(50);
const optionalNote = freeText.optional();
const noted = (note: string | undefined, { put }: Putting) => (note === undefined ? {} : { note: put('note', note) });

/** The commands of the performance of an agreement. */
export const PERFORMANCE_CATALOGUE = [
  performanceRow('nameWatchers', 'name-mediators', { mediators }, async ({ mediators: named }, putting) => ({
    mediators: await putting.mediators(named),
  })),
  performanceRow('declareWatcherConflict', 'declare-conflict', { relation: freeText }, ({ relation }, putting) => ({
    relation: putting.put('relation', relation),
  })),
  performanceRow('urgeTerm', 'urge', { term, means, note: optionalNote }, ({ note, ...input }, putting) => ({
    ...input,
    ...noted(note, putting),
  })),
  performanceRow('confirmTerm', 'confirm-term', { term, on: day, note: freeText }, ({ note, ...input }, putting) => ({
    ...input,
    note: putting.put('note', note),
  })),
  performanceRow(
    'applyForConfirmation',
    'apply-for-confirmation',
    { assents, reference: outerId.optional() },
    ({ assents: given, reference }) => ({ assents: given, ...present('reference', reference) }),
  ),
  performanceRow(
    'recordCourtAcceptance',
    'court-acceptance',
    { accepted: z.boolean(), reference: outerId.optional(), note: optionalNote },
    ({ accepted, reference, note }, putting) => ({
      ...{ accepted: yesNo(accepted), ...present('reference', reference) },
      ...noted(note, putting),
    }),
    ({ accepted, reference }, wrong) => {
      if (accepted && reference === undefined) wrong('reference', NEEDED);
    },
  ),
  performanceRow(
    'recordCourtAnswer',
    'court-answer',
    { answer: z.enum(['confirmed', 'refused']), reference: outerId, note: optionalNote },
    ({ note, ...input }, putting) => ({ ...input, ...noted(note, putting) }),
  ),
  performanceRow('notePerformance', 'notes', { text: freeText, confidential }, (input, putting) => {
    const { ref, ...mark } = confide(putting, 'note', input.text, input.confidential);
    return { text: ref, ...mark };
  }),
  performanceRow(
    'closePerformance',
    'close',
    { reason: z.enum(CLOSE_REASONS), note: freeText },
    ({ reason, note }, putting) => ({ reason, note: putting.put('note', note) }),
  ),
] as const;
