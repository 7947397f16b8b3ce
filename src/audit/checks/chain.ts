import { canonicalJson } from '../../domain/canonical-json.js';
import { CHAIN_ALGORITHM, CHAIN_START, chainHash } from '../../store/chain.js';
import type { Finding } from '../findings.js';
import { compareColumn, eventOf, type CaseRecord, type EventRow } from '../record.js';

/** Recomputes the hash chain from its first link to the view's last hash, and holds every row against its own text. */
export function checkChain({ events, view }: CaseRecord): Finding[] {
  const findings: Finding[] = [];
  let before: Pick<EventRow, 'seq' | 'hash'> = { seq: 0, hash: CHAIN_START };
  for (const row of events) {
    const { seq } = row;
    findings.push(...checkLink(before, row));
    if (row.algorithm !== CHAIN_ALGORITHM) {
      findings.push({ code: 'algorithm_unknown', seq, params: { algorithm: row.algorithm } });
    } else if (chainHash(row.prev_hash, row.envelope) !== row.hash) findings.push({ code: 'hash_mismatch', seq });
    findings.push(...checkRow(row));
    before = row;
  }
  return [...findings, ...checkEnd(before, view)];
}

/** Whether a link follows the one before it: by its number, and by the hash that it names. */
export function checkLink(
  before: Pick<EventRow, 'seq' | 'hash'>,
  { seq, prev_hash: named }: Pick<EventRow, 'seq' | 'prev_hash'>,
): Finding[] {
  const findings: Finding[] = [];
  if (seq > before.seq + 1) findings.push({ code: 'sequence_gap', params: { from: before.seq + 1, to: seq - 1 } });
  if (named !== before.hash) findings.push({ code: 'chain_broken', seq });
  return findings;
}

function checkRow(row: EventRow): Finding[] {
  const { seq } = row;
  const event = eventOf(row);
  if (event === undefined) return [{ code: 'envelope_unreadable', seq }];
  if (event.seq !== seq) return [{ code: 'event_out_of_place', seq, params: { found: event.seq } }];
  const said = {
    case_id: event.case,
    run: event.run,
    type: event.type,
    v: event.v,
    at: event.at,
    received_at: event.receivedAt,
    command_id: event.commandId,
  };
  const changed = Object.entries(said)
    .filter(([column, value]) => !compareColumn(row[column as keyof typeof said], value).same)
    .map(([column]): Finding => ({ code: 'event_column_changed', seq, params: { column } }));
  return isCanonical(row.envelope) ? changed : [{ code: 'envelope_not_canonical', seq }, ...changed];
}

function isCanonical(envelope: string): boolean {
  try {
    return canonicalJson(JSON.parse(envelope)) === envelope;
  } catch {
    return false;
  }
}

function checkEnd(last: Pick<EventRow, 'seq' | 'hash'>, view: CaseRecord['view']): Finding[] {
  if (view === undefined) return last.seq === 0 ? [] : [{ code: 'view_missing' }];
  const version = Number(view['version']);
  if (version > last.seq) return [{ code: 'tail_cut', params: { version, last: last.seq } }];
  if (version < last.seq) return [{ code: 'view_behind', params: { version, last: last.seq } }];
  return view['last_hash'] === last.hash ? [] : [{ code: 'last_hash_mismatch' }];
}
