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
