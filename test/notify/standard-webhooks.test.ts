import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSecret, sign, verify } from '../../src/notify/standard-webhooks.js';

const body = Buffer.from('{"type":"request.closed","data":{"zh":"已结案"}}');
const secret = newSecret();
const now = Math.floor(Date.now() / 1_000);
const headersOf = (id: string, timestamp: number, signature: string) => ({
  id,
  timestamp: String(timestamp),
  signature,
});

describe('a signature', () => {
  it('is the one that the specification’s own library makes and takes', () => {
    const signature = sign(secret, { id: 'msg_1', timestamp: now }, body);
    expect(signature).toBe(new Webhook(secret).sign('msg_1', new Date(now * 1_000), body.toString()));
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(now), 'webhook-signature': signature };
    expect(new Webhook(secret).verify(body.toString(), headers)).toMatchObject({ type: 'request.closed' });
  });

  it('is that of its definition', () => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(key.length).toBe(32);
    const mac = createHmac('sha256', key)
      .update(`msg_1.${String(now)}.${body.toString()}`)
      .digest('base64');
    expect(sign(secret, { id: 'msg_1', timestamp: now }, body)).toBe(`v1,${mac}`);
  });

  it('holds for the bytes, the id, the time and the secret that were signed, and nothing else', () => {
    const signature = sign(secret, { id: 'msg_1', timestamp: now }, body);
    const verified = (headers: ReturnType<typeof headersOf>, of = body, by = secret) =>
      verify(by, headers, of, now * 1_000);
    expect(verified(headersOf('msg_1', now, signature))).toBe('msg_1');
    expect(verified(headersOf('msg_1', now, `v1,${'A'.repeat(43)}= v2,x ${signature}`))).toBe('msg_1');
    expect(verified(headersOf('msg_2', now, signature))).toBeUndefined();
    expect(verified(headersOf('msg_1', now + 1, signature))).toBeUndefined();
    expect(verified(headersOf('msg_1', now, signature), Buffer.from(`${body.toString()} `))).toBeUndefined();
    expect(verified(headersOf('msg_1', now, signature), body, newSecret())).toBeUndefined();
    expect(verified(headersOf('msg_1', now, signature.replace('v1', 'v1a')))).toBeUndefined();
    expect(
      verify(secret, { id: undefined, timestamp: undefined, signature: undefined }, body, now * 1_000),
    ).toBeUndefined();
  });

  it.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])('made %s seconds away from now is in time: %s', (off, isInTime) => {
    const timestamp = now + off;
    const headers = headersOf('msg_1', timestamp, sign(secret, { id: 'msg_1', timestamp }, body));
    expect(verify(secret, headers, body, now * 1_000) === 'msg_1').toBe(isInTime);
  });
});
