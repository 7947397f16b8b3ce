import { setTimeout as sleep } from 'node:timers/promises';
import { CommandAnswer, LinkAnswer, ProblemAnswer } from './answers.js';
import { patiently } from './patience.js';
import { PlayFault } from './play-fault.js';

/** Everything the player does to the service: over HTTP, as the people of the demo accounts. */
export interface Desk {
  readonly url: string;
  /** Reads as somebody with an account; 404 is undefined. Throws PlayFault for every other answer but 200. */
  read(login: string | undefined, path: string): Promise<unknown>;
  /** Gives a command or a request, as often as it takes to be decided; a resident comes by a link, without a login or key. */
  give(who: Giver | 'resident', path: string, body: unknown): Promise<Decided>;
  /** Brings a file; the same key has the same answer. Throws PlayFault. */
  bring(login: string, path: string, bytes: Buffer, key: string): Promise<unknown>;
}

/** Who gives a command, under what key, and on what version if it is edited by several. */
export interface Giver {
  login: string;
  key: string;
  ifMatch?: number;
}

/** Accepted with its number, or refused with a code. */
export type Decided = { accepted: true; number: string } | { accepted: false; code: string; detail: string };

const TRIES = 8;

interface Sending {
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** The desk at an address. The password is the demo accounts' own, which everybody may read. */
export function openDesk(url: string, password: string): Desk {
  const sessions = new Map<string, Promise<string>>();

  /** One request, again where it was not taken: a key keeps it from being done twice. */
  async function send(path: string, sending: Sending): Promise<{ status: number; headers: Headers; body: unknown }> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(url + path, sending).catch((cause: unknown) => {
        if (attempt < TRIES) return undefined;
        throw new PlayFault(`${url} 没有应答 / does not answer`, { cause });
      });
      const isAgain = answer === undefined || answer.status === 429 || answer.status === 503;
      if (!isAgain || attempt >= TRIES) {
        const text = (await answer?.text()) ?? '';
        const isJson = /json/.test(answer?.headers.get('content-type') ?? '');
        return {
          status: answer?.status ?? 0,
          headers: answer?.headers ?? new Headers(),
          body: isJson && text !== '' ? (JSON.parse(text) as unknown) : undefined,
        };
      }
      await answer?.arrayBuffer();
      await sleep(1_000 * Number(answer?.headers.get('retry-after') ?? 1));
    }
  }

  async function logIn(login: string): Promise<string> {
    const { status, headers } = await send('/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const cookie = headers.get('set-cookie')?.split(';')[0];
    if (status !== 201 || cookie === undefined)
      throw new PlayFault(
        `${login} 不能用演示密码登录(${String(status)}):这个服务没有示范账号? / cannot log in with the demo password: are there no demo accounts?`,
      );
    return cookie;
  }

  function cookieOf(login: string): Promise<string> {
    const session = sessions.get(login) ?? logIn(login);
    sessions.set(login, session);
    return session;
  }

  async function as(login: string | undefined): Promise<Record<string, string>> {
    return { 'accept-language': 'zh', ...(login !== undefined && { cookie: await cookieOf(login) }) };
  }

  async function read(login: string | undefined, path: string): Promise<unknown> {
    const { status, body } = await send(path, { method: 'GET', headers: await as(login) });
    if (status === 404) return undefined;
    if (status !== 200) throw new PlayFault(`GET ${path}: ${String(status)} ${problemOf(body).code}`);
    return body;
  }

  /** What became of what is on its way. */
  function decided(login: string | undefined, location: string): Promise<Decided> {
    return patiently(location, async (): Promise<Decided | undefined> => {
      const body = await read(login, location);
      // Whoever judges by a link has no account that could ask: the link itself tells.
      if (login === undefined) return LinkAnswer.parse(body).canJudge ? undefined : { accepted: true, number: '' };
      const { status, number, refusal } = CommandAnswer.parse(body);
      if (status === 'accepted') return { accepted: true, number };
      return refusal && { accepted: false, code: refusal.code, detail: refusal.text };
    });
  }

  return {
    url,
    read,
    async give(who, path, input) {
      const login = who === 'resident' ? undefined : who.login;
      const key = who === 'resident' ? {} : { 'idempotency-key': who.key };
      const version = who === 'resident' || who.ifMatch === undefined ? {} : { 'if-match': `"${String(who.ifMatch)}"` };
      const { status, headers, body } = await send(path, {
        method: 'POST',
        headers: { ...(await as(login)), ...key, ...version, 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      if (status === 202) return decided(login, headers.get('location') ?? '');
      if (status === 200 || status === 201) return { accepted: true, number: CommandAnswer.parse(body).number };
      return { accepted: false, ...problemOf(body) };
    },
    async bring(login, path, bytes, key) {
      const headers = { ...(await as(login)), 'content-type': 'application/octet-stream', 'idempotency-key': key };
      const { status, body } = await send(path, { method: 'POST', headers, body: Uint8Array.from(bytes) });
      if (status !== 201) throw new PlayFault(`POST ${path}: ${String(status)} ${problemOf(body).code}`);
      return body;
    },
  };
}

function problemOf(body: unknown): { code: string; detail: string } {
  const problem = ProblemAnswer.safeParse(body);
  if (!problem.success) return { code: 'no_problem', detail: JSON.stringify(body) };
  const { code, detail = '', errors = [] } = problem.data;
  return { code, detail: [detail, ...errors.map((one) => `${one.pointer} ${one.detail}`)].join(' ') };
}
