/** A crowd of honest clients: requests and commands drawn by chance, over REST, asked again until they are answered. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../src/store/database.js';
import type { Call, Reply } from './http.js';
import type { Random } from './random.js';

/** Matters that need no photo, and who leads on them. */
const MATTERS = [
  { category: 'B0201', lead: 'housing' },
  { category: 'C0501', lead: 'buses' },
  { category: 'E0102', lead: 'traffic-police' },
  { category: 'D0303', lead: 'haibei' },
] as const;

export type Lead = (typeof MATTERS)[number]['lead'];

const LEADS: readonly Lead[] = MATTERS.map(({ lead }) => lead);

/** Who gives a command: somebody of the lead, or a login. */
type As = 'coordinator' | 'head' | 'clerk-1' | 'shift-leader-1' | 'reviewer-1' | 'call-back-1' | 'supervisor-1';

/** Everybody who may be asked to log in. */
export const LOGINS: readonly string[] = [
  ...['clerk-1', 'shift-leader-1', 'reviewer-1', 'call-back-1', 'supervisor-1', 'auditor-1'],
  ...LEADS.flatMap((lead) => [`${lead}.coordinator`, `${lead}.head`]),
];

interface Move {
  verb: string;
  as: As;
  /** The event that an accepted one leaves exactly once. */
  leaves: string;
  body: (random: Random, others: readonly string[]) => object;
}

const reason = '演示:理由';
const CONTENT = { contacted: true, solved: 'solved', satisfaction: 5 };
const DISCONTENT = { contacted: true, solved: 'not_solved', satisfaction: 1 };

/** What brings a request on, by the state it is in. */
const ONWARD: Readonly<Record<string, readonly Move[]>> = {
  awaiting_sign_for: [{ verb: 'sign-for', as: 'coordinator', leaves: 'signed_for', body: () => ({}) }],
  handling: [
    { verb: 'submit-result', as: 'coordinator', leaves: 'result_submitted', body: () => ({ summary: '演示:已处理' }) },
    { verb: 'approve-result', as: 'head', leaves: 'result_approved', body: () => ({ approved: true }) },
  ],
  rework: [
    { verb: 'submit-result', as: 'coordinator', leaves: 'result_submitted', body: () => ({ summary: '演示:再处理' }) },
    { verb: 'approve-result', as: 'head', leaves: 'result_approved', body: () => ({ approved: true }) },
  ],
  in_review: [{ verb: 'review', as: 'reviewer-1', leaves: 'completed', body: () => ({ passed: true }) }],
  awaiting_reply: [{ verb: 'reply', as: 'coordinator', leaves: 'replied', body: () => ({ reply: '演示:已答复' }) }],
  awaiting_call_back: [
    {
      verb: 'record-call-back',
      as: 'call-back-1',
      leaves: 'call_back_recorded',
      body: ({ below }) => ({ result: 'reached', answers: below(3) === 0 ? DISCONTENT : CONTENT }),
    },
  ],
  objected: [
    {
      verb: 'rule-on-objection',
      as: 'shift-leader-1',
      leaves: 'objection_ruled',
      body: () => ({ ruling: 'rejected', reason }),
    },
  ],
  extension_requested: [
    {
      verb: 'rule-on-extension',
      as: 'shift-leader-1',
      leaves: 'extension_ruled',
      body: () => ({ ruling: 'granted', reason }),
    },
  ],
  closed: [{ verb: 'reopen', as: 'clerk-1', leaves: 'reopened', body: () => ({ reason }) }],
  withdrawn: [{ verb: 'reopen', as: 'clerk-1', leaves: 'reopened', body: () => ({ reason }) }],
};

/** What may be said at any time, and is often refused. */
const ASIDE: readonly Move[] = [
  { verb: 'comment', as: 'clerk-1', leaves: 'commented', body: () => ({ text: '演示:批注' }) },
  { verb: 'comment', as: 'reviewer-1', leaves: 'commented', body: () => ({ text: '演示:批注' }) },
  { verb: 'urge', as: 'clerk-1', leaves: 'urged', body: () => ({}) },
  { verb: 'supervise', as: 'supervisor-1', leaves: 'supervised', body: () => ({ level: 'supervision_office' }) },
  {
    verb: 'record-contact',
    as: 'coordinator',
    leaves: 'contact_recorded',
    body: ({ pick }) => ({ means: 'phone', result: pick(['reached', 'tried']) }),
  },
  { verb: 'interim-reply', as: 'coordinator', leaves: 'interim_replied', body: () => ({ text: '演示:进展' }) },
  {
    verb: 'ask-information',
    as: 'coordinator',
    leaves: 'information_asked',
    body: () => ({ question: '演示:哪一盏' }),
  },
  { verb: 'supplement', as: 'clerk-1', leaves: 'supplemented', body: () => ({ text: '演示:第三盏' }) },
  { verb: 'object', as: 'coordinator', leaves: 'objected', body: () => ({ reason }) },
  {
    verb: 'request-extension',
    as: 'coordinator',
    leaves: 'extension_requested',
    body: () => ({ limit: '1wd', reason }),
  },
  { verb: 'withdraw', as: 'clerk-1', leaves: 'withdrawn', body: () => ({ callId: 'call-1' }) },
  {
    verb: 'rule-on-objection',
    as: 'shift-leader-1',
    leaves: 'objection_ruled',
    body: ({ pick }) => ({ ruling: 'upheld', reason, unit: pick(LEADS) }),
  },
  {
    verb: 'merge',
    as: 'clerk-1',
    leaves: 'merged',
    body: ({ pick }, others) => ({ into: pick(others), reason }),
  },
  { verb: 'unmerge', as: 'clerk-1', leaves: 'unmerged', body: () => ({ reason }) },
];

