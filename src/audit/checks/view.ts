import { isDeepStrictEqual } from 'node:util';
import type { ResidentRequest } from '../../domain/request/state.js';
import { caseView, clockRow } from '../../store/view.js';
import type { Finding } from '../findings.js';
import { compareColumn, type CaseRecord, type Row } from '../record.js';

/**
 * Holds the view and its clocks against what the events make of them, column by column. A view of another version is told
 * by the chain; every column of it would differ.
 */
export function checkView({ view, clocks }: CaseRecord, state: ResidentRequest): Finding[] {
  if (view !== undefined && view['version'] !== state.seq) return [];
  return [...(view === undefined ? [] : checkRequest(view, state)), ...checkClocks(clocks, state)];
}

function checkRequest(view: Row, state: ResidentRequest): Finding[] {
  const columns = differences(view, caseView(state)).map((params): Finding => ({ code: 'view_changed', params }));
  return [...columns, ...checkSnapshot(view['snapshot'], state)];
}

function checkSnapshot(found: unknown, state: ResidentRequest): Finding[] {
  // Through JSON, as it was stored: a field that is absent and one that is undefined are the same there.
  const expected = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
  const snapshot = (typeof found === 'object' && found !== null ? found : {}) as Record<string, unknown>;
  return [...new Set([...Object.keys(expected), ...Object.keys(snapshot)])]
    .filter((field) => !isDeepStrictEqual(expected[field], snapshot[field]))
    .map((field) => ({ code: 'snapshot_changed', params: { field } }));
}

function checkClocks(rows: readonly Row[], state: ResidentRequest): Finding[] {
  const found = new Map(rows.map((row) => [`${String(row['clock'])}#${String(row['n'])}`, row]));
  const findings = state.clocks.flatMap((clock): Finding[] => {
    const { clock: name, n } = clock;
    const row = found.get(`${name}#${String(n)}`);
    found.delete(`${name}#${String(n)}`);
    if (row === undefined) return [{ code: 'clock_missing', params: { clock: name, n } }];
    return differences(row, clockRow(state, clock)).map((params) => ({
      code: 'clock_changed',
      params: { clock: name, n, ...params },
    }));
  });
  const extra = [...found.values()].map((row): Finding => ({
    code: 'clock_extra',
    params: { clock: String(row['clock']), n: Number(row['n']) },
  }));
  return [...findings, ...extra];
}

/** Where a row is not as expected. Columns that no event speaks of are not looked at. */
function differences(found: Row, expected: object): { column: string; found: string; expected: string }[] {
  return Object.entries(expected)
    .map(([column, value]) => ({ column, ...compareColumn(found[column], value) }))
    .filter(({ same }) => !same)
    .map(({ same: _same, ...said }) => said);
}
