import type { Actor } from '../domain/envelope.js';
import type { Terms } from '../domain/policy.js';
import type { Refusal } from '../domain/refusals.js';
import type { RequestCommand, RequestCommandName } from '../domain/request/commands.js';
import { decide } from '../domain/request/decide/index.js';
import { termsAfter } from '../domain/request/events.js';
import type { ClockChange } from '../domain/case/clock.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Database } from '../store/database.js';
import { countOpen, listOpen } from '../store/jobs.js';
import { listEvents } from '../store/queries/find-request.js';
import type { Change } from './changes.js';

/** A due that would move. */
export interface MovedDue {
  number: string;
  clock: string;
  n: number;
  from: string;
  to: string;
}

/** What a change would come to. */
export interface ChangePreview {
  /** Requests that have not ended (在办). */
  open: number;
  /** Those that have ended and can still be reopened: a change reaches them too, for the day that they are. */
  reopenable: number;
  /** Those that it concerns, and that would take it. */
  taken: number;
  moved: readonly MovedDue[];
  /** Those that have it already, and those to whom it means nothing any more, by the refusal's code. */
  refused: Readonly<Record<string, number>>;
}

const PAGE = 200;

/** What a change would come to with every open request of a district: by the very rules that will decide, and nothing is kept. */
export async function previewChange(
  db: Database,
  change: Change,
  {
    district,
    actor,
    onProgress,
  }: {
    district: string;
    actor: Actor;
    onProgress?: (progress: { done: number; total: number }) => void;
  },
): Promise<ChangePreview> {
  const found = { open: 0, reopenable: 0, taken: 0, moved: [] as MovedDue[], refused: {} as Record<string, number> };
  const total = await countOpen(db, district);
  let after: string | undefined;
  for (;;) {
    const page = await listOpen(db, { district, after, limit: PAGE });
    for (const request of page) {
      if (request.stage === 'ended') found.reopenable += 1;
      else found.open += 1;
      const body = change.bodyFor(request);
      if (body === undefined) continue;
      const { refusal, moved } = await previewCommand(db, request, { name: change.name, body, actor });
      if (refusal === undefined) {
        found.taken += 1;
        found.moved.push(...moved);
      } else found.refused[refusal.code] = (found.refused[refusal.code] ?? 0) + 1;
    }
    const done = found.open + found.reopenable;
    onProgress?.({ done, total: Math.max(total, done) });
    after = page.at(-1)?.case;
    if (page.length < PAGE) return found;
  }
}

/** What one command would come to with a request, were it received now. */
export async function previewCommand(
  db: Database,
  request: ResidentRequest,
  { name, body, actor }: { name: RequestCommandName; body: unknown; actor: Actor },
): Promise<{ refusal?: Refusal; moved: readonly MovedDue[] }> {
  const now = new Date().toISOString();
  // The body was made for the name by who asks; the compiler cannot follow the pair.
  const command = { id: 'preview', name, actor, receivedAt: now, body } as RequestCommand;
  const { events, refusal } = decide(request, await termsOf(db, request), command, now);
  const changes = events.flatMap((event) => ('clocks' in event.body ? (event.body.clocks ?? []) : []));
  return { ...(refusal && { refusal }), moved: refusal ? [] : changes.flatMap((change) => movedBy(change, request)) };
}

function movedBy(change: ClockChange, { clocks, received }: ResidentRequest): readonly MovedDue[] {
  if (change.change !== 'recalculated' && change.change !== 'relimited') return [];
  const { clock, n, at } = change;
  const before = clocks.find((one) => one.clock === clock && one.n === n);
  return before === undefined ? [] : [{ number: received.number, clock, n, from: before.at, to: at }];
}

/** The terms in force of a request, as its events give them. */
async function termsOf(db: Database, request: ResidentRequest): Promise<Terms> {
  const events = (await listEvents(db, request.case)).map(({ event }) => event);
  const [first] = events;
  if (first?.type !== 'received') throw new Error(`${request.case} does not begin with a receipt`);
  return events.reduce(termsAfter, first.body.terms);
}
