import { z } from 'zod';
import { dueOf, localDay, type Limit } from '../domain/calendar.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type {
  Booking,
  Dispatched,
  EnforcementCommands,
  EnforcementDispatch,
  Officer,
  PowerFact,
} from '../domain/enforcement/dispatch.js';
import { ENFORCEMENT_COMMAND_TERMS } from '../domain/enforcement/glossary.js';
import { ENFORCEMENT_RESULTS } from '../domain/enforcement/vocabulary.js';
import type { Actor, VaultRef } from '../domain/envelope.js';
import { formatDay, formatInstant, localTime, parseDay, parseInstant } from '../domain/local-time.js';
import { caseIdOf, caseNumber } from '../domain/number.js';
import { proceedingTerms, type EnforcementPolicy } from '../domain/policy.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Site } from '../domain/site.js';
import { isThereOn } from '../domain/stationing.js';
import { isInForceOn } from '../domain/validity.js';
import { ENFORCEMENT_MEASURES, URGENCIES } from '../domain/vocabulary.js';
import type { Whistle } from '../domain/whistle/whistle.js';
import { bookedElsewhere } from '../store/crew-bookings.js';
import type { Database } from '../store/database.js';
import { unitOfPlace, type Directory } from '../store/directory.js';
import { findPower, stationedAt } from '../store/linkage-directory.js';
import { DoorFault } from './faults.js';
import type { Founding } from './open.js';
import { PlaceSchema } from './place.js';
import { rowsOf } from './row.js';
import { inMillionths, metresFrom, PositionSchema } from './site.js';
import { placeFact, present } from './submission.js';
import { ALIEN, code, day, explained, freeText, instant, lineText, NEEDED, requestNumber, rule } from './texts.js';

const BACKWARDS = rule('须晚于开始时间', 'must be later than the beginning');
const booking = { from: instant, until: instant };

function assertForwards({ from, until }: Booking, wrong: (field: string, text: string) => void): void {
  if (until <= from) wrong('until', BACKWARDS);
}

const officer = z.uuid();
/** Why somebody is sent on a day on which the roster does not have them. */
const offDutyReason = explained.optional();
/** What proves it: a photo's number, a witness, a record. */
const evidence = z.array(lineText(300)).min(1).max(20);
const equipment = z.array(lineText(100)).max(30);

/** A crew to be dispatched: whom, who leads, where, from when until when, and on what. */
export const EnforcementSchema = z
  .strictObject({
    urgency: z.enum(URGENCIES),
    /** Accounts of the stationing roster. */
    crew: z.array(officer).min(1).max(40),
    lead: code,
    task: freeText,
    equipment: equipment.default([]),
    place: PlaceSchema,
    site: PositionSchema.optional(),
    ...booking,
    request: requestNumber.optional(),
    /** The number of an open whistle. */
    whistle: lineText(40).optional(),
    offDutyReason,
  })
  .superRefine((input, context) => {
    assertForwards(input, (field, message) => {
      context.addIssue({ code: 'custom', path: [field], message });
    });
  })
  .meta({ id: 'EnforcementSubmission' });
export type EnforcementInput = z.infer<typeof EnforcementSchema>;

/** On what a crew is dispatched, as it stands now. */
export interface Grounds {
  request?: ResidentRequest | undefined;
  whistle?: Whistle | undefined;
}

/** What a dispatch is made of. */
export interface Dispatching extends Founding, Grounds {
  db: Database;
  actor: Actor;
  input: EnforcementInput;
}

