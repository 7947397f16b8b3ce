import { z } from 'zod';
import {
  committeeOf,
  MEDIATION_CATALOGUE,
  mediationOf,
  mediatorHere,
  mediatorsNamed,
  MediationSchema,
  PERFORMANCE_CATALOGUE,
  sidesOf,
  violenceBetween,
  violenceIn,
  type MediationPreparing,
} from '../../commands/mediation.js';
import type { Depositing } from '../../commands/deposit.js';
import { DoorFault } from '../../commands/faults.js';
import { openProceeding } from '../../commands/open.js';
import { placeFact } from '../../commands/submission.js';
import type { Proceeding } from '../../domain/case/proceeding.js';
import { maskName, maskPhone } from '../../domain/masks.js';
import { guideFor } from '../../domain/mediation/guides.js';
import { MEDIATION_COMMAND_TERMS } from '../../domain/mediation/glossary.js';
import type { Mediation, Mediator, SideNow } from '../../domain/mediation/mediation.js';
import {
  AGREEMENT_FORMS,
  AGREEMENT_SCOPES,
  CAPACITIES,
  END_REASONS,
  MEDIATION_STATES,
  NAMINGS,
  REPRESENTATIVE_POWERS,
  RISKS,
  ROUTES_AFTER,
  SPEAKERS,
} from '../../domain/mediation/vocabulary.js';
import { numberOf } from '../../domain/number.js';
import { remediesOf } from '../../domain/performance/lifecycle.js';
import type { Performance } from '../../domain/performance/performance.js';
import { CLOSE_REASONS, CONFIRMATIONS, PERFORMANCE_STATES, REMEDIES } from '../../domain/performance/vocabulary.js';
import { CONTACT_MEANS, CONTACT_PURPOSES, MEDIATION_KINDS } from '../../domain/vocabulary.js';
import type { VaultRef } from '../../domain/envelope.js';
import { enter } from '../../store/district-log.js';
import { findProceeding } from '../../store/queries/find-proceeding.js';
import { readContact } from '../../store/queries/find-request.js';
import type { Contact } from '../../store/vault.js';
import type { ApiDeps, Call, Placed, Route } from '../route.js';
import { CommandResultSchema, ProblemSchema } from '../schemas.js';
import { PROCEEDING_SHAPE, proceedingRoutes, type ProceedingSurface } from './proceedings.js';
import { actorOf, counted, enclosing } from './requests.js';
import { answerTo } from './results.js';

const TAG = 'mediations';

const MaskedSchema = z.object({ name: z.string().optional(), phone: z.string().optional() });
const SaidSchema = z.object({
  by: z.enum(SPEAKERS),
  /** Whose word it is, by their places in the side from 1; absent: all of them. */
  disputants: z.array(z.int()).optional(),
  means: z.enum(CONTACT_MEANS),
  at: z.iso.datetime(),
});
const MediatorSchema = z.object({
  account: z.string(),
  login: z.string(),
  displayName: z.string(),
  how: z.enum(NAMINGS),
  step: z.enum(['active', 'stood_aside', 'replaced']),
});
const SideSchema = z.object({
  id: z.string(),
  disputants: z.array(MaskedSchema.extend({ capacity: z.enum(CAPACITIES), guardian: MaskedSchema.optional() })),
  representative: MaskedSchema.extend({
    power: z.enum(REPRESENTATIVE_POWERS),
    authority: z.string().nullable(),
  }).optional(),
});
const TermSchema = z.object({
  term: z.int(),
  side: z.string(),
  to: z.string().optional(),
  what: z.string().nullable(),
  dueOn: z.string(),
});

/** Who reads it sees the disputants masked; `contacts` shows them, and every look is on record. */
const MediationViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(MEDIATION_STATES),
    kind: z.enum(MEDIATION_KINDS),
    committee: z.string(),
    text: z.string().nullable(),
    major: z.boolean(),
    aboutStatus: z.boolean(),
    risk: z.enum(RISKS).optional(),
    sides: z.array(
      SideSchema.extend({
        /** What its disputants have said so far; `consent` stands there when all of them have. */
        consents: z.array(SaidSchema).optional(),
        consent: SaidSchema.optional(),
      }),
    ),
    mediators: z.array(MediatorSchema),
    sessions: z.int(),
    draft: z
      .object({
        scope: z.enum(AGREEMENT_SCOPES),
        content: z.string().nullable(),
        terms: z.array(TermSchema),
        /** When it was written. */
        at: z.iso.datetime().optional(),
        /** The sides for which everybody has signed. */
        signed: z.array(z.string()),
        signatures: z.array(SaidSchema.extend({ side: z.string() })).optional(),
        sealed: z.boolean(),
      })
      .optional(),
    agreements: z.array(
      z.object({
        form: z.enum(AGREEMENT_FORMS),
        scope: z.enum(AGREEMENT_SCOPES),
        content: z.string().nullable(),
        effectiveAt: z.iso.datetime(),
        /** Where its performance is watched; without one it was performed on the spot. */
        performance: z.string().optional(),
      }),
    ),
    endReason: z.enum(END_REASONS).optional(),
    routes: z.array(z.enum(ROUTES_AFTER)).optional(),
    /** What the sides are to be told at its end: other ways, and how to be protected. */
    guide: z.string().optional(),
  })
  .meta({ id: 'Mediation' });

