import { calendarFor } from '../calendar-data.js';
import { localDay, type Limit } from '../domain/calendar.js';
import { chainOn, lineOn } from '../domain/network/coverage.js';
import { requestNumber } from '../domain/number.js';
import { flagsOf, termsFor, type Terms } from '../domain/policy.js';
import type { DispatchProposal } from '../domain/request/commands.js';
import type { CategoryFact, Classification, PlaceFact, Received, UpstreamOrder } from '../domain/request/events.js';
import type {
  CallBackBy,
  Channel,
  Language,
  Origin,
  Provenance,
  RequestKind,
  RequesterMode,
  Urgency,
} from '../domain/vocabulary.js';
import { catalogueProposal, lineOf, unitFact, type Directory } from '../store/directory.js';
import { contactEntry, textEntry, type Keys } from '../store/vault.js';
import { DoorFault } from './faults.js';

/** A request as it is handed in: words and codes, nothing looked up yet. */
export interface Submission {
  district: string;
  kind: RequestKind;
  channel: Channel;
  urgency: Urgency;
  category: string;
  place: {
    subdistrict?: string | undefined;
    community?: string | undefined;
    grid?: string | undefined;
    building?: string | undefined;
    address?: string | undefined;
  };
  text?: string | undefined;
  requester: {
    mode: RequesterMode;
    name?: string | undefined;
    phone?: string | undefined;
    proxy?: { name?: string | undefined; phone?: string | undefined } | undefined;
  };
  language?: Language | undefined;
  summary?: string | undefined;
  occurredAt?: string | undefined;
  predecessor?: string | undefined;
  external: readonly { system: string; id: string }[];
  tags: readonly string[];
  /** A unit the source names: the request is dispatched to it on arrival. */
  unit?: { code: string; ground: string } | undefined;
  suggestedExecutor?: string | undefined;
  origin?: Origin | undefined;
  upstream?: { system: string; number: string; dueAt?: string | undefined; callBackBy: CallBackBy } | undefined;
  crisis?: boolean | undefined;
  /** `login`: the account of the person that is meant, where they have one. */
  against?: { unit: string; staff: boolean; login?: string | undefined } | undefined;
  provenance: Provenance;
}

/** What the record says of a submission's caller and its place: who asks again, and how many ask. */
export type Company = Pick<Received, 'repeatOf' | 'cluster'>;

/** What a directory says of a submission. */
export interface Facts {
  against: Received['against'];
  place: PlaceFact;
  category: CategoryFact;
}

/** The words of a submission on their way into the vault. */
export function depositOf(keys: Keys, { text, summary, place: { address }, requester }: Submission) {
  const { mode, name, phone, proxy } = requester;
  const nobody = mode === 'anonymous' || (name === undefined && phone === undefined);
  return {
    texts: [
      ...(text === undefined ? [] : [textEntry('request', text)]),
      ...(address === undefined ? [] : [textEntry('address', address)]),
      ...(summary === undefined ? [] : [textEntry('summary', summary)]),
    ],
    contacts: nobody ? [] : [contactEntry(keys, { name, phone, proxy })],
  };
}

/** What the first event holds of a submission. */
export function receivedOf(given: {
  directory: Directory;
  submission: Submission;
  facts: Facts;
  vault: ReturnType<typeof depositOf>;
  number: string;
  receivedAt: string;
  duplicateOf: string | undefined;
  company: Company;
}): Received {
  const { directory, submission, facts, vault, number, receivedAt, duplicateOf, company } = given;
  const { kind, channel, urgency, provenance, tags } = submission;
  const external = numbersOf(submission);
  const refOf = (purpose: string) => vault.texts.find((entry) => entry.purpose === purpose)?.ref;
  return {
    ...{ number, kind, channel, urgency, provenance },
    category: facts.category,
    place: { ...facts.place, ...present('address', refOf('address')) },
    requester: submission.requester.mode,
    ...present('contact', vault.contacts[0]?.ref),
    ...present('text', refOf('request')),
    ...present('occurredAt', submission.occurredAt),
    ...present('predecessor', submission.predecessor),
    ...(external.length > 0 && { external }),
    ...(tags.length > 0 && { tags }),
    ...present('duplicateOf', duplicateOf),
    ...present('suggestedExecutor', submission.suggestedExecutor),
    ...company,
    ...present('against', facts.against),
    ...responsibleAt(directory, facts.place, receivedAt),
    ...(submission.requester.proxy && { proxy: 'yes' as const }),
    ...(submission.language !== undefined && submission.language !== 'zh' && { language: submission.language }),
    ...present('summary', refOf('summary')),
    ...(submission.origin === 'finding' && { origin: 'finding' as const }),
    ...present('upstream', upstreamOf(submission)),
    ...(submission.crisis === true && { crisis: 'yes' as const }),
    terms: termsAt(directory, receivedAt, { kind, urgency, category: facts.category }),
  };
}

