import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import type { Submission } from '../../src/commands/submission.js';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { auditWith, openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
const numbers: Record<string, string> = {};

const anonymous: Submission['requester'] = { mode: 'anonymous' };
const TEXTS: Readonly<Record<string, Partial<Submission>>> = {
  lamp: { text: '海北街道团结路北段路灯不亮,夜间出行困难,请尽快维修。' },
  heating: {
    text: '家里暖气不热,室温只有15℃,打物业电话无人接听',
    place: { subdistrict: 'haibei', address: '滨河小区3号楼2单元' },
  },
  smoke: { text: '小区楼下烧烤摊油烟扰民,噪音持续到凌晨两点', kind: 'help' },
  parking: { text: '单位门口ＷｉＦｉ信号杆占道,车位编号B-12', place: { subdistrict: 'xinhua' } },
  mongolian: { text: 'ᠭᠡᠷ ᠦᠨ ᠬᠠᠯᠠᠭᠤᠨ ᠤᠰᠤ ᠦᠭᠡᠢ(家里没有热水)', requester: anonymous },
  road: { text: '路口信号灯坏了,灯不亮也没人管', external: [{ system: 'city', id: 'WO-2026/0471' }] },
};

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
  for (const [name, more] of Object.entries(TEXTS)) {
    const { caseId } = await submitOne(service.door, { requester: anonymous, ...more });
    numbers[name] = caseId.replace(/^request:(\d+):/, '$1-');
  }
  await call('clerk-1', 'POST', `/v1/requests/${numbers['smoke'] ?? ''}/supplement`, {
    body: { text: '摊主每晚占用消防通道' },
  });
});
afterAll(() => service.stop());

const namesOf = (body: Record<string, unknown>) =>
  (body['requests'] as { number: string }[])
    .map(({ number }) => Object.keys(numbers).find((name) => numbers[name] === number) ?? number)
    .sort();

async function found(q: string, login = 'clerk-1', more: Record<string, string> = {}): Promise<string[]> {
  const { status, body } = await call(login, 'GET', `/v1/requests?${new URLSearchParams({ q, ...more }).toString()}`);
  expect({ q, status }).toEqual({ q, status: 200 });
  return namesOf(body);
}

