import { afterEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Message } from '../../src/notify/channels.js';
import { openEgress } from '../../src/notify/egress.js';
import { openSmsGateway, openStaffGateway } from '../../src/notify/message-gateway.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { openReceiver } from '../support/receiver.js';

const loopback = openEgress({ hosts: [], cidrs: ['127.0.0.0/8'] });
const secret = newSecret();
const phone = '13000000001';
const message: Message = {
  ...{ id: 'request:150302:2026-000123:7:resident', number: '150302-2026-000123', recipient: 'resident' },
  ...{ template: 'received', language: 'zh', text: '演示' },
};

let status = 204;
const receivers: (() => Promise<unknown>)[] = [];
async function openGateways(egress = loopback) {
  const receiver = await openReceiver(() => status);
  receivers.push(receiver.close);
  const gateway = { url: receiver.url, secret };
  return { sms: openSmsGateway(egress, gateway), staff: openStaffGateway(egress, gateway), sent: receiver.sent };
}
afterEach(async () => {
  status = 204;
  for (const close of receivers.splice(0)) await close();
});

describe('a gateway', () => {
  it('is given a message signed, under its own id with every try, with the number or the logins it needs', async () => {
    const { sms, staff, sent } = await openGateways();
    for (let i = 0; i < 2; i += 1) expect(await sms.send({ ...message, phone })).toBeUndefined();
    expect(await staff.deliver({ ...message, to: ['clerk-1'] })).toBeUndefined();
    expect(sent.map(({ id }) => id)).toEqual([message.id, message.id, message.id]);
    const [first, second, third] = sent.map(({ body, headers }) =>
      new Webhook(secret).verify(body, headers as Record<string, string>),
    );
    expect(first).toEqual({ type: 'notice.sms', data: { ...message, phone } });
    expect(second).toEqual(first);
    expect(third).toEqual({ type: 'notice.staff', data: { ...message, to: ['clerk-1'] } });
  });

  it.each([400, 413, 422])('that answers %d has refused the message for good', async (code) => {
    const { sms } = await openGateways();
    status = code;
    expect(await sms.send({ ...message, phone })).toBe('refused');
  });

  it.each([302, 401, 404, 408, 425, 429, 500, 503])(
    'that answers %d may take it later, and nobody is told whose it is',
    async (code) => {
      const { sms, sent } = await openGateways();
      status = code;
      const fault = await sms.send({ ...message, phone }).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(Error);
      expect(JSON.stringify([fault, String(fault), (fault as Error).stack])).not.toMatch(/1300|演示|not to be kept/);
      // No redirect was followed.
      expect(sent).toHaveLength(1);
    },
  );

  it('inside is reached only where it is allow-listed', async () => {
    const { staff, sent } = await openGateways(openEgress({ hosts: [], cidrs: [] }));
    await expect(staff.deliver({ ...message, to: [] })).rejects.toMatchObject({ code: 'refused_address' });
    expect(sent).toEqual([]);
  });
});
