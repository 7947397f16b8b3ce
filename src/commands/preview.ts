import type { Actor } from '../domain/envelope.js';
import { numberOf } from '../domain/number.js';
import type { ProceedingTerms } from '../domain/policy.js';
import { lifecycleOfCase } from '../domain/procedures.js';
import type { Refusal } from '../domain/refusals.js';
import type { ClockChange } from '../domain/case/clock.js';
import type { CaseState } from '../domain/case/lifecycle.js';
import type { WithClocks } from '../domain/case/proceeding.js';
import type { Database } from '../store/database.js';
import { countOpen, listOpen } from '../store/jobs.js';
import { isRequest } from '../store/view.js';
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
  /** Requests, and other cases within reach, that have not ended (在办). */
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
  const total = await countOpen(db, district, change.reach);
  let after: string | undefined;
  for (;;) {
    const page = await listOpen(db, { district, reach: change.reach, after, limit: PAGE });
    for (const one of page) {
      if (isRequest(one) && one.stage === 'ended') found.reopenable += 1;
      else found.open += 1;
      const body = change.bodyFor(one);
      if (body === undefined) continue;
      const { refusal, moved } = await previewCommand(db, one, { name: change.name, body, actor });
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

/** What one command would come to with a case, were it received now. */
export async function previewCommand(
  db: Database,
  one: CaseState,
  { name, body, actor }: { name: string; body: unknown; actor: Actor },
): Promise<{ refusal?: Refusal; moved: readonly MovedDue[] }> {
  const now = new Date().toISOString();
  const command = { id: 'preview', name, actor, receivedAt: now, body };
  const { events, refusal } = lifecycleOfCase(one.case).decide(one, await termsOf(db, one), command, now);
  const changes = events.flatMap(({ body: said }) => (said as WithClocks).clocks ?? []);
  return { ...(refusal && { refusal }), moved: refusal ? [] : changes.flatMap((change) => movedBy(change, one)) };
}

function movedBy(change: ClockChange, { case: caseId, clocks }: CaseState): readonly MovedDue[] {
  if (change.change !== 'recalculated' && change.change !== 'relimited') return [];
  const { clock, n, at } = change;
  const before = clocks.find((one) => one.clock === clock && one.n === n);
  return before === undefined ? [] : [{ number: numberOf(caseId), clock, n, from: before.at, to: at }];
}

/** The terms in force of a case, as its events give them. */
async function termsOf(db: Database, { case: caseId }: CaseState): Promise<ProceedingTerms> {
  const events = (await listEvents(db, caseId)).map(({ event }) => event);
  const lifecycle = lifecycleOfCase(caseId);
  return events.reduce((terms, event) => lifecycle.termsAfter(terms, event), lifecycle.termsOf(events));
}
