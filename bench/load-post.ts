/** P1, our side: hands requests in over HTTP, as the hotline's system does. */
import { Agent, request } from 'node:http';
import { randomUUID } from 'node:crypto';
import { repeat, serve } from './load.js';
import { aCall } from './loop.js';

const { BENCH_API_URL: url = '', BENCH_API_KEY: key = '' } = process.env;
const agent = new Agent({ keepAlive: true });

function bodyOf(): string {
  const { place, phone } = aCall();
  return JSON.stringify({
    kind: 'complaint',
    channel: 'hotline',
    category: 'A0101',
    text: '演示:路边摊占道,影响通行,请处理。',
    place,
    requester: { mode: 'named', name: '演示·居民甲', phone },
  });
}

function post(): Promise<void> {
  const body = bodyOf();
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${key}`,
      'idempotency-key': randomUUID(),
    };
    const call = request(`${url}/v1/requests`, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        if (answer.statusCode === 201) resolve();
        else reject(new Error(`answered ${String(answer.statusCode)}: ${text}`));
      });
    });
    call.on('error', reject).end(body);
  });
}

serve(
  (order) => repeat(order, post),
  () => {
    agent.destroy();
    return Promise.resolve();
  },
);