const PerformanceViewSchema = z
  .object({
    ...PROCEEDING_SHAPE,
    state: z.enum(PERFORMANCE_STATES),
    mediation: z.string(),
    kind: z.enum(MEDIATION_KINDS),
    committee: z.string(),
    form: z.enum(AGREEMENT_FORMS),
    scope: z.enum(AGREEMENT_SCOPES),
    effectiveAt: z.iso.datetime(),
    /** Those of the mediation, masked; `contacts` shows them. */
    sides: z.array(SideSchema),
    mediators: z.array(MediatorSchema),
    terms: z.array(TermSchema.extend({ performed: z.boolean(), missed: z.boolean() })),
    confirmation: z.enum(CONFIRMATIONS).optional(),
    /** What can be done about a term that is late. */
    remedies: z.array(z.enum(REMEDIES)),
    closeReason: z.enum(CLOSE_REASONS).optional(),
  })
  .meta({ id: 'Performance' });

type Texts = Readonly<Record<string, string | null>>;

function masked({ name, phone }: Contact): z.infer<typeof MaskedSchema> {
  return {
    ...(name !== undefined && { name: maskName(name) }),
    ...(phone !== undefined && { phone: maskPhone(phone) }),
  };
}

/** The sides with the people in them as `read` gives them. */
async function sidesWith<As extends object>(
  sides: readonly SideNow[],
  read: (ref: VaultRef) => Promise<As>,
  texts: Texts,
) {
  return Promise.all(
    sides.map(async ({ id, disputants, representative }) => ({
      id,
      disputants: await Promise.all(
        disputants.map(async ({ contact, capacity, guardian }) => ({
          ...(await read(contact)),
          capacity,
          ...(guardian && { guardian: await read(guardian) }),
        })),
      ),
      ...(representative && {
        representative: {
          ...(await read(representative.contact)),
          power: representative.power,
          authority: texts[representative.authority.ref] ?? null,
        },
      }),
    })),
  );
}

/** The sides as whoever reads a case of theirs sees them: masked. */
function maskedSides(sides: readonly SideNow[], texts: Texts, { deps }: Call) {
  const { db, keys } = deps.door;
  return sidesWith(sides, async ({ ref }) => masked((await readContact(db, keys, ref)) ?? {}), texts);
}

/** Mediators with the names they are known by. */
async function byName({ deps }: Call, mediators: readonly Mediator[]) {
  const people = await deps.door.db.prisma.account.findMany({
    where: { id: { in: mediators.map(({ account }) => account) } },
    select: { id: true, login: true, displayName: true },
  });
  return mediators.map((one) => {
    const { login = '', displayName = '' } = people.find(({ id }) => id === one.account) ?? {};
    return { ...one, login, displayName };
  });
}

async function presentMediation(state: Proceeding, texts: Texts, call: Call) {
  const { language } = call;
  const { opened, sides, mediators, sessions, draft, agreements, risk, endReason, routes } = state as Mediation;
  const { kind, committee, text, major, aboutStatus } = opened;
  const people = await maskedSides(sides, texts, call);
  return {
    ...{ kind, committee, text: texts[text.ref] ?? null, sessions, mediators: await byName(call, mediators) },
    ...{ major: major === 'yes', aboutStatus: aboutStatus === 'yes' },
    ...(risk !== undefined && { risk }),
    sides: people.map((one, index) => {
      const { consents, consent } = sides[index] ?? {};
      return { ...one, ...(consents && { consents }), ...(consent && { consent }) };
    }),
    ...(draft && {
      draft: {
        ...{ scope: draft.scope, content: texts[draft.content.ref] ?? null, signed: draft.signed },
        ...(draft.at !== undefined && { at: draft.at }),
        ...(draft.signatures && { signatures: draft.signatures }),
        sealed: draft.seal !== undefined,
        terms: draft.agreed.map((one, index) => termOf(one, index, texts)),
      },
    }),
    agreements: agreements.map(({ form, scope, content, effectiveAt, performance }) => ({
      ...{ form, scope, content: texts[content.ref] ?? null, effectiveAt },
      ...(performance && { performance: performance.number }),
    })),
    ...(endReason !== undefined && { endReason }),
    ...(routes && endReason !== undefined && { routes, guide: guideFor(endReason, routes, language) }),
  };
}

