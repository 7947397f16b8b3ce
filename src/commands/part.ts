import type { z } from 'zod';
import { requestId, requestNumber } from '../domain/number.js';
import type { Part } from '../domain/request/commands.js';
import type { Received } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { catalogueProposal, type Directory } from '../store/directory.js';
import { readContact, readTexts } from '../store/queries/find-request.js';
import { againstOf } from './against.js';
import type { PartSchema } from './catalogue.js';
import type { Door } from './door.js';
import { DoorFault } from './faults.js';
import type { Depositing } from './deposit.js';
import { categoryFact, placeFact, present, responsibleAt, termsAt } from './submission.js';

interface Taking {
  request: ResidentRequest;
  deposit: Depositing;
  input: z.infer<typeof PartSchema>;
  /** JSON pointer of the part. */
  pointer: string;
}

/** Until a part is opened its words lie under the request it is taken out of, by a purpose by which nobody finds that. */
export const PART = 'part_';

/**
 * A part taken out of a request, ready to be opened: the same caller, the same receipt, under a number of its own. Its words
 * become its own when it is opened; should the split be refused, they stay what was said of the first request. A number that is not used after all is a gap, as with every receipt. Throws DoorFault.
 */
export async function partOf(
  door: Door,
  directory: Directory,
  { request, deposit, input, pointer }: Taking,
): Promise<Part> {
  const { received, receivedAt, district } = request;
  const { kind = received.kind, urgency = received.urgency, statutory, text, place } = input;
  const category = await at(pointer, () => categoryFact(directory, input.category));
  const { address, ...named } = place ?? received.place;
  const fact = await at(pointer, () => placeFact(directory, named, receivedAt));
  const against = input.against && (await at(pointer, () => againstOf(door.db, directory, input.against)));

  const number = requestNumber(district, receivedAt, await nextOrdinal(door, district, receivedAt));
  const id = requestId(number);
  const words = typeof address === 'object' ? (await readTexts(door.db, request.case))[address.ref] : address;
  const contact = received.contact && (await readContact(door.db, door.keys, received.contact.ref));
  const part: Received = {
    ...{ number, kind, channel: received.channel, urgency, provenance: received.provenance, category },
    place: { ...fact, ...(typeof words === 'string' && { address: deposit.text(`${PART}address`, words) }) },
    requester: received.requester === 'named' && input.confidential ? 'confidential' : received.requester,
    ...(contact && { contact: deposit.contact(contact) }),
    text: deposit.text(`${PART}request`, text),
    ...present('occurredAt', received.occurredAt),
    ...present('against', against ?? received.against),
    ...responsibleAt(directory, fact, receivedAt),
    ...present('tags', received.tags),
    // What one call is, all of its matters are.
    ...present('origin', received.origin),
    ...present('upstream', received.upstream),
    ...present('crisis', received.crisis),
    splitFrom: received.number,
    terms: termsAt(directory, receivedAt, { kind, urgency, category }),
  };
  const proposal = catalogueProposal(directory, { category: category.code, place: fact.subdistrict, at: receivedAt });
  return {
    ...{ case: id, number, statutory: statutory ? 'yes' : 'no' },
    // What belongs to a statutory channel is handed over by hand, never dispatched by itself.
    body: { received: part, trusted: statutory ? 'no' : 'yes', ...(!statutory && present('proposal', proposal)) },
  };
}

async function nextOrdinal({ db }: Door, district: string, receivedAt: string): Promise<number> {
  const { rows } = await db.pool.query<{ ordinal: string }>(
    `SELECT next_case_ordinal($1, 'request', extract(year FROM $2::timestamptz AT TIME ZONE 'Asia/Shanghai')::int) AS ordinal`,
    [district, receivedAt],
  );
  return Number(rows[0]?.ordinal);
}

/** What is wrong with a part is told at the part. */
async function at<Fact>(pointer: string, read: () => Fact | Promise<Fact>): Promise<Fact> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DoorFault)) throw error;
    throw new DoorFault(error.code, `${pointer}${error.pointer ?? ''}`, error.params);
  }
}