/** The dispatch as its procedure opens it. Throws DoorFault. */
export async function dispatchOf(dispatching: Dispatching): Promise<NewCase & { body: Dispatched }> {
  const { db, directory, at, ordinal, deposit, actor, input } = dispatching;
  const { urgency, lead, task, site, from, until, offDutyReason: excuse } = input;
  const policy = policyOf(directory);
  if (!directory.units.has(lead)) throw new DoorFault('unknown_unit', '/lead', { unit: lead });
  const { address, ...codes } = input.place;
  const place = placeFact(directory, codes, at);
  if (place.subdistrict === undefined) throw new DoorFault('subdistrict_required', '/place/subdistrict');
  assertGrounds(dispatching, place.subdistrict);
  assertBookable(directory, at, { from, until });
  const roster = await rosterAt(db, directory, place.subdistrict, from);
  const crew = input.crew.map((one, index) => roster.officer(one, `/crew/${String(index)}`));
  if (excuse === undefined) {
    input.crew.forEach((one, index) => {
      roster.assertOnDuty(one, { from, until }, `/crew/${String(index)}`);
    });
  }
  const number = caseNumber('enforcement_dispatch', directory.district, at, ordinal);
  const body: Dispatched = {
    ...{ number, urgency, lead, booking: { from, until } },
    by: unitOfPlace(directory, place.subdistrict)?.code ?? actor.unit ?? '',
    crew,
    ...(excuse !== undefined && { offDutyReason: deposit.text('offDutyReason', excuse) }),
    task: deposit.text('task', task),
    ...(input.equipment.length > 0 && { equipment: input.equipment.map((one) => deposit.text('equipment', one)) }),
    place: { ...place, ...(address !== undefined && { address: deposit.text('address', address) }) },
    subdistrict: place.subdistrict,
    ...present('community', place.community),
    ...(site && { site: { ...inMillionths(site), withinMetres: policy.withinMetres } }),
    ...groundsFact(dispatching),
    terms: proceedingTerms(directory.policy, directory.calendar, policy.urgencies[urgency]),
  };
  return { case: caseIdOf(number), body };
}

/** Throws DoorFault for what is over or not at work yet, for what does not belong together, and for what lies elsewhere. */
function assertGrounds({ request, whistle }: Grounds, subdistrict: string): void {
  const elsewhere = (number: string, there: string | undefined) =>
    there === undefined || there === subdistrict ? undefined : { number, place: there };
  if (request !== undefined) {
    const { number, place } = request.received;
    if (request.stage === 'ended') throw new DoorFault('request_over', '/request', { number });
    const apart = elsewhere(number, place.subdistrict);
    if (apart) throw new DoorFault('ground_elsewhere', '/request', apart);
  }
  if (whistle === undefined) return;
  const { number, request: blownFor, subdistrict: there } = whistle.opened;
  if (whistle.state !== 'working' && whistle.state !== 'awaiting_ruling') {
    throw new DoorFault('whistle_not_at_work', '/whistle', { number });
  }
  if (request !== undefined && blownFor !== undefined && blownFor.case !== request.case) {
    throw new DoorFault('grounds_apart', '/whistle', { whistle: number, number: request.received.number });
  }
  const apart = elsewhere(number, there);
  if (apart) throw new DoorFault('ground_elsewhere', '/whistle', apart);
}

/** What was whistled for a request is done for it, too; whom either reports is kept out. */
function groundsFact({ request, whistle }: Grounds): Pick<Dispatched, 'request' | 'parent' | 'against'> {
  const blown = whistle?.opened;
  const ground = request ? { case: request.case, number: request.received.number } : blown?.request;
  return {
    ...present('request', ground),
    ...(whistle && { parent: { case: whistle.case, number: whistle.opened.number } }),
    ...present('against', request?.received.against ?? blown?.against),
  };
}

function policyOf({ policy: { enforcement } }: Directory): EnforcementPolicy {
  if (enforcement === undefined) throw new DoorFault('not_set_up', undefined);
  return enforcement;
}

/** So far ahead a crew's time may begin: nobody knows who is stationed where after that. */
const AHEAD_AT_MOST: Limit = '90d';

/** Throws DoorFault for a time that is over, too far ahead, or longer than anybody is booked at once. */
function assertBookable(directory: Directory, at: string, { from, until }: Booking): void {
  const { bookedAtMost } = policyOf(directory);
  if (until <= at) throw new DoorFault('booking_over', '/until');
  if (from > dueOf(directory.calendar, at, AHEAD_AT_MOST).at) {
    throw new DoorFault('booking_too_far', '/from', { most: AHEAD_AT_MOST });
  }
  if (until > dueOf(directory.calendar, from, bookedAtMost).at) {
    throw new DoorFault('booking_too_long', '/until', { most: bookedAtMost });
  }
}

