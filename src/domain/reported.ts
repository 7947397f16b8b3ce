import type { Received } from './request/events.js';

/** 举报、投诉的对象: whom a request reports or complains of, and who therefore never comes to work on it (practice §3). */
export type Against = Received['against'];

/** Whether a unit is the one that is reported, itself or in its head. */
export function isReported({ code }: { code: string }, against: Against): boolean {
  return against?.unit === code && (against.staff === undefined || against.head === 'yes');
}