function termOf(
  { side, to, what, dueOn }: { side: string; to?: string; what: { ref: string }; dueOn: string },
  index: number,
  texts: Texts,
) {
  return { term: index + 1, side, ...(to !== undefined && { to }), what: texts[what.ref] ?? null, dueOn };
}

/** The sides of a mediation as they are by now, also as what is watched of it knows them. */
async function disputedBy({ deps }: Call, proceeding: Proceeding): Promise<readonly SideNow[]> {
  const { parent } = proceeding.opened;
  const mediation = parent === undefined ? proceeding : await findProceeding(deps.door.db, parent.case);
  return mediation === undefined ? [] : (mediation as Mediation).sides;
}

async function presentPerformance(state: Proceeding, texts: Texts, call: Call) {
  const performed = state as Performance;
  const { opened, mediators, confirmation, closeReason } = performed;
  const { parent, kind, committee, form, scope, effectiveAt, owed } = opened;
  return {
    ...{ mediation: parent?.number ?? '', kind, committee, form, scope, effectiveAt },
    sides: await maskedSides(await disputedBy(call, performed), texts, call),
    mediators: await byName(call, mediators),
    terms: owed.map((one, index) => ({
      ...termOf(one, index, texts),
      performed: performed.performed.includes(index + 1),
      missed: performed.missed.includes(index + 1),
    })),
    ...(confirmation !== undefined && { confirmation }),
    remedies: performed.state === 'breached' ? remediesOf(performed) : [],
    ...(closeReason !== undefined && { closeReason }),
  };
}

function preparing({ door }: ApiDeps, proceeding: Proceeding, deposit: Depositing): Promise<MediationPreparing> {
  const { district } = proceeding;
  return Promise.resolve({
    put: (purpose, text) => deposit.text(purpose, text),
    seal: (contact) => deposit.contact(contact),
    mediators: (logins) => mediatorsNamed(door.db, district, logins, new Date().toISOString()),
    async notAfterViolence() {
      if (await violenceIn(door.db, proceeding as Mediation))
        throw new DoorFault('violence_not_mediated_again', undefined);
    },
    async account(login) {
      const found = await door.db.prisma.account.findFirst({ where: { districtCode: district, login } });
      if (!found) throw new DoorFault('unknown_mediator', '/mediator', { login });
      return found.id;
    },
    async peopleBeside(side) {
      const others = (proceeding as Mediation).sides.filter(({ id }) => id !== side);
      const refs = others.flatMap(({ disputants, representative }) => [
        ...disputants.flatMap(({ contact, guardian }) => [contact.ref, ...(guardian ? [guardian.ref] : [])]),
        ...(representative ? [representative.contact.ref] : []),
      ]);
      return Promise.all(refs.map(async (ref) => (await readContact(door.db, door.keys, ref)) ?? {}));
    },
  });
}

const MEDIATIONS: ProceedingSurface<MediationPreparing> = {
  ...{ kind: 'mediation', path: 'mediations', tag: TAG, noun: 'Mediation', words: { zh: '调解', en: 'Mediation' } },
  ...{ states: MEDIATION_STATES, sorts: MEDIATION_KINDS },
  ...{ schema: MediationViewSchema, catalogue: MEDIATION_CATALOGUE, preparing, present: presentMediation },
};

const PERFORMANCES: ProceedingSurface<MediationPreparing> = {
  ...{ kind: 'performance', path: 'performances', tag: TAG, noun: 'Performance' },
  ...{ states: PERFORMANCE_STATES, sorts: MEDIATION_KINDS },
  words: { zh: '履行', en: 'Performance' },
  ...{ schema: PerformanceViewSchema, catalogue: PERFORMANCE_CATALOGUE, preparing, present: presentPerformance },
};

