import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FINDINGS, findingText, type FindingCode } from '../../src/audit/findings.js';
import { verifyCommand } from '../../src/cli/verify.js';
import { enter } from '../../src/store/district-log.js';
import type { TestService } from '../support/service.js';
import { afterRetention, closed, codes, openAuditedService } from './audited-case.js';
import { rehash, sql, tamper } from './forgeries.js';

let service: TestService;

beforeAll(async () => {
  service = await openAuditedService();
});
afterAll(() => service.stop());
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs the command as the terminal would, and tells what it wrote and how it would have ended. */
async function run(...words: string[]): Promise<{ out: string; err: string; code: unknown; closed: number }> {
  let [out, err, closings] = ['', '', 0];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  const { db, client, door, blobs } = service;
  const close = (): Promise<void> => {
    closings += 1;
    return Promise.resolve();
  };
  const config = { TEMPORAL_TASK_QUEUE: service.taskQueue };
  const command = verifyCommand(() => Promise.resolve({ db, client, door, blobs, config, close }));
  await command.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
    if (exit.mock.calls.length === 0) throw error;
  });
  const code = exit.mock.calls[0]?.[0] ?? process.exitCode ?? 0;
  jest.restoreAllMocks();
  return { out, err, code, closed: closings };
}

async function aNumber(): Promise<{ number: string; caseId: string }> {
  const { caseId } = await closed(service);
  return { caseId, number: caseId.replace('request:', '').replace(':', '-') };
}

describe('bihuan verify', () => {
  it('ends with 0 where nothing was found, in Chinese first', async () => {
    const { number } = await aNumber();
    const { out, code, closed: closings } = await run(number);
    expect(out.split('\n')).toEqual([
      `诉求 ${number}:记录有 12 个事件,重放 1 段流程历史(流程进行中)。`,
      '未发现问题。',
      '',
      `Request ${number}: 12 events on record, 1 run of history replayed (workflow still open).`,
      'Nothing was found.',
      '',
    ]);
    expect([code, closings]).toEqual([0, 1]);
  });

  it('ends with 4 where something was found, and names it in both languages', async () => {
    const { number, caseId } = await aNumber();
    await tamper(service, caseId, sql(`UPDATE resident_requests SET state = 'handling' WHERE case_id = $1`));
    const { out, code } = await run(number);
    expect(code).toBe(4);
    expect(out).toContain('发现 1 处问题');
    expect(out).toContain('✗ 视图列 state 为“handling”,按事件应为“closed”(view_changed)');
    expect(out).toContain('✗ View column state is “handling”; by the events it is “closed” (view_changed)');
  });

  it('prints one JSON object on demand', async () => {
    const { number, caseId } = await aNumber();
    await tamper(service, caseId, sql('DELETE FROM case_events WHERE case_id = $1 AND seq = 12'));
    await tamper(service, caseId, rehash);
    const { out, code } = await run(number, '--json');
    const told = JSON.parse(out) as { findings: { code: string; seq?: number; zh: string; en: string }[] };
    expect(code).toBe(4);
    expect(told).toMatchObject({ number, caseId, events: 11, history: { runs: 1, status: 'open' }, warnings: [] });
    expect(told.findings[0]).toEqual({
      code: 'event_missing',
      seq: 12,
      params: { type: 'closed' },
      zh: '流程历史中有该事件(closed),记录中没有',
      en: 'The history tells of this event (closed), the record does not have it',
    });
  });

  it.each([
    ['what is no number', '2026-1'],
    ['a number nobody has', '150302-2026-000001'],
  ])('ends with 2 on %s', async (_what, number) => {
    const { out, err, code } = await run(number);
    expect([out, code]).toEqual(['', 2]);
    expect(err).toMatch(/[一-龥].*request/is);
  });
});

