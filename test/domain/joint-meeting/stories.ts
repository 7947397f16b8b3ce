/** Sittings and items for tests of the pure core: the committee of haibei and the district's above it, under the shipped policy. */
import type { AgendaItem, Raised } from '../../../src/domain/agenda-item/agenda-item.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { Convened, JointMeeting } from '../../../src/domain/joint-meeting/joint-meeting.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { after, HOUSING, MONDAY, someone, text } from '../../support/domain.js';
import { CHAIR, convening, ITEM, MEETING, NEXT_WEEK, raised, REQUEST, SECRETARY, there } from './facts.js';
import { openNetwork, type Network } from '../../support/network.js';

export * from './facts.js';

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

/** What the directory says of who gives a sitting a command: the door puts it in. */
function officeOf(caseId: string, { account }: Actor): { office?: 'chair' | 'secretary' } {
  if (!caseId.startsWith('joint_meeting:')) return {};
  if (account === CHAIR.account) return { office: 'chair' };
  return account === SECRETARY.account ? { office: 'secretary' } : {};
}

function storyOn(network: Network): Story {
  return {
    ...network,
    give: (caseId, name, body, actor, at = network.state(caseId).at) =>
      network.give(caseId, name, { ...officeOf(caseId, actor), ...(body as object) }, actor, at),
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
