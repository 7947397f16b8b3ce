import { describe, expect, it } from '@jest/globals';
import { checkMessages } from '../../src/audit/checks/messages.js';
import { checkOpened } from '../../src/audit/checks/opened.js';
import { derive, type Derived } from '../../src/audit/derive.js';
import type { CaseRecord, InboxEntry, SentEntry } from '../../src/audit/record.js';
import type { CaseEvent } from '../../src/domain/case/lifecycle.js';
import { canonicalJson } from '../../src/domain/canonical-json.js';
import { SYSTEM_ACTOR } from '../../src/domain/envelope.js';
import { readKept } from '../replay/kept.js';

const kept = (await readKept()).find(({ name }) => name === 'whistle-heard');
if (kept === undefined) throw new Error('no history is kept of whistle-heard');
const events = JSON.parse(kept.events) as CaseEvent[];
const released = events.find(({ type }) => type === 'department_released');
const report = kept.workflowId.replace('whistle', 'whistle_report');

const TOLD: SentEntry = {
  ...{ key: `${String(released?.seq)}.1`, case_id: `${report}-ecology`, kind: 'standDown' },
  ...{ actor: SYSTEM_ACTOR, body: { how: 'released' }, command_id: 'a', outcome: null },
};

/** What is found where this stands in the inboxes of others. */
const found = (sent: readonly SentEntry[]) =>
  checkMessages({ caseId: kept.workflowId, sent } as CaseRecord, { events } as unknown as Derived).map(
    ({ code, seq }) => [code, seq],
  );

describe('what a case told others', () => {
  it('is in their inboxes as its events tell it', () => {
    expect(found([TOLD])).toEqual([]);
  });

  it('and is not there is missing', () => {
    expect(found([])).toEqual([['message_missing', released?.seq]]);
  });

  it.each<Partial<SentEntry>>([
    { body: { how: 'cancelled' } },
    { kind: 'excuseDepartment' },
    { case_id: `${report}-housing` },
    { actor: { account: 'somebody', role: 'system' } },
  ])('and reads otherwise was changed: %j', (more) => {
    expect(found([{ ...TOLD, ...more }])).toEqual([['message_changed', released?.seq]]);
  });

  it('and none of its events tells is nobody’s word', () => {
    expect(found([TOLD, { ...TOLD, key: '99.1' }])).toEqual([['message_unfounded', undefined]]);
  });
});

describe('what a case told that nobody heard', () => {
  const sitting = 'joint_meeting:150302:2026-000001';
  const over = { version: 3, state: 'withdrawn', refusal: { code: 'case_ended' } } as const;
  const unheard = { ...TOLD, kind: 'scheduleItem', case_id: 'agenda_item:150302:2026-000001', outcome: over };
  const codes = (sent: SentEntry, inbox: readonly Partial<InboxEntry>[]) =>
    checkMessages(
      { caseId: sitting, sent: [sent], inbox } as unknown as CaseRecord,
      { events: [] } as unknown as Derived,
    ).map(({ code }) => code);

  it('has come back to it', () => {
    expect(codes(unheard, [])).toEqual(['message_unfounded', 'unheard_missing']);
    expect(codes(unheard, [{ key: 'unheard.a' }])).toEqual(['message_unfounded']);
    expect(codes({ ...unheard, kind: 'noteSitting' }, [])).toEqual(['message_unfounded']);
    expect(codes({ ...unheard, outcome: { version: 3, state: 'waiting' } }, [])).toEqual(['message_unfounded']);
  });
});

describe('what a case has opened', () => {
  const approved = events.findIndex(({ type }) => type === 'approved');
  const seq = events[approved]?.seq;
  const opened = ['ecology', 'housing'].map((unit) => ({
    key: `${String(seq)}:${report}-${unit}`,
    case_id: `${report}-${unit}`,
  }));
  const { derived } = derive({
    caseId: kept.workflowId,
    events: events.map((event) => ({ envelope: canonicalJson(event), seq: event.seq })),
  } as unknown as CaseRecord);
  if (derived === undefined) throw new Error('nothing can be derived');
  const missing = (sent: typeof opened, now?: number) =>
    checkOpened({ caseId: kept.workflowId, inbox: [], opened: sent }, derived, now).map(({ code, params }) => [
      code,
      params?.['case'],
    ]);

  it('is on record as opened by it', () => {
    expect(missing(opened)).toEqual([]);
    expect(missing(opened.slice(0, 1))).toEqual([['opened_missing', `${report}-housing`]]);
    expect(missing([])).toHaveLength(2);
  });

  it('may be so a moment later', () => {
    expect(missing([], Date.parse(events[approved]?.at ?? ''))).toEqual([]);
  });
});
