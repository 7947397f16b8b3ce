/** Sittings and items as they are opened, for tests: the committee of haibei and the district's above it, under the shipped policy. */
import type { Raised } from '../../../src/domain/agenda-item/agenda-item.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { CommitteeFact, Convened, SeatFact } from '../../../src/domain/joint-meeting/joint-meeting.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Role } from '../../../src/domain/permissions.js';
import { calendar, local, policy, someone, text } from '../../support/domain.js';

export const REQUEST = { case: 'request:150302:2026-000007', number: '150302-2026-000007' };
export const ITEM = 'agenda_item:150302:2026-000001';
export const ITEM_ABOVE = `${ITEM}-district`;
export const SECOND = 'agenda_item:150302:2026-000002';
export const MEETING = 'joint_meeting:150302:2026-000001';
export const OTHER_MEETING = 'joint_meeting:150302:2026-000002';

export const DISTRICT: CommitteeFact = { code: 'district', level: 'district', name: '演示·区联席会议' };
export const HAIBEI: CommitteeFact = {
  ...{ code: 'haibei', level: 'subdistrict', name: '演示·大工委', subdistrict: 'haibei' },
  above: DISTRICT,
};

const as = (account: string, role: Role = 'committee_member', unit?: string): Actor => ({
  ...someone(role, unit),
  account,
});
export const CHAIR = as('delegate-1');
export const SECRETARY = as('secretary', 'meeting_secretary');
/** Who sits for a seat: its delegate. */
export const member = (seat: number): Actor => as(`delegate-${String(seat)}`);
export const substitute = (seat: number): Actor => as(`substitute-${String(seat)}`);
export const OWNER = someone('unit_coordinator', 'housing');

const SEATS: readonly SeatFact[] = [1, 2, 3, 4, 5].map((seat) => ({
  ...{ seat, organisation: `演示·单位${String(seat)}`, delegate: `delegate-${String(seat)}` },
  ...(seat === 2 && { unit: 'housing', substitute: 'substitute-2' }),
}));

function meetings() {
  if (policy.meetings === undefined) throw new Error('the shipped policy has meetings');
  return policy.meetings;
}

export function raised(more: Partial<Raised> = {}): Raised {
  return {
    ...{ number: 'A150302-2026-000001', source: 'request', committee: HAIBEI, subdistrict: 'haibei' },
    ...{ request: REQUEST, lead: 'housing', by: 'haibei', text: text('item') },
    terms: proceedingTerms(policy, calendar, meetings().item),
    ...more,
  };
}

/** Ten days ahead, on a Thursday. */
export const NEXT_WEEK = local('2026-03-12 14:30');

export function convening(more: Partial<Convened> = {}): Convened {
  return {
    ...{ number: 'J150302-2026-000001', sort: 'regular', committee: HAIBEI, when: NEXT_WEEK },
    ...{ quorum: 67, noticeDays: meetings().noticeDays, subdistrict: 'haibei' },
    ...{ chair: CHAIR.account, secretary: SECRETARY.account, seats: SEATS },
    terms: proceedingTerms(policy, calendar, meetings().sitting),
    ...more,
  };
}

export const there = (...seats: number[]) => ({
  present: seats.map((seat) => ({ seat, by: 'delegate' })),
  observers: [],
});