/** Who is stationed in a subdistrict, by account. */
interface Roster {
  /** Throws DoorFault for who is not of it. */
  readonly officer: (account: string, pointer: string) => Officer;
  /** Throws DoorFault where a time takes somebody on a day on which they are not there. */
  readonly assertOnDuty: (account: string, booking: Booking, pointer: string) => void;
}

async function rosterAt(db: Database, directory: Directory, subdistrict: string, at: string): Promise<Roster> {
  const stationed = new Map((await stationedAt(db, directory, subdistrict, at)).map((one) => [one.account, one]));
  const postOf = (account: string, pointer: string) => {
    const post = stationed.get(account);
    if (post === undefined) throw new DoorFault('not_stationed', pointer);
    return post;
  };
  return {
    officer: (account, pointer) => ({ officer: account, unit: postOf(account, pointer).unit }),
    assertOnDuty(account, booked, pointer) {
      const { displayName, validUntil, ...post } = postOf(account, pointer);
      const on = { ...post, validUntil: validUntil ?? undefined };
      const day = daysOf(booked).find((one) => !isThereOn(on, directory.calendar, one));
      if (day !== undefined) throw new DoorFault('officer_off_duty', pointer, { officer: displayName, day });
    },
  };
}

/** The days that a time takes something of; its end does not belong to it. */
function daysOf({ from, until }: Booking): readonly string[] {
  const first = parseDay(localDay(from));
  const last = parseDay(localDay(formatInstant(parseInstant(until) - 1)));
  return Array.from({ length: last - first + 1 }, (_, index) => formatDay(first + index));
}

/** What a row may ask while it turns a client's words into the record's. */
export interface EnforcementPreparing {
  readonly text: (purpose: string, text: string) => VaultRef;
  /** Throws DoorFault for who is not of the roster, or not there then without a reason. */
  readonly officer: (account: string, reason: string | undefined) => Promise<Officer>;
  /** Throws DoorFault where somebody of the crew is not there at another time. */
  readonly assertOnDuty: (booking: Booking) => Promise<void>;
  readonly power: (code: string) => Promise<PowerFact>;
  readonly site: Site | undefined;
  readonly assertBookable: (booking: Booking) => void;
}

/** What of a dispatch its commands are held against. */
type Preparable = Pick<Dispatched, 'subdistrict' | 'site'> & Pick<EnforcementDispatch, 'booking' | 'crew'>;

/** What the directory and the record say to a dispatch's commands at this moment. */
export function preparingEnforcement(
  { db, directory }: { db: Database; directory: Directory },
  { subdistrict = '', booking: planned, site, crew }: Preparable,
  text: EnforcementPreparing['text'],
): EnforcementPreparing {
  const now = new Date().toISOString();
  return {
    ...{ text, site },
    async officer(account, reason) {
      const roster = await rosterAt(db, directory, subdistrict, planned.from);
      const booked = roster.officer(account, '/officer');
      if (reason === undefined) roster.assertOnDuty(account, planned, '/officer');
      return booked;
    },
    async assertOnDuty(wanted) {
      const roster = await rosterAt(db, directory, subdistrict, wanted.from);
      for (const { officer: account } of crew.filter(({ step }) => step !== 'released')) {
        roster.assertOnDuty(account, wanted, '/from');
      }
    },
    async power(named) {
      const power = await findPower(db, directory.district, named);
      if (power === undefined) throw new DoorFault('unknown_power', '/power', { power: named });
      const { code: powerCode, unit, measures, rule: ground } = power;
      const inForce = isInForceOn(power, localDay(now)) ? 'yes' : 'no';
      return { code: powerCode, unit, measures, rule: ground, inForce };
    },
    assertBookable: (wanted) => {
      assertBookable(directory, now, wanted);
    },
  };
}

const row = rowsOf<Omit<EnforcementCommands, 'hearWhistleEnd'>, EnforcementPreparing>(ENFORCEMENT_COMMAND_TERMS);

const excused = ({ offDutyReason: reason }: { offDutyReason?: string | undefined }, by: EnforcementPreparing) =>
  reason === undefined ? {} : { offDutyReason: by.text('offDutyReason', reason) };