describe('bihuan verify --all', () => {
  // A record of its own: the cases of the other tests were tampered with.
  beforeAll(async () => {
    await service.stop();
    service = await openAuditedService();
  });

  interface All {
    cases: number;
    events: number;
    withFindings: { number: string; findings: { code: string }[] }[];
    warnings: Record<string, number>;
    logs: { findings: { code: string }[] }[];
  }
  const inJson = async (...words: string[]) => {
    const { out, code } = await run('--all', '--json', ...words);
    return { code, told: JSON.parse(out) as All };
  };

  it('verifies every case, says how far it is, and ends with 0 where all is well', async () => {
    for (let n = 1; n <= 3; n += 1) await aNumber();
    const { out, err, code, closed: closings } = await run('--all');
    expect(out.split('\n')).toEqual([
      '共核对 3 件、36 个事件:未发现问题。',
      '3 cases and 36 events verified: nothing was found.',
      '✓ 区级日志 150302:7 条 / district log, 7 entries: 未发现问题 / nothing was found',
      '',
    ]);
    expect(err).toMatch(/100% 3\/3/);
    expect([code, closings]).toEqual([0, 1]);
  });

  const THEIRS = `district_code = '440310'`;

  it('verifies the log of the district, too', async () => {
    const entry = {
      district: '440310',
      type: 'contact_shown',
      case: 'request:150302:2026-000001',
      body: { purpose: 'check' },
      actor: { account: 'auditor', role: 'shift_leader' },
    } as const;
    for (let n = 1; n <= 3; n += 1) await enter(service.db, entry);
    expect((await run('--all')).out).toContain('✓ 区级日志 440310:3 条');
    const { pool } = service.db;
    const before = await pool.query(`SELECT entry FROM district_log WHERE ${THEIRS} AND seq = 2`);
    const forge = (text: string) =>
      pool.query(`UPDATE district_log SET entry = $1 WHERE ${THEIRS} AND seq = 2`, [text]);
    const [{ entry: whole }] = before.rows as [{ entry: string }];
    await forge(whole.replace('"check"', '"visit"'));
    const { out, code } = await run('--all');
    expect(out).toContain('✗ 区级日志 440310:3 条 / district log, 3 entries: hash_mismatch #2');
    expect(code).toBe(4);
    await forge(whole);
    await pool.query(`DELETE FROM district_log WHERE ${THEIRS} AND seq = 2`);
    const { told } = await inJson();
    expect(told.logs.at(-1)?.findings.map(({ code: found }) => found)).toEqual(['sequence_gap', 'chain_broken']);
    await pool.query(`DELETE FROM district_log WHERE ${THEIRS}`);
  });

  it('tells the one case that was tampered with from the others, and ends with 4', async () => {
    const { number, caseId } = await aNumber();
    await tamper(service, caseId, sql(`UPDATE resident_requests SET state = 'handling' WHERE case_id = $1`));
    const { out, code } = await run('--all', '--concurrency', '2');
    expect(out).toMatch(`✗ ${number}  view_changed\n`);
    expect(out).toMatch('1 with findings');
    expect(code).toBe(4);
    expect((await inJson()).told).toMatchObject({ cases: 4, events: 48, withFindings: [{ number }], warnings: {} });
  });

  it('finds what only one of the two stores still knows', async () => {
    const [only, gone] = [await aNumber(), await aNumber()];
    const everywhere = ['attachments', 'event_positions', 'notices', 'vault_texts', 'vault_contacts', 'case_clocks'];
    for (const table of [...everywhere, 'case_events', 'resident_requests', 'inbox']) {
      await tamper(service, only.caseId, sql(`DELETE FROM ${table} WHERE case_id = $1`));
      if (table !== 'inbox') await tamper(service, gone.caseId, sql(`DELETE FROM ${table} WHERE case_id = $1`));
    }
    const found = (await inJson()).told.withFindings.map(({ number, findings }) => [number, findings[0]?.code]);
    expect(found).toContainEqual([only.number, 'record_missing']);
    expect(found).toContainEqual([gone.number, 'record_missing']);
    // Years later the commands alone still say that there was something.
    expect(await codes(afterRetention(service), gone.caseId)).toEqual(['events_gone']);
  });

  it('tells of a history that cannot be read as a finding of its case', async () => {
    const { caseId } = await aNumber();
    const workflow = { getHandle: () => ({ fetchHistory: () => Promise.resolve({ events: [{}] }) }) };
    const client = Object.create(service.client, { workflow: { value: workflow } }) as TestService['client'];
    expect(await codes({ ...service, client }, caseId)).toEqual(['not_verifiable']);
  });

  it('keeps to the district that is named', async () => {
    expect(await inJson('--district', '440310')).toMatchObject({ code: 0, told: { cases: 0 } });
  });

  it.each([
    ['neither a number nor --all', []],
    ['both', ['150302-2026-000001', '--all']],
    ['a district of one number', ['150302-2026-000001', '--district', '150302']],
    ['what is no district', ['--all', '--district', 'haibowan']],
  ])('ends with 2 on %s', async (_what, words) => {
    const { out, err, code, closed: closings } = await run(...words);
    expect([out, code, closings]).toEqual(['', 2, 0]);
    expect(err).toMatch(/[一-龥]/);
  });
});

describe('every finding', () => {
  it.each(Object.keys(FINDINGS) as FindingCode[])('%s says the same with the same words to fill in', (code) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(places(FINDINGS[code].zh)).toEqual(places(FINDINGS[code].en));
    expect(findingText({ code, params: { seq: 1 } }, 'zh')).not.toBe('');
  });
});
