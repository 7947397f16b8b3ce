import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestService } from '../support/service.js';
import {
  type AuditedCase,
  afterRetention,
  closed,
  codes,
  give,
  open,
  openAuditedService,
  verify,
} from './audited-case.js';
import { all, cutOut, rehash, sql, tamper, word, type Forgery } from './forgeries.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

let service: TestService;

beforeAll(async () => {
  service = await openAuditedService();
});
afterAll(() => service.stop());

async function types(caseId: string): Promise<string[]> {
  const { rows } = await service.db.pool.query<{ type: string }>(
    'SELECT type FROM case_events WHERE case_id = $1 ORDER BY seq',
    [caseId],
  );
  return rows.map(({ type }) => type);
}

/** Asks again until the answer is yes. */
async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isSo()) return;
    await wait(100);
  }
  throw new Error('it never came about');
}

function until(caseId: string, type: string): Promise<void> {
  return eventually(async () => (await types(caseId)).includes(type));
}

/** Danger to life, received forty minutes ago and signed for by nobody for thirty: signed for now. */
async function late(): Promise<AuditedCase> {
  const opened = await open(service, { urgency: 'critical' }, ago(40 * MINUTE_MS));
  await until(opened.caseId, 'clock_breached');
  await give(service, opened.caseId, 'signFor', {}, { role: 'unit_coordinator', unit: opened.lead });
  return opened;
}

describe('a late request', () => {
  it('is clean as it was recorded', async () => {
    const { caseId } = await late();
    expect(await types(caseId)).toEqual([
      ...[
        'received',
        'accepted',
        'dispatched',
        'clock_warned',
        'clock_warned',
        'clock_breached',
        'urged',
        'signed_for',
      ],
    ]);
    expect(await verify(service, caseId)).toMatchObject({ findings: [], warnings: [] });
  });

  // The view and the clocks are left as they are: what is looked at here is what time should have brought.
  it.each<[what: string, forgery: Forgery, found: readonly string[]]>([
    ['whose breach was taken out', all(cutOut('urged'), cutOut('clock_breached'), rehash), ['breach_missing']],
    ['whose urge was taken out', all(cutOut('urged'), rehash), ['time_event_missing']],
    ['whose breach names another due', all(word(6, '"n":1', '"n":2'), rehash), ['time_event_unfounded']],
  ])('%s is found', async (_what, forgery, found) => {
    const { caseId } = await late();
    await tamper(service, caseId, forgery);
    expect(await codes(service, caseId)).toEqual(expect.arrayContaining([...found, 'event_changed']));
  });

  it('whose due was put off in the event itself is found by the calendar', async () => {
    const { caseId } = await late();
    await tamper(
      service,
      caseId,
      all(
        sql(
          `UPDATE case_events SET envelope = regexp_replace(envelope, '"at":"[^"]*"(,"change":"started","clock":"result")', '"at":"2027-03-01T16:00:00.000Z"\\1')
           WHERE case_id = $1 AND seq = 1`,
        ),
        rehash,
      ),
    );
    const { findings } = await verify(service, caseId);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'due_wrong',
        seq: 1,
        params: expect.objectContaining({ clock: 'result', n: 1, found: '2027-03-01T16:00:00.000Z' }),
      }),
    );
  });
});

describe('a request at rest', () => {
  /** Praise has no clocks but the windows of the resident, so nothing is late in the past. */
  async function atRest(): Promise<string> {
    const { caseId } = await closed(service, { kind: 'praise' }, ago(60 * DAY_MS));
    // The end is on record a moment before the workflow has closed its file.
    await eventually(async () => (await verify(service, caseId)).history?.status === 'completed');
    return caseId;
  }

  it('is clean, and has an outcome for every command', async () => {
    const caseId = await atRest();
    expect(await verify(service, caseId)).toMatchObject({ events: 13, findings: [], warnings: [] });

    await service.db.pool.query(`UPDATE inbox SET outcome = NULL WHERE case_id = $1 AND kind = 'reply'`, [caseId]);
    expect(await codes(service, caseId)).toEqual(['outcome_missing']);
  });

  it('is verified by its record alone when retention has taken its history', async () => {
    const caseId = await atRest();
    const later = afterRetention(service);
    expect(await verify(later, caseId)).toMatchObject({ findings: [], warnings: [{ code: 'history_gone' }] });
    await tamper(service, caseId, all(word(5, '"phone"', '"visit"'), rehash));
    expect(await codes(later, caseId)).toEqual(['decision_differs']);
  });
});