/** Every number that another system has for it; an order's own among them, so that no order comes in twice. */
export function numbersOf({ external, upstream }: Submission): Submission['external'] {
  if (upstream === undefined) return external;
  const { system, number: id } = upstream;
  const isThere = external.some((one) => one.system === system && one.id === id);
  return isThere ? external : [...external, { system, id }];
}

function upstreamOf({ upstream }: Submission): UpstreamOrder | undefined {
  if (upstream === undefined) return undefined;
  const { dueAt, ...order } = upstream;
  return { ...order, ...present('dueAt', dueAt) };
}

/** The terms that a directory gives to what was received at an instant. */
export function termsAt(directory: Directory, receivedAt: string, of: Classification): Terms {
  return termsFor(directory.policy, calendarFor(directory.calendar, yearOf(receivedAt)), {
    kind: of.kind,
    urgency: of.urgency,
    category: flagsOf(of.category),
  });
}

/** A category with what its line of the catalogue of categories says. Throws DoorFault unknown_category. */
export function categoryFact(directory: Directory, code: string): CategoryFact {
  const line = lineOf(directory, code);
  const category = line[0];
  if (!category) throw new DoorFault('unknown_category', '/category', { category: code });
  return {
    code,
    ...(category.complex && { complex: 'yes' as const }),
    ...(category.utility && { utility: 'yes' as const }),
    ...(category.photoRequired && { photoRequired: 'yes' as const }),
    ...present('closingStandard', category.closingStandard ?? undefined),
    // Written by the loading of the directory only, which checks it.
    ...present('statutoryLimit', (category.statutoryLimit as Limit | null) ?? undefined),
  };
}

/** What a field or a scope may name: a town stands where a subdistrict does, a village where a community does. */
export const PLACES_OF_FIELD: Readonly<Record<'building' | 'grid' | 'community' | 'subdistrict', readonly string[]>> = {
  building: ['building'],
  grid: ['grid'],
  community: ['community', 'village'],
  subdistrict: ['subdistrict', 'town'],
};
const PLACE_FIELDS = ['building', 'grid', 'community', 'subdistrict'] as const;

/**
 * The places named must exist at an instant and lie within one another; what encloses them is filled in. Throws DoorFault
 * unknown_place, place_mismatch, place_of_other_kind or place_not_in_force.
 */
export function placeFact(directory: Directory, named: Submission['place'], at: string): PlaceFact {
  const fact: PlaceFact = {};
  const day = localDay(at);
  let around: readonly string[] = [];
  for (const field of PLACE_FIELDS) {
    const kindOf = (code: string) => directory.places.get(code)?.kind ?? '';
    const within = around.find((code) => PLACES_OF_FIELD[field].includes(kindOf(code)));
    const code = named[field] ?? within;
    if (code === undefined) continue;
    const pointer = `/place/${field}`;
    if (!directory.places.has(code)) throw new DoorFault('unknown_place', pointer, { place: code });
    if (!PLACES_OF_FIELD[field].includes(kindOf(code))) {
      throw new DoorFault('place_of_other_kind', pointer, { place: code });
    }
    if (around.length > 0 && within !== code) {
      throw new DoorFault('place_mismatch', pointer, { place: within ?? around[0] ?? '', within: code });
    }
    const line = lineOn(directory.network, code, day);
    if (line.length === 0) throw new DoorFault('place_not_in_force', pointer, { place: code, day });
    fact[field] = code;
    around = line;
  }
  return fact;
}

/** 责任链: who answers for a place at an instant. A request keeps the one that it was given. */
export function responsibleAt(
  { network }: Directory,
  { building, grid, community, subdistrict }: PlaceFact,
  at: string,
): Pick<Received, 'responsible'> {
  const place = building ?? grid ?? community ?? subdistrict;
  const chain = place === undefined ? [] : chainOn(network, place, localDay(at));
  return chain.length === 0 ? {} : { responsible: chain };
}

/** The unit the source names, or the one row of the catalogue that fits. Throws DoorFault unknown_unit. */
export function proposalFor(
  directory: Directory,
  submission: Submission,
  place: PlaceFact,
  at: string,
): DispatchProposal | undefined {
  if (submission.unit) {
    const unit = directory.units.get(submission.unit.code);
    if (!unit) throw new DoorFault('unknown_unit', '/unit', { unit: submission.unit.code });
    return { unit: unitFact(unit, at), basis: 'on_arrival', ground: submission.unit.ground };
  }
  if (submission.provenance === 'imported') return undefined;
  return catalogueProposal(directory, { category: submission.category, place: place.subdistrict, at });
}

/** A field that is left out while it has no value. */
export function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

function yearOf(instant: string): number {
  return Number(requestNumber('', instant, 0).slice(1, 5));
}
