/** 议题: whence an item comes. */
export const AGENDA_SOURCES = [
  'request',
  'lapsed',
  'difficulty',
  'whistle',
  'mediation',
  'enforcement',
  'member',
] as const;
export type AgendaSource = (typeof AGENDA_SOURCES)[number];

/** Whether two numbers are of one matter before committees: what is raised a level keeps its number, with the level behind it. */
export function isSameMatter(one: string, other: string): boolean {
  const matterOf = (number: string) => number.replace(/-[a-z]+$/, '');
  return matterOf(one) === matterOf(other);
}

/** Where an item stands. */
export const AGENDA_ITEM_STATES = [
  'awaiting_screening',
  'waiting',
  'scheduled',
  'assigned',
  'reported',
  'verified',
  'returned',
  'rejected',
  'raised',
  'withdrawn',
] as const;
export type AgendaItemState = (typeof AGENDA_ITEM_STATES)[number];
