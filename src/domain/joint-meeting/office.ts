import type { Standing } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import type { CommitteeFact } from './joint-meeting.js';

/** What is of a committee: its items, its sittings. */
interface OfCommittee {
  opened: { committee: CommitteeFact };
}

export function notInOffice({ opened: { committee } }: OfCommittee): Refusal {
  return { code: 'not_in_office', params: { committee: committee.name } };
}

/** Whether somebody is neither its chair nor its secretary today. */
export function holdsNoOffice(one: OfCommittee, _actor: Actor, { office }: Standing): Refusal | undefined {
  return office === undefined ? notInOffice(one) : undefined;
}