/** What is wrong in itself: refused at the door, and nothing of it is kept. */
const WRONG: readonly Move[] = [
  { verb: 'urge', as: 'clerk-1', leaves: '', body: () => ({ reason: 3 }) },
  { verb: 'comment', as: 'clerk-1', leaves: '', body: () => ({}) },
  { verb: 'approve-result', as: 'coordinator', leaves: '', body: () => ({ approved: true }) },
];

/** One thing that somebody wants, under the key it is asked with each time. */
export interface Wish {
  login: string;
  path: string;
  key: string;
  body: object;
  leaves: string;
}

let keys = 0;
const aKey = (): string => `wish-${String((keys += 1))}`;

/** A request to hand in; `lead` is who will have it. */
export function aRequestWish(random: Random): Wish & { lead: Lead } {
  const { category, lead } = random.pick(MATTERS);
  const body = {
    ...{ kind: random.pick(['complaint', 'help']), channel: 'hotline', category, text: '演示:诉求内容' },
    urgency: random.pick(['routine', 'routine', 'urgent', 'critical']),
    place: { community: random.pick(['haibei-01', 'haibei-02', 'haibei-03']) },
    requester: { mode: 'named', name: '演示·居民甲', phone: `1300000${String(1_000 + random.below(9_000))}` },
  };
  return { login: 'clerk-1', path: '/v1/requests', key: aKey(), body, leaves: 'received', lead };
}

/** What a client knows of a request that it works on. */
export interface Known {
  number: string;
  lead: Lead;
  state: string;
}

/** A command by chance: one that fits, one that may, or one that cannot be meant. */
export function aCommandWish(random: Random, { number, lead, state }: Known, others: readonly string[]): Wish {
  const dice = random.below(20);
  const onward = ONWARD[state] ?? [];
  const move = dice === 0 ? random.pick(WRONG) : random.pick(dice < 9 || onward.length === 0 ? ASIDE : onward);
  const { verb, as, leaves, body } = move;
  const login = as === 'coordinator' || as === 'head' ? `${lead}.${as}` : as;
  return { login, path: `/v1/requests/${number}/${verb}`, key: aKey(), body: body(random, others), leaves };
}

const ANSWERED_WITHIN_MS = 15_000;
const ASK_AGAIN_MS = 100;

/** Sends a wish once, and gives up like any client when no answer comes. */
export function sendOnce(call: Call, { login, path, key, body }: Wish): Promise<Reply> {
  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  return call(login, 'POST', path, { body, headers: { 'idempotency-key': key }, signal });
}

/** Sends a wish with its key until somebody answers for it: accepted, on its way, or refused. */
export async function insist(call: Call, wish: Wish, onTry: () => void = () => undefined): Promise<Reply> {
  for (;;) {
    onTry();
    const reply = await sendOnce(call, wish).catch(() => undefined);
    if (reply?.status === 401) throw new Error(`${wish.login} is not logged in: nothing would be tested`);
    if (reply !== undefined && reply.status < 500 && reply.status !== 429) return reply;
    await wait(ASK_AGAIN_MS);
  }
}

/** Sends a wish with its key until it is decided. */
export async function decided(call: Call, wish: Wish, onTry?: () => void): Promise<Reply> {
  for (;;) {
    const reply = await insist(call, wish, onTry);
    if (reply.status !== 202) return reply;
    await wait(ASK_AGAIN_MS);
  }
}

/**
 * An answer without what belongs to the single exchange: its trace, and which of the allowed commands the caller's rights
 * of this moment offer.
 */
export function saidBy({ status, body }: Reply): object {
  const { traceId: _trace, allowed: _allowed, ...said } = body;
  return { status, ...said };
}

/** Whether an answer tells of something that was accepted at the door: decided, or on its way. */
export function isAccepted({ body }: Reply): boolean {
  return body['commandId'] !== undefined;
}

/** What somebody was told in answer to a wish. */
export interface Told {
  wish: Wish;
  reply: Reply;
}

/**
 * Wishes whose effect is not exactly what was told: an accepted command leaves its event once, a refused one never, one that
 * nobody answered for leaves nothing; and what is on record without anybody's wish. What cases tell each other the audit holds
 * against their events.
 */
export async function wrongEffects({ pool }: Database, told: readonly Told[]): Promise<object[]> {
  const { rows } = await pool.query<{ key: string; refused: boolean; left: string[] }>(
    `SELECT key, outcome ? 'refusal' AS refused,
       array(SELECT type FROM case_events AS e WHERE e.command_id = inbox.command_id ORDER BY case_id, seq) AS left
     FROM inbox WHERE client !~ '^(workflow|case):' AND client <> 'repeat'`,
  );
  const kept = new Map(rows.map((row) => [row.key, row]));
  const wishes = new Map(told.map(({ wish }) => [wish.key, wish]));
  const wrong = told.flatMap(({ wish, reply }): object[] => {
    const row = kept.get(wish.key);
    if (row === undefined) return isAccepted(reply) ? [{ lost: wish, reply: saidBy(reply) }] : [];
    const times = row.left.filter((type) => type === wish.leaves).length;
    return times === (row.refused ? 0 : 1) ? [] : [{ wish, ...row }];
  });
  const doubled = rows.length === kept.size ? [] : [{ rows: rows.length, keys: kept.size }];
  return [...wrong, ...doubled, ...rows.filter(({ key }) => !wishes.has(key))];
}
