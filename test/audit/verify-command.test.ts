import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FINDINGS, findingText, type FindingCode } from '../../src/audit/findings.js';
import { verifyCommand } from '../../src/cli/verify.js';
import type { TestService } from '../support/service.js';
import { closed, openAuditedService } from './audited-case.js';
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
  const { db, client, door } = service;
  const close = (): Promise<void> => {
    closings += 1;
    return Promise.resolve();
  };
  const command = verifyCommand(() => Promise.resolve({ db, client, door, close }));
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
    await tamper(service, caseId, sql('DELETE FROM request_events WHERE case_id = $1 AND seq = 12'));
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

describe('every finding', () => {
  it.each(Object.keys(FINDINGS) as FindingCode[])('%s says the same with the same words to fill in', (code) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(places(FINDINGS[code].zh)).toEqual(places(FINDINGS[code].en));
    expect(findingText({ code, params: { seq: 1 } }, 'zh')).not.toBe('');
  });
});