describe('a search', () => {
  it.each([
    ['a word of two characters', '暖气', ['heating']],
    ['a word that several texts have', '小区', ['heating', 'smoke']],
    ['a phrase', '路灯不亮', ['lamp']],
    ['no phrase whose pairs stand apart', '灯不亮夜', []],
    ['a phrase across a comma not', '困难请尽快', []],
    ['a single character', '灯', ['lamp', 'road']],
    ['several words, all of them', '路 灯不', ['lamp', 'road']],
    ['words of different texts of one request', '物业 滨河', ['heating']],
    ['an address', '3号楼', ['heating']],
    ['what was added later', '消防通道', ['smoke']],
    ['Latin letters of any width and size', 'wifi', ['parking']],
    ['full-width letters that are asked for', 'ＷＩＦＩ', ['parking']],
    ['a part of a Latin word', 'Wi', ['parking']],
    ['a number with its sign', 'B-12', ['parking']],
    ['compatibility forms', '15°c', ['heating']],
    ['Mongolian', 'ᠬᠠᠯᠠᠭᠤᠨ', ['mongolian']],
    ['Mongolian with a variation selector', 'ᠬᠠᠯᠠᠭ\u180Bᠤᠨ ᠤᠰᠤ', ['mongolian']],
    ['signs that mean something to a pattern not as such', '100%_', []],
    ['nothing that nobody wrote', '地铁', []],
  ])('finds %s', async (_what, q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it('goes together with the other filters, and stays within the scopes of whoever asks', async () => {
    expect(await found('小区', 'clerk-1', { kind: 'help' })).toEqual(['smoke']);
    expect(await found('占道', 'xinhua.clerk')).toEqual(['parking']);
    expect(await found('小区', 'xinhua.clerk')).toEqual([]);
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    const first = await call('clerk-1', 'GET', `/v1/requests?limit=1&q=${encodeURIComponent('小区')}`);
    const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await call('clerk-1', 'GET', next);
    expect([...namesOf(first.body), ...namesOf(second.body)].sort()).toEqual(['heating', 'smoke']);
    expect(second.body['nextCursor']).toBeUndefined();
  });

  it('finds a request by its number, and by the number another system gave it', async () => {
    expect(await found(numbers['lamp'] ?? '')).toEqual(['lamp']);
    expect(await found(numbers['lamp'] ?? '', 'xinhua.clerk')).toEqual([]);
    const { body } = await call('clerk-1', 'GET', `/v1/requests?externalId=${encodeURIComponent('WO-2026/0471')}`);
    expect(namesOf(body)).toEqual(['road']);
  });

  it('finds nothing of a text that was erased, nor of words that were refused', async () => {
    const { pool } = service.db;
    const { caseId } = await submitOne(service.door, { text: '演示:即将删除的措辞', requester: anonymous });
    expect(await found('措辞')).toHaveLength(1);
    await pool.query('UPDATE vault_texts SET text = NULL, salt = NULL, erased_at = now() WHERE case_id = $1', [caseId]);
    expect(await found('措辞')).toEqual([]);
    const refused = await call('urban-management.coordinator', 'POST', `/v1/requests/${numbers['lamp'] ?? ''}/reply`, {
      body: { reply: '演示:抢先答复' },
    });
    expect(refused.status).toBe(409);
    expect(await found('抢先')).toEqual([]);
    // Of an anonymous requester no contact is kept: the correction is refused, and its text with it.
    const body = { text: '演示:改后内容', contact: { phone: '13000000007' }, reason: '演示' };
    const path = `/v1/requests/${numbers['mongolian'] ?? ''}/correct`;
    expect((await call('shift-leader-1', 'POST', path, { body })).status).toBe(409);
    expect(await found('改后')).toEqual([]);
    expect(
      (await call('shift-leader-1', 'POST', path, { body: { text: '演示:改后内容', reason: '演示' } })).status,
    ).toBe(200);
    expect(await found('改后')).toEqual(['mongolian']);
  });

  it.each(['13000000001', '130 0000 0001', '致电１３００００００００１', '15030219900101123X', '！', ' '])(
    'refuses %s',
    async (q) => {
      const { status, body } = await call('clerk-1', 'GET', `/v1/requests?q=${encodeURIComponent(q)}`);
      expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([422, '/q']);
      expect(JSON.stringify(body)).not.toContain('0000001');
    },
  );
});

describe('a caller’s earlier requests', () => {
  const byCaller = (login: string, body: object) => call(login, 'POST', '/v1/requests/by-caller', { body });

  it('are found however the number is written, page by page, and not those of others', async () => {
    const requester = { mode: 'named' as const, name: '演示丁', phone: '139 0000 0009' };
    for (let i = 0; i < 3; i += 1) await submitOne(service.door, { requester });
    const first = await byCaller('call-back-1', { phone: '+86 13900000009', limit: 2 });
    const second = await byCaller('call-back-1', { phone: '13900000009', limit: 2, cursor: first.body['nextCursor'] });
    expect([first, second].map(({ body }) => (body['requests'] as object[]).length)).toEqual([2, 1]);
    expect((await byCaller('clerk-1', { phone: '13900000008' })).body).toEqual({ requests: [] });
    expect(JSON.stringify(first.body)).not.toContain('139');
  });

  it('are for the centre only', async () => {
    const { status } = await byCaller('urban-management.coordinator', { phone: COMPLAINT.requester.phone });
    expect(status).toBe(403);
  });
});

describe('what was corrected', () => {
  it('is found by what stands now, no more by what stood before, and the timeline still shows that', async () => {
    const place = { subdistrict: 'haibei', address: '旧址胡同七号' };
    const { caseId } = await submitOne(service.door, { text: '路面塌陷成坑', place, channel: 'web' });
    const number = caseId.replace(/^request:(\d+):/, '$1-');
    const correct = async (body: object) => {
      const answer = await call('clerk-1', 'POST', `/v1/requests/${number}/correct`, {
        body: { ...body, reason: '演示' },
      });
      expect(answer.status).toBe(200);
    };
    expect(await found('塌陷')).toEqual([number]);
    await correct({ text: '井盖缺失' });
    expect([await found('塌陷'), await found('井盖缺失'), await found('旧址')]).toEqual([[], [number], [number]]);
    await correct({ text: '井盖破损', place: { subdistrict: 'haibei', address: '新址大街一号' } });
    expect([await found('井盖缺失'), await found('井盖破损')]).toEqual([[], [number]]);
    expect([await found('旧址'), await found('新址大街')]).toEqual([[], [number]]);
    const { body } = await call('auditor-1', 'GET', `/v1/requests/${number}/events`);
    for (const words of ['路面塌陷成坑', '井盖缺失', '旧址胡同七号']) expect(JSON.stringify(body)).toContain(words);
    const { db, client } = service;
    expect((await verifyCase({ db, client, number, ...auditWith(service) })).findings).toEqual([]);
  });
});
