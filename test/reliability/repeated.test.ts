import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Findings } from '../../src/audit/verify.js';
import {
  aCommandWish,
  aRequestWish,
  decided,
  insist,
  isAccepted,
  LOGINS,
  saidBy,
  wrongEffects,
  type Known,
  type Told,
  type Wish,
} from '../support/crowd.js';
import { openHttp, type Call, type Reply } from '../support/http.js';
import { DEEP, SEED, seeded } from '../support/random.js';
import { undecidedCount } from '../support/record.js';
import { openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { verified } from '../support/verified.js';

const SIZE = DEEP ? { requests: 100, rounds: 19, each: 100 } : { requests: 10, rounds: 3, each: 30 };
const LIMIT_MS = DEEP ? 30 * 60_000 : 3 * 60_000;
const CLIENTS = 4;
const MOST_DELIVERIES = 5;

const random = seeded(SEED);
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  const http = await openHttp(service);
  call = http.call;
  for (const login of LOGINS) await http.cookieOf(login);
});
afterAll(() => service.stop());

/** An answer, and when its question was put and it was heard, in the order of all that happened. */
interface Heard extends Told {
  asked: number;
  heard: number;
}
const all: Heard[] = [];
let moment = 0;

async function deliver(wish: Wish): Promise<Reply> {
  const asked = (moment += 1);
  const reply = await insist(call, wish);
  all.push({ wish, reply, asked, heard: (moment += 1) });
  return reply;
}

/** Deals deliveries out to the clients, in any order; each sends its own one after another. */
async function deal(wishes: readonly Wish[]): Promise<void> {
  const hands = Array.from({ length: CLIENTS }, (): Wish[] => []);
  for (const wish of random.shuffled(wishes)) random.pick(hands).push(wish);
  await Promise.all(
    hands.map(async (hand) => {
      for (const wish of hand) await deliver(wish);
    }),
  );
}

/** Between one and five deliveries of a wish; some come rounds later, as a retry after a long outage does. */
function deliveriesOf(wish: Wish, round: number, later: Map<number, Wish[]>): Wish[] {
  const now = [wish];
  const copies = random.below(MOST_DELIVERIES);
  for (let n = 0; n < copies; n += 1) {
    const at = random.below(4) === 0 ? round + 1 + random.below(3) : round;
    if (at === round) now.push(wish);
    else later.set(at, [...(later.get(at) ?? []), wish]);
  }
  return now;
}

async function handIn(later: Map<number, Wish[]>): Promise<Known[]> {
  const wishes = Array.from({ length: SIZE.requests }, () => aRequestWish(random));
  await deal(wishes.flatMap((wish) => deliveriesOf(wish, 0, later)));
  return Promise.all(
    wishes.map(async ({ lead, ...wish }) => {
      const { body } = await decided(call, wish);
      return { number: String(body['number']), lead, state: String(body['state']) };
    }),
  );
}

async function look(known: Known): Promise<void> {
  const { body } = await call('auditor-1', 'GET', `/v1/requests/${known.number}`);
  known.state = String(body['state']);
  // What waits for another has no lead meanwhile: who had it asks on.
  if (body['leadUnit'] !== null) known.lead = body['leadUnit'] as Known['lead'];
}

describe(`commands that are each delivered up to five times, by four clients (seed ${String(SEED)})`, () => {
  it(
    'have one effect and one answer each',
    async () => {
      const later = new Map<number, Wish[]>();
      const requests = await handIn(later);
      const numbers = requests.map(({ number }) => number);
      const rounds = SIZE.rounds + 3;
      for (let round = 1; round <= rounds; round += 1) {
        const count = round <= SIZE.rounds ? SIZE.each : 0;
        const fresh = Array.from({ length: count }, () => aCommandWish(random, random.pick(requests), numbers));
        await deal([...(later.get(round) ?? []), ...fresh.flatMap((wish) => deliveriesOf(wish, round, later))]);
        await until(async () => (await undecidedCount(service.db)) === 0, LIMIT_MS);
        await Promise.all(requests.map(look));
      }
      expect(service.faults).toEqual([]);
      expect(await differentAnswers()).toEqual([]);
      expect(await wrongEffects(service.db, all)).toEqual([]);
      const found = await verified(service);
      expect(found.filter(({ findings }) => findings.length > 0)).toEqual([]);
      expect(found).toHaveLength(SIZE.requests);
      summarise(found);
    },
    LIMIT_MS,
  );
});

/** Decisions of which somebody heard another, or heard nothing of after they were known. */
async function differentAnswers(): Promise<object[]> {
  const different: object[] = [];
  const wishes = new Set(all.filter(({ reply }) => isAccepted(reply)).map(({ wish }) => wish));
  for (const wish of wishes) {
    const answers = all.filter((one) => one.wish === wish);
    const known = Math.min(...answers.filter(({ reply }) => isAccepted(reply)).map(({ heard }) => heard));
    const decision = saidBy(await decided(call, wish));
    const others = answers
      .filter(({ reply, asked }) => (isAccepted(reply) ? reply.status !== 202 : asked > known))
      .map(({ reply }) => saidBy(reply))
      .filter((said) => JSON.stringify(said) !== JSON.stringify(decision));
    if (others.length > 0) different.push({ wish, decision, others });
  }
  return different;
}

/** What docs/reliability.md tells of a run at full size. */
function summarise(found: readonly Findings[]): void {
  if (!DEEP) return;
  const answers: Record<string, number> = {};
  for (const { reply } of all) answers[reply.status] = (answers[reply.status] ?? 0) + 1;
  const commands = new Set(all.map(({ wish }) => wish.key)).size;
  const events = found.reduce((sum, one) => sum + one.events, 0);
  console.info(JSON.stringify({ seed: SEED, commands, deliveries: all.length, answers, events }));
}
