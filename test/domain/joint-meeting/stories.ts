/** Sittings and items for tests of the pure core: the committee of haibei and the district's above it, under the shipped policy. */
import type { AgendaItem, Raised } from '../../../src/domain/agenda-item/agenda-item.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type {
  CommitteeFact,
  Convened,
  JointMeeting,
  SeatFact,
} from '../../../src/domain/joint-meeting/joint-meeting.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Role } from '../../../src/domain/permissions.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { after, calendar, HOUSING, local, MONDAY, policy, someone, text } from '../../support/domain.js';
import { openNetwork, type Network } from '../../support/network.js';

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

export interface Story extends Network {
  /** Gives a command; unless an instant is named, at the last moment of the case. */
  give: (caseId: string, name: string, body: unknown, actor: Actor, at?: string) => Refusal | undefined;
  item(id?: string): AgendaItem;
  meeting(id?: string): JointMeeting;
}

/** What a test relies on. */
export function taken(refusal: Refusal | undefined): void {
  if (refusal) throw new Error(`it was refused: ${refusal.code}`);
}

function storyOn(network: Network): Story {
  return {
    ...network,
    give: (caseId, name, body, actor, at = network.state(caseId).at) => network.give(caseId, name, body, actor, at),
    item: (id = ITEM) => network.state(id) as AgendaItem,
    meeting: (id = MEETING) => network.state(id) as JointMeeting,
  };
}

/** An item that was raised. */
export function anItem(more: Partial<Raised> = {}): Story {
  const story = storyOn(openNetwork());
  taken(story.open({ case: ITEM, body: raised(more) }, someone('shift_leader'), MONDAY));
  return story;
}

/** An item that waits for a sitting. */
export function waiting(more: Partial<Raised> = {}): Story {
  const story = anItem(more);
  taken(story.give(ITEM, 'acceptItem', { office: 'secretary' }, SECRETARY));
  return story;
}

export const fact = (id: string) => ({
  item: { case: id, number: id.replace(/^agenda_item:(\d+):/, 'A$1-'), source: 'request', request: REQUEST },
});

/** A sitting that has been convened, with the item on its agenda. */
export function preparing({
  convened = {},
  item = {},
}: { convened?: Partial<Convened>; item?: Partial<Raised> } = {}): Story {
  const story = waiting(item);
  taken(story.open({ case: MEETING, body: convening(convened) }, CHAIR, MONDAY));
  taken(story.give(MEETING, 'addItem', fact(ITEM), SECRETARY));
  return story;
}

/** A sitting whose agenda is fixed. */
export function fixed(of: Parameters<typeof preparing>[0] = {}): Story {
  const story = preparing(of);
  taken(story.give(MEETING, 'fixAgenda', {}, SECRETARY));
  return story;
}

export const there = (...seats: number[]) => ({
  present: seats.map((seat) => ({ seat, by: 'delegate' })),
  observers: [],
});

/** A sitting in session, with its seats 1 to 4 present. */
export function inSession(of: Parameters<typeof preparing>[0] = {}): Story {
  const story = fixed(of);
  taken(story.give(MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, of.convened?.when ?? NEXT_WEEK));
  return story;
}

export const DUE = after(NEXT_WEEK, '10d');
export const assigning = (more: object = {}) => ({
  ...{ outcome: 'assign', owner: HOUSING, needs: 'district', due: DUE, task: text('task') },
  ...more,
});
export const because = (outcome: 'defer' | 'reject' | 'raise') => ({ outcome, reason: text('why') });
export const on = (decision: object, item = ITEM) => ({ item, decision });

/** An item that the sitting has assigned to housing. */
export function assigned(of: Parameters<typeof preparing>[0] = {}): Story {
  const story = inSession(of);
  taken(story.give(MEETING, 'decideItem', on(assigning()), CHAIR));
  return story;
}
