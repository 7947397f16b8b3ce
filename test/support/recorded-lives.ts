/** Lives of the pure core, put on record as the door and the recording activity would. */
import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { apply, openCase } from '../../src/store/apply.js';
import type { Database } from '../../src/store/database.js';

const CASE = 'request:150302:2026-000123';
const NUMBER = '150302-2026-000123';

/** The same events under a number of their own, in a district. */
export function renumbered(
  events: readonly RequestEvent[],
  district: string,
  ordinal: number,
): readonly RequestEvent[] {
  const counted = `2026-${String(ordinal).padStart(6, '0')}`;
  const text = JSON.stringify(events)
    .replaceAll(CASE, `request:${district}:${counted}`)
    .replaceAll(NUMBER, `${district}-${counted}`)
    .replaceAll('"district":"150302"', `"district":"${district}"`)
    // The record keeps command ids and references as UUIDs.
    .replaceAll(/"commandId":"[^"]*"/g, () => `"commandId":"${randomUUID()}"`)
    .replaceAll(/"ref":"(?!\w{8}-)[^"]*"/g, () => `"ref":"${randomUUID()}"`);
  return JSON.parse(text) as readonly RequestEvent[];
}

/** Records a history: its receipt as the door does, the rest through `apply`. */
export async function record({ pool }: Database, events: readonly RequestEvent[]): Promise<void> {
  const [first, ...rest] = events;
  if (first === undefined) throw new RangeError('a history begins with its receipt');
  const row = {
    ...{ commandId: randomUUID(), client: 'test', key: first.case, caseId: first.case, ordinal: 1, kind: 'submit' },
    ...{ actor: first.actor, body: {}, fingerprint: Buffer.alloc(32), receivedAt: first.at },
  };
  await openCase(pool, { row, deposit: {}, external: [], events: [first] });
  await apply(pool, first.case, rest);
}
