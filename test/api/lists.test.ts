import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHttp, type Call } from '../support/http.js';
import { openService, submitOne, type TestService } from '../support/service.js';
import type { Submission } from '../../src/commands/submission.js';

let service: TestService;
let call: Call;
const numbers: Record<string, string> = {};

/** One request of each sort, so that a filter that lets one too many through is seen. */
const SORTS: Readonly<Record<string, Partial<Submission>>> = {
  ordinary: {},
  inquiry: { kind: 'inquiry' },
  byGrid: { channel: 'grid' },
  critical: { urgency: 'critical' },
  elsewhere: { place: { subdistrict: 'xinhua' } },
  inCommunity: { place: { subdistrict: 'haibei', community: 'haibei-02' } },
  tagged: { tags: ['demo-tag'] },
  late: {},
};

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
  for (const [name, more] of Object.entries(SORTS)) {
    const { caseId } = await submitOne(service.door, more);
    numbers[name] = caseId.replace(/^request:(\d+):/, '$1-');
  }
  await service.db.pool.query(`UPDATE resident_requests SET overdue_since = next_due_at WHERE number = $1`, [
    numbers['late'],
  ]);
});
afterAll(() => service.stop());

/** The sorts a list holds, by name. */
async function listed(query: string, login = 'clerk-1'): Promise<string[]> {
  const { status, body } = await call(login, 'GET', `/v1/requests?${query}`);
  expect(status).toBe(200);
  const found = (body['requests'] as { number: string }[]).map(({ number }) => number);
  return Object.keys(SORTS).filter((name) => found.includes(numbers[name] ?? ''));
}

const all = Object.keys(SORTS);
const allBut = (...names: string[]) => all.filter((name) => !names.includes(name));

describe('a desk’s list', () => {
  it.each([
    ['kind=inquiry', ['inquiry']],
    ['kind=complaint', allBut('inquiry')],
    ['channel=grid', ['byGrid']],
    ['urgency=critical', ['critical']],
    ['subdistrict=xinhua', ['elsewhere']],
    ['community=haibei-02', ['inCommunity']],
    ['stage=dispatch', allBut('byGrid')],
    ['stage=intake', ['byGrid']],
    ['state=awaiting_sign_for', allBut('byGrid')],
    ['unit=urban-management', allBut('byGrid')],
    ['unit=housing', []],
    ['category=A0101', all],
    ['provenance=live', all],
    ['provenance=imported', []],
    ['tag=demo-tag', ['tagged']],
    ['overdue=true', ['late']],
    ['overdue=false', allBut('late')],
    ['receivedBefore=2020-01-01T00:00:00%2B08:00', []],
    ['receivedFrom=2020-01-01T00:00:00%2B08:00', all],
    ['kind=complaint&channel=hotline&subdistrict=haibei&urgency=critical', ['critical']],
  ])('with %s holds what it says', async (query, wanted) => {
    expect(await listed(query)).toEqual(wanted);
  });

  it('with dueBefore holds what is due earlier, to the millisecond', async () => {
    const { body } = await call('clerk-1', 'GET', `/v1/requests/${numbers['critical'] ?? ''}`);
    const due = Date.parse(String(body['nextDueAt']));
    const at = (ms: number) => `dueBefore=${encodeURIComponent(new Date(ms).toISOString())}`;
    expect(await listed(at(due))).not.toContain('critical');
    expect(await listed(at(due + 1))).toContain('critical');
  });

  it('is narrowed by the scopes of whoever asks, whatever the filter says', async () => {
    expect(await listed('', 'xinhua.clerk')).toEqual(['elsewhere']);
    expect(await listed('subdistrict=haibei', 'xinhua.clerk')).toEqual([]);
    expect(await listed('', 'urban-management.coordinator')).toEqual(allBut('byGrid'));
  });

  it.each(['kind=wish', 'overdue=perhaps', 'dueBefore=tomorrow', 'limit=0', 'limit=201', 'cursor=abc', 'colour=red'])(
    'refuses %s by name',
    async (query) => {
      const { status, body } = await call('clerk-1', 'GET', `/v1/requests?${query}`);
      expect([status, body['code']]).toEqual([422, 'invalid_request']);
      expect((body['errors'] as { pointer: string }[])[0]?.pointer).toBe(`/${query.split('=')[0] ?? ''}`);
    },
  );
});
