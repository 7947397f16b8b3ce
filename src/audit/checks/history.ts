import { canonicalJson } from '../../domain/canonical-json.js';
import type { RequestEvent } from '../../domain/request/events.js';
import type { CaseHistory, Testimony } from '../history.js';
import type { Finding } from '../findings.js';
import { eventOf, type CaseRecord } from '../record.js';
import type { Replayed } from '../replay.js';

export interface Told {
  history: CaseHistory;
  testimony: Testimony;
  replayed: Replayed;
}

/** Holds the record against the events that the history alone re-derives, byte by byte. */
export function checkHistory(record: CaseRecord, told: Told): Finding[] {
  const { history, testimony, replayed } = told;
  const expected = new Map([...testimony.opening, ...replayed.events].map((event) => [event.seq, event]));
  const recorded = new Map(record.events.map((row) => [row.seq, row]));
  return [
    ...checkReplay(replayed),
    ...(history.fromTheBeginning
      ? []
      : [{ code: 'history_incomplete', params: { upTo: testimony.carriedUpTo } } as const]),
    ...(history.status === 'broken_off' ? [{ code: 'workflow_broken_off' } as const] : []),
    ...changed(expected, recorded),
    ...missing(record, told, expected, recorded),
    // What a replay that stopped did not get to tell cannot be called extra.
    ...(replayed.failures.length > 0 ? [] : extra(record, testimony, expected)),
  ];
}

function checkReplay({ failures, contradictions }: Replayed): Finding[] {
  return [
    ...failures.map(({ run, kind, message }): Finding => {
      const code = kind === 'nondeterminism' ? 'replay_nondeterminism' : 'replay_failed';
      return { code, params: { run, problem: message } };
    }),
    ...contradictions.map((seq): Finding => ({ code: 'history_contradicts_itself', seq })),
  ];
}

type Expected = ReadonlyMap<number, RequestEvent>;
type Recorded = ReadonlyMap<number, CaseRecord['events'][number]>;

function changed(expected: Expected, recorded: Recorded): Finding[] {
  return [...expected.values()]
    .filter((event) => recorded.has(event.seq) && recorded.get(event.seq)?.envelope !== canonicalJson(event))
    .map(({ seq, type }) => ({ code: 'event_changed', seq, params: { type } }));
}

/**
 * An open workflow may be ahead of the record for a moment. That passes by itself only where nothing says that the events
 * were on record before: neither the history, nor the inbox, nor an event after them.
 */
function missing(record: CaseRecord, told: Told, expected: Expected, recorded: Recorded): Finding[] {
  const { history, testimony } = told;
  const absent = [...expected.values()].filter(({ seq }) => !recorded.has(seq));
  const versions = record.inbox.map(({ outcome }) => outcome?.version ?? 0);
  const last = Math.max(
    testimony.recordedUpTo,
    record.events.at(-1)?.seq ?? 0,
    Number(record.view?.['version'] ?? 0),
    ...versions,
  );
  const late = history.status === 'open' ? absent.filter(({ seq }) => seq > last) : [];
  const lost = absent.filter((event) => !late.includes(event));
  const newest = late.at(-1);
  return [
    ...lost.map(({ seq, type }): Finding => ({ code: 'event_missing', seq, params: { type } })),
    ...(newest === undefined ? [] : [{ code: 'record_behind', params: { version: newest.seq } } as const]),
  ];
}

function extra(record: CaseRecord, { carriedUpTo }: Testimony, expected: Expected): Finding[] {
  return record.events
    .filter(({ seq }) => seq > carriedUpTo && !expected.has(seq))
    .map((row) => ({ code: 'event_extra', seq: row.seq, params: { type: eventOf(row)?.type ?? row.type } }));
}