const openRoute: Route = {
  method: 'post',
  path: '/v1/mediations',
  operationId: 'startMediation',
  tag: TAG,
  summary: MEDIATION_COMMAND_TERMS.startMediation,
  access: 'startMediation',
  on: placeOf,
  body: MediationSchema,
  idempotent: true,
  answers: {
    201: { description: 'Opened, numbered and started', schema: CommandResultSchema, headers: ['ETag', 'Location'] },
    202: {
      description: 'Opened and numbered; it starts as soon as the engine answers',
      schema: CommandResultSchema,
      headers: ['Location'],
    },
    409: { description: 'Refused by the procedure', schema: ProblemSchema },
  },
  async handle({ deps, principal, role, body, idempotencyKey, respondAsync, language }) {
    const { text, place: named, ...brings } = body as z.infer<typeof MediationSchema>;
    const { district, accountId } = principal;
    const { db } = deps.door;
    const actor = actorOf(principal, role);
    const answer = await openProceeding(deps.door, {
      ...{ client: accountId, key: idempotencyKey, respondAsync, actor, district, kind: 'mediation' },
      canonical: JSON.stringify(body),
      async found({ directory, ordinal, at, deposit }) {
        const place = placeFact(directory, named, at);
        if (await violenceBetween(deps.door, district, brings.sides))
          throw new DoorFault('violence_not_mediated_again', undefined);
        const isOwn = role === 'mediator' && brings.mediators === undefined;
        const mediators = isOwn
          ? await mediatorHere(db, district, accountId)
          : await mediatorsNamed(db, district, brings.mediators, at);
        const put = (purpose: string, word: string) => deposit.text(purpose, word);
        return mediationOf({
          ...{ ...brings, directory, ordinal, at, place, mediators },
          committee: committeeOf(directory, { actor, place, named: brings.committee, at }),
          sides: sidesOf(brings.sides, { put, seal: (contact) => deposit.contact(contact) }),
          text: put('mediation', text),
        });
      },
    });
    const location = `/v1/mediations/${numberOf(answer.caseId)}`;
    const answered = answerTo(answer, 'startMediation', language, { created: true, location });
    return counted(deps.metrics, 'startMediation', answered);
  },
};

/** Each within their own place. */
async function placeOf({ deps, principal, body }: Call): Promise<Placed> {
  const { place } = body as z.infer<typeof MediationSchema>;
  const directory = await deps.door.directories.current(principal.district);
  return { district: principal.district, ...enclosing(directory, place) };
}

const ContactsSchema = z
  .object({
    number: z.string(),
    sides: z.array(z.record(z.string(), z.unknown())),
    /** The entry of the district's log that tells of this look. */
    entry: z.int(),
  })
  .meta({ id: 'Disputants' });

const ShowSchema = z.strictObject({ purpose: z.enum(CONTACT_PURPOSES) }).meta({ id: 'ShowDisputants' });

/** Shown only after the look is on record, as a resident's contact is; of performance, the sides of its mediation. */
const contactsRoute = ({ kind, path }: ProceedingSurface<MediationPreparing>, operationId: string): Route => ({
  method: 'post',
  path: `/v1/${path}/{number}/contacts`,
  operationId,
  tag: TAG,
  summary: MEDIATION_COMMAND_TERMS.showDisputants,
  access: 'showDisputants',
  on: kind,
  body: ShowSchema,
  answers: { 200: { description: 'Names and numbers, as far as there are any', schema: ContactsSchema } },
  async handle(call) {
    const { deps, principal, role, proceeding, body } = call;
    const { purpose } = body as z.infer<typeof ShowSchema>;
    const { db, keys } = deps.door;
    const { opened, district } = proceeding;
    const sides = await disputedBy(call, proceeding);
    const shown = await sidesWith(sides, async ({ ref }) => (await readContact(db, keys, ref)) ?? {}, {});
    const { seq } = await enter(db, {
      ...{ district, type: 'contact_shown', case: proceeding.case },
      ...{ actor: actorOf(principal, role), body: { purpose } },
    });
    const people = shown.map(({ id, disputants, representative }) => {
      const { authority: _authority, ...who } = representative ?? {};
      return { id, disputants, ...(representative && { representative: who }) };
    });
    return {
      status: 200,
      body: { number: opened.number, sides: people, entry: seq },
      headers: { 'Cache-Control': 'no-store' },
    };
  },
});

export const MEDIATION_ROUTES: readonly Route[] = [
  openRoute,
  ...proceedingRoutes(MEDIATIONS),
  ...proceedingRoutes(PERFORMANCES),
  contactsRoute(MEDIATIONS, 'showDisputants'),
  contactsRoute(PERFORMANCES, 'showPerformanceDisputants'),
];
