import type { ApiDeps } from '../../src/api/route.js';
import { aKey, type TestService } from './service.js';
import { until } from './until.js';

export interface Reply {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  bytes: Buffer;
}

export interface Sending {
  body?: unknown;
  /** Sent as they are, with a key of their own unless one is given. */
  bytes?: Buffer;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls the API as one of the demo accounts, or as nobody; a body goes with a key of its own unless one is given. */
export type Call = (login: string | undefined, method: string, path: string, sending?: Sending) => Promise<Reply>;

interface Http {
  url: string;
  call: Call;
  cookieOf: (login: string) => Promise<string>;
}

/** The API of a service, and how a login's session cookie is had. */
export async function openHttp(service: TestService, more?: Partial<ApiDeps>): Promise<Http> {
  return httpAt(await service.listen(more));
}

/** The API at an address. */
export function httpAt(url: string): Http {
  const jars = new Map<string, string>();

  async function cookieOf(login: string): Promise<string> {
    const known = jars.get(login);
    if (known !== undefined) return known;
    const { headers } = await call(undefined, 'POST', '/v1/sessions', {
      body: { login, password: 'bihuan-demo-only' },
    });
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    jars.set(login, cookie);
    return cookie;
  }

  async function call(
    login: string | undefined,
    method: string,
    path: string,
    { body, bytes, headers = {}, signal }: Sending = {},
  ): Promise<Reply> {
    const answer = await fetch(url + path, {
      method,
      ...(signal && { signal }),
      headers: {
        ...(login !== undefined && { cookie: await cookieOf(login) }),
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': aKey() }),
        ...(bytes !== undefined && { 'content-type': 'application/octet-stream', 'idempotency-key': aKey() }),
        ...headers,
      },
      ...(bytes !== undefined && { body: new Uint8Array(bytes) }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const told = Buffer.from(await answer.arrayBuffer());
    const text = told.toString();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      bytes: told,
      body: isJson && text ? (JSON.parse(text) as Reply['body']) : { text },
    };
  }

  return { url, call, cookieOf };
}

/** A complaint that exactly one row of the demo catalogue fits, as a clerk keys it in. */
export const COMPLAINT = {
  kind: 'complaint',
  channel: 'hotline',
  category: 'A0101',
  text: '演示:路边摊占道',
  place: { community: 'haibei-01' },
  requester: { mode: 'named', name: '斯琴·高娃', phone: '13000000001' },
};

/** The answer to a command, also where it was queued behind what another case has just told its own. */
export async function answered(call: Call, login: string, sent: Promise<Reply>): Promise<Reply> {
  const first = await sent;
  if (first.status !== 202) return first;
  const decided = await until(async () => {
    const reply = await call(login, 'GET', first.headers.get('location') ?? '');
    return reply.body['status'] !== 'queued' && reply;
  });
  const { refusal } = decided.body as { refusal?: { code: string } };
  return refusal ? { ...decided, status: 409, body: { ...decided.body, code: refusal.code } } : decided;
}
