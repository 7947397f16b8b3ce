import type { ResidentRequest } from '../domain/request/state.js';
import type { Actor } from '../domain/envelope.js';
import { listAttachments } from '../store/attachments.js';
import { catalogueProposal, communityFact, unitFact, type Directory } from '../store/directory.js';
import { findRequest } from '../store/queries/find-request.js';
import { listOpenedFor } from '../store/queries/find-proceeding.js';
import { findRound } from '../store/queries/find-round.js';
import { evidenceOf } from './attach.js';
import type { Preparing } from './catalogue.js';
import type { Depositing } from './deposit.js';
import type { Door } from './door.js';
import { DoorFault } from './faults.js';
import { nextOrdinal } from './open.js';
import { assertOpens, FOR_OPENED } from './open-case.js';
import { committeeOfRequest, isProtected, itemOf } from './agenda-item.js';
import { partOf } from './part.js';
import { committeeOf, endedForViolence, mediationOf, mediatorsNamed, sidesOf, violenceBetween } from './mediation.js';
import { whistleOf } from './whistle.js';
import { categoryFact, placeFact, present, termsAt } from './submission.js';

/**
 * What a row may ask of the directory and the record while it prepares: as they are at this moment. `mayRead`: whether who
 * asks may know of another request; what they may not know of does not exist for them.
 */
export function preparing(
  door: Door,
  request: ResidentRequest,
  deposit: Depositing,
  actor: Actor,
  mayRead: (other: ResidentRequest) => boolean,
): Preparing {
  const { db, directories } = door;
  const { case: caseId, district, received, receivedAt } = request;
  const now = new Date().toISOString();
  const current = async (): Promise<Directory> => {
    const directory = await directories.current(district);
    if (!directory) throw new Error(`district ${district} has no directory`);
    return directory;
  };
  return {
    text: (purpose, text) => deposit.text(purpose, text),
    contact: (contact) => deposit.contact(contact),
    async unit(code, pointer) {
      const unit = (await current()).units.get(code);
      if (!unit) throw new DoorFault('unknown_unit', pointer, { unit: code });
      return unitFact(unit, now);
    },
    async community(code, pointer) {
      const directory = await current();
      const unit = directory.units.get(code);
      if (!unit) throw new DoorFault('unknown_unit', pointer, { unit: code });
      return communityFact(directory, unit, now);
    },
    async classification({ kind, category, urgency }) {
      const directory = await current();
      const from = { kind: received.kind, category: received.category, urgency: received.urgency };
      const to = {
        kind: kind ?? from.kind,
        category: category === undefined ? from.category : categoryFact(directory, category),
        urgency: urgency ?? from.urgency,
      };
      return { from, to, terms: termsAt(directory, receivedAt, to) };
    },
    async place({ address, ...named }) {
      const fact = placeFact(await current(), named, now);
      const words = address === undefined ? received.place.address : deposit.text('address', address);
      return { ...fact, ...present('address', words) };
    },
    async isDesigneeGone() {
      const { designee } = request;
      const unit = designee === undefined ? undefined : (await current()).units.get(designee);
      return designee !== undefined && (unit === undefined || unitFact(unit, now).inForce === 'no');
    },
    async proposal() {
      const { category, place } = received;
      return catalogueProposal(await current(), { category: category.code, place: place.subdistrict, at: now });
    },
    async evidence(ids, pointer) {
      const photoOf = received.category.photoRequired === 'yes' ? await findRound(db.pool, request) : undefined;
      return evidenceOf(await listAttachments(db.pool, caseId), ids, { pointer, photoOf });
    },
    async leader(number, pointer) {
      const found = await findRequest(db, number);
      if (found?.district !== district || !mayRead(found)) throw new DoorFault('unknown_request', pointer, { number });
      const { rowCount } = await db.pool.query(
        `SELECT 1 FROM resident_requests AS one JOIN resident_requests AS other USING (requester_index)
         WHERE one.case_id = $1 AND other.case_id = $2`,
        [caseId, found.case],
      );
      // That the two are of one caller would say to the leader's unit who asked in confidence.
      const isOpen = [received, found.received].every(({ requester }) => requester !== 'confidential');
      // Who was received as a repeat of it has urged it with that.
      const hasUrged = received.repeatOf?.number === number && received.repeatOf.ended === 'no';
      const sameCaller = rowCount === 1 && isOpen && !hasUrged ? 'yes' : 'no';
      const { against } = found.received;
      return { case: found.case, number, position: found.position, sameCaller, ...present('against', against) };
    },
    async whistle({ reason, ...calls }) {
      const directory = await current();
      const { ordinal, at } = await nextOrdinal(door, district, 'whistle');
      const put = (purpose: string, text: string) => deposit.text(`${FOR_OPENED}${purpose}`, text);
      const { address: _address, ...place } = received.place;
      const text = put('whistle', reason);
      const opens = whistleOf({ ...calls, directory, actor, ordinal, at, place, text, put, request });
      assertOpens(opens, { actor, receivedAt: at });
      return opens;
    },
    async mediation({ reason, ...brings }) {
      const directory = await current();
      const { address: _address, ...place } = received.place;
      const put = (purpose: string, text: string) => deposit.text(`${FOR_OPENED}${purpose}`, text);
      // Whoever mediates would read of whom it reports; and an office is no side of a dispute.
      if (received.against) throw new DoorFault('reported_not_mediated', undefined);
      // The end of a mediation is on record before the request hears that it is over, and may be mediated anew.
      const before = await listOpenedFor(db, caseId);
      if (before.some(endedForViolence) || (await violenceBetween(door, district, brings.sides)))
        throw new DoorFault('violence_not_mediated_again', undefined);
      const mediators = await mediatorsNamed(door.db, district, brings.mediators, now);
      const { ordinal, at } = await nextOrdinal(door, district, 'mediation');
      const opens = mediationOf({
        ...{ ...brings, directory, ordinal, at, place, mediators, request },
        committee: committeeOf(directory, { actor, place, named: brings.committee, at }),
        sides: sidesOf(brings.sides, { put, seal: (contact) => deposit.contact(contact) }),
        text: put('mediation', reason),
      });
      assertOpens(opens, { actor, receivedAt: at });
      return opens;
    },
    async agendaItem({ reason, level }) {
      if (await isProtected(door.db, caseId))
        throw new DoorFault('not_for_a_meeting', undefined, { number: received.number });
      const directory = await current();
      const committee = await committeeOfRequest(db, directory, request, { at: now, level });
      if (committee === undefined) throw new DoorFault('no_committee', undefined);
      const { ordinal, at } = await nextOrdinal(door, district, 'agenda_item');
      const text = deposit.text(`${FOR_OPENED}item`, reason);
      const opens = itemOf({ directory, at, ordinal, source: 'request', committee, text, by: actor.unit, request });
      assertOpens(opens, { actor, receivedAt: at });
      return opens;
    },
    async part(input, pointer) {
      return partOf(door, await current(), { request, deposit, input, pointer });
    },
  };
}
