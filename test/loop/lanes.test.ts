import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Message } from '../../src/notify/channels.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { handOver, type Audience, type WaitingNotice } from '../../src/store/notices.js';
import { addEndpoint } from '../../src/store/webhooks.js';
import { namesIn } from '../support/exposition.js';
import { COMPLAINT, httpAt } from '../support/http.js';
import { addressOf, startApiProcess } from '../support/processes.js';
import { openReceiver } from '../support/receiver.js';
import { HAIBOWAN, openService, submitOne, TEST_KEYS, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
beforeEach(async () => {
  service = await openService();
  await service.startWorker();
});
afterEach(() => service.stop());

/** A day: nothing that hangs in a test gives up by itself. */
const DAY_MS = 86_400_000;
const endpoint = (): Promise<string> =>
  addEndpoint(
    service.db,
    TEST_KEYS,
    { district: HAIBOWAN, url: 'http://127.0.0.1:1/', description: '', eventTypes: [] },
    newSecret(),
  );
const outcomesOf = async (caseId: string): Promise<Map<string, string | null>> => {
  const rows = await service.db.prisma.notice.findMany({ where: { caseId }, orderBy: { seq: 'asc' } });
  return new Map(rows.map(({ recipient, outcome }) => [recipient.replace(/^webhook:.*/, 'webhook'), outcome]));
};

describe('who is told by one way', () => {
  const WAYS = {
    resident: 'short messages',
    'unit:urban-management:coordinator': 'messages to staff',
    webhook: 'subscribers',
  };

  it.each(Object.entries(WAYS))('does not wait for another that hangs: %s', async (stuck, hanging) => {
    await endpoint();
    let release: () => void = () => undefined;
    const hung = new Promise<void>((resolve) => (release = resolve));
    let begun = 0;
    const take = (way: string) => (): Promise<void> => {
      if (way !== hanging) return Promise.resolve();
      begun += 1;
      return hung;
    };
    // More than are handed over together, before the one whose others must not wait.
    for (let i = 0; i < 21; i += 1) await submitOne(service.door, { place: { subdistrict: 'xinhua' } });
    const { caseId } = await submitOne(service.door);
    service.startSender(
      { sms: { send: take('short messages') }, staff: { deliver: take('messages to staff') } },
      { errands: { ...service.errands, deliver: take('subscribers') }, handOverMs: DAY_MS },
    );
    // The sender waits for what it has begun.
    service.atStop(() => {
      release();
      return Promise.resolve();
    });
    const free = Object.keys(WAYS).filter((recipient) => recipient !== stuck);
    await until(async () => {
      const outcomes = await outcomesOf(caseId);
      return begun === 20 && free.every((recipient) => outcomes.get(recipient) === 'sent');
    });
    expect((await outcomesOf(caseId)).get(stuck)).toBeNull();
  });
});

describe('of those who are told by one way', () => {
  it('whoever is rung for comes first', async () => {
    for (let i = 0; i < 3; i += 1) await submitOne(service.door);
    const { caseId } = await submitOne(service.door, { urgency: 'critical' });
    const cases: string[] = [];
    const hand = (notice: WaitingNotice) => {
      cases.push(notice.case);
      return Promise.resolve('sent' as const);
    };
    await handOver(service.db, { audience: 'staff', most: 1 }, hand);
    expect(cases).toEqual([caseId]);
    await service.db.pool.query(
      `UPDATE notices SET template = 'ringing' WHERE recipient LIKE 'unit:%' AND outcome IS NULL
         AND case_id = (SELECT max(case_id) FROM notices WHERE recipient LIKE 'unit:%' AND outcome IS NULL)`,
    );
    const { rows } = await service.db.pool.query<{ case_id: string }>(
      `SELECT case_id FROM notices WHERE template = 'ringing'`,
    );
    await handOver(service.db, { audience: 'staff', most: 1 }, hand);
    expect(cases.slice(1)).toEqual(rows.map(({ case_id: id }) => id));
  });

  it('nobody is tried for more than a day, but for what Temporal is to take', async () => {
    await endpoint();
    const { caseId } = await submitOne(service.door);
    const inVain = async (audience: Audience) => {
      await service.db.pool.query('UPDATE notices SET due_at = now() WHERE case_id = $1 AND outcome IS NULL', [caseId]);
      return (await handOver(service.db, { audience, most: 20 }, () => Promise.resolve(undefined))).outcomes;
    };
    expect(await inVain('residents')).toEqual([]);
    // As many tries as fit into a day.
    await service.db.pool.query('UPDATE notices SET attempts = 294 WHERE case_id = $1', [caseId]);
    expect(await inVain('residents')).toEqual(['failed']);
    expect(await inVain('subscribers')).toEqual([]);
    expect((await outcomesOf(caseId)).get('resident')).toBe('failed');
  });
});

describe('a message to staff', () => {
  const telling = async (): Promise<{ to: readonly string[] | undefined; outcome: string | null | undefined }> => {
    const told: (Message & { to: readonly string[] })[] = [];
    const sender = service.startSender({
      staff: {
        deliver: (message) => Promise.resolve(void told.push(message)),
      },
    });
    const { caseId } = await submitOne(service.door, { place: { subdistrict: 'linyin' } });
    const recipient = 'unit:urban-management:coordinator';
    const outcome = await until(async () => (await outcomesOf(caseId)).get(recipient) ?? undefined);
    await sender.stop();
    expect(told.every((message) => message.recipient === recipient)).toBe(true);
    return { to: told[0]?.to, outcome };
  };
  const disable = (...logins: string[]) =>
    service.db.pool.query('UPDATE accounts SET disabled_at = now() WHERE login = ANY($1)', [logins]);

  it('that nobody is on duty for goes to the unit’s head, then to the shift leader, and only then to nobody', async () => {
    expect(await telling()).toEqual({ to: ['urban-management.coordinator'], outcome: 'sent' });
    await disable('urban-management.coordinator');
    expect(await telling()).toEqual({ to: ['urban-management.head'], outcome: 'sent' });
    await disable('urban-management.head');
    expect(await telling()).toEqual({ to: ['shift-leader-1'], outcome: 'sent' });
    await disable('shift-leader-1');
    expect(await telling()).toEqual({ to: undefined, outcome: 'nobody' });
  });
});

describe('a deployment with gateways', () => {
  it('hands people’s messages to them, counts what became of each, and names nobody', async () => {
    const secret = newSecret();
    // The staff's will not have it.
    const [sms, staff] = [await openReceiver(), await openReceiver(() => 422)];
    for (const { close } of [sms, staff]) service.atStop(close);
    const api = startApiProcess(service, {
      ...{
        NOTICE_SMS_URL: sms.url,
        NOTICE_SMS_SECRET: secret,
        NOTICE_STAFF_URL: staff.url,
        NOTICE_STAFF_SECRET: secret,
      },
      WEBHOOK_ALLOWED_CIDRS: '127.0.0.0/8',
    });
    const url = await addressOf(api);
    const { body } = await httpAt(url).call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT });
    const [message] = await until(() => Promise.resolve(sms.sent.length > 0 && staff.sent.length > 0 && sms.sent));
    const given = new Webhook(secret).verify(message?.body ?? '', message?.headers as Record<string, string>);
    expect(given).toMatchObject({
      type: 'notice.sms',
      data: { number: body['number'], recipient: 'resident', phone: COMPLAINT.requester.phone },
    });
    const scrape = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
    const shown = await until(async () => {
      const text = await scrape();
      return /notices_total\{audience="residents",outcome="sent"\} 1\n/.test(text) &&
        /notices_total\{audience="staff",outcome="refused"\} 1\n/.test(text)
        ? text
        : undefined;
    });
    expect([...(namesIn(shown).get('bihuan_notices_waiting') ?? [])]).toEqual(['audience']);
    expect(shown + api.output()).not.toContain(COMPLAINT.requester.phone);
  });

  it('does not start with one that it could never reach, or that has no secret', async () => {
    for (const [env, says] of [
      [{ NOTICE_SMS_URL: 'https://10.0.0.1/' }, 'NOTICE_SMS_SECRET'],
      [{ NOTICE_STAFF_URL: 'https://10.0.0.1/', NOTICE_STAFF_SECRET: newSecret() }, 'NOTICE_STAFF_URL'],
    ] as const) {
      const api = startApiProcess(service, { ...env });
      await until(() => Promise.resolve(api.child.exitCode !== null));
      expect([api.child.exitCode, api.output()]).toEqual([2, expect.stringContaining(says)]);
    }
  });
});