/** The commands of a dispatch, for its dispatcher and for its crew. */
export const ENFORCEMENT_CATALOGUE = [
  row('bookOfficer', 'book-officer', { officer, offDutyReason }, async (input, by) => ({
    ...(await by.officer(input.officer, input.offDutyReason)),
    ...excused(input, by),
  })),
  row('releaseOfficer', 'release-officer', { officer, reason: freeText }, ({ officer: account, reason }, by) => ({
    officer: account,
    reason: by.text('reason', reason),
  })),
  row(
    'replanDispatch',
    'replan',
    { ...booking, reason: freeText, offDutyReason },
    async ({ from, until, reason, ...input }, by) => {
      by.assertBookable({ from, until });
      if (input.offDutyReason === undefined) await by.assertOnDuty({ from, until });
      return { booking: { from, until }, reason: by.text('reason', reason), ...excused(input, by) };
    },
    assertForwards,
  ),
  row('setOut', 'set-out', {}, () => ({})),
  row(
    'arriveOnSite',
    'arrive',
    {
      position: PositionSchema.optional(),
      /** Where, in words: an address or a name of the place. */
      where: lineText(200).optional(),
      /** Why the position is not the site's. */
      explanation: explained.optional(),
    },
    ({ position, where, explanation }, by) => ({
      ...(position && { position: inMillionths(position) }),
      ...(where !== undefined && { where: by.text('where', where) }),
      ...(by.site && position && { metres: metresFrom(by.site, position) }),
      ...(explanation !== undefined && { explanation: by.text('explanation', explanation) }),
    }),
  ),
  row('recordFindings', 'findings', { findings: freeText }, ({ findings }, by) => ({
    findings: by.text('findings', findings),
  })),
  row(
    'takeMeasure',
    'take-measure',
    {
      power: code,
      measure: z.enum(ENFORCEMENT_MEASURES),
      details: freeText,
      evidence,
      /** 复查日期, of an order to correct. */
      reinspectOn: day.optional(),
    },
    async ({ power, measure, details, evidence: proof, reinspectOn }, by) => ({
      ...{ power: await by.power(power), measure, details: by.text('details', details) },
      evidence: proof.map((one) => by.text('evidence', one)),
      ...present('reinspectOn', reinspectOn),
    }),
    ({ measure, reinspectOn }, wrong) => {
      if (measure === 'order_to_correct' && reinspectOn === undefined) wrong('reinspectOn', NEEDED);
      if (measure !== 'order_to_correct' && reinspectOn !== undefined) wrong('reinspectOn', ALIEN);
    },
  ),
  row(
    'reinspect',
    'reinspect',
    {
      /** From 1, in the order in which they were given. */
      order: z.int().min(1).max(1_000),
      corrected: z.boolean(),
      remark: freeText,
      evidence,
      /** Another day, where it is not put right yet. */
      reinspectOn: day.optional(),
    },
    ({ order, corrected, remark, evidence: proof, reinspectOn }, by) => ({
      ...{ order, corrected: corrected ? 'yes' : 'no', remark: by.text('remark', remark) },
      evidence: proof.map((one) => by.text('evidence', one)),
      ...present('reinspectOn', reinspectOn),
    }),
    ({ corrected, reinspectOn }, wrong) => {
      if (corrected && reinspectOn !== undefined) wrong('reinspectOn', ALIEN);
    },
  ),
  row(
    'concludeEnforcement',
    'conclude',
    { result: z.enum(ENFORCEMENT_RESULTS), summary: freeText },
    ({ result, summary }, by) => ({ result, summary: by.text('summary', summary) }),
  ),
  row('cancelEnforcement', 'cancel', { reason: freeText }, ({ reason }, by) => ({ reason: by.text('reason', reason) })),
] as const;

/**
 * Gives what books officers' time. Throws DoorFault officer_booked, with until when, where one of them is booked elsewhere:
 * nothing was received then. `pointerOf`: which field named the officer.
 */
export async function whileFree<Result>(
  pointerOf: (officer: string) => string,
  give: () => Promise<Result>,
): Promise<Result> {
  try {
    return await give();
  } catch (error) {
    const booked = bookedElsewhere(error);
    if (booked === undefined) throw error;
    const until = localTime(booked.until).slice(0, 16).replace('T', ' ');
    throw new DoorFault('officer_booked', pointerOf(booked.officer), { until });
  }
}
