import { createHash } from 'node:crypto';
import type { Clock } from '../../src/domain/case/clock.js';
import { evolve } from '../../src/domain/request/evolve.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import { CHAIN_ALGORITHM, CHAIN_START, chain } from '../../src/store/chain.js';
import type { Database } from '../../src/store/database.js';
import { clockRow, viewOf } from '../../src/store/view.js';
import type { SamplesActivities, Step, VaultEntry } from './samples-messages.js';

// Everything a step writes, in one statement, one round trip and one commit. A second attempt changes nothing.
const WRITE = `
WITH new_events AS (
  INSERT INTO case_events (case_id, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, algorithm)
  SELECT $1, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, '${CHAIN_ALGORITHM}'
  FROM json_to_recordset($2) AS e(seq int, run int, type text, v int, at timestamptz, received_at timestamptz,
    command_id uuid, envelope text, prev_hash text, hash text)
  ON CONFLICT DO NOTHING
), touched_clocks AS (
  INSERT INTO case_clocks (case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at)
  SELECT case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at
  FROM json_populate_recordset(NULL::case_clocks, $3)
  ON CONFLICT (case_id, clock, n) DO UPDATE SET due_at = excluded.due_at, last_day = excluded.last_day,
    provisional = excluded.provisional, status = excluded.status, stopped_at = excluded.stopped_at, breached_at = excluded.breached_at
), command AS (
  INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at, started_at, outcome, decided_at)
  SELECT command_id, client, key, $1, ordinal, kind, actor, body, fingerprint, received_at, received_at, outcome, clock_timestamp()
  FROM json_populate_record(NULL::inbox, $5)
  ON CONFLICT DO NOTHING
), texts AS (
  INSERT INTO vault_texts (ref, case_id, purpose, text, salt, commitment)
  SELECT ref, $1, purpose, text, salt, commitment FROM json_populate_recordset(NULL::vault_texts, $6)
  ON CONFLICT DO NOTHING
), contacts AS (
  INSERT INTO vault_contacts (ref, case_id, key_id, sealed, salt, commitment)
  SELECT ref, $1, key_id, sealed, salt, commitment FROM json_populate_recordset(NULL::vault_contacts, $7)
  ON CONFLICT DO NOTHING
)
INSERT INTO resident_requests (case_id, district_code, number, version, last_hash, stage, state, outcome, kind, channel, urgency,
  category_code, provenance, subdistrict, community, grid, lead_unit, received_at, occurred_at, next_due_at, next_due_clock,
  overdue_since, closed_at, ended_at, requester_index, tags, duplicate_of, snapshot, updated_at)
SELECT case_id, district_code, number, version, last_hash, stage, state, outcome, kind, channel, urgency,
  category_code, provenance, subdistrict, community, grid, lead_unit, received_at, occurred_at, next_due_at, next_due_clock,
  overdue_since, closed_at, ended_at, requester_index, tags, duplicate_of, snapshot, updated_at
FROM json_populate_record(NULL::resident_requests, $4)
ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash, stage = excluded.stage,
  state = excluded.state, outcome = excluded.outcome, urgency = excluded.urgency, category_code = excluded.category_code,
  lead_unit = excluded.lead_unit, next_due_at = excluded.next_due_at, next_due_clock = excluded.next_due_clock,
  overdue_since = excluded.overdue_since, closed_at = excluded.closed_at, ended_at = excluded.ended_at,
  tags = excluded.tags, snapshot = excluded.snapshot, updated_at = excluded.updated_at
  WHERE resident_requests.version < excluded.version
`;

interface Recorded {
  version: number;
  last_hash: string;
  snapshot: ResidentRequest;
}

/** The baseline's one activity: reads where the chain stands, and writes the step. */
export function createSamplesActivities({ pool }: Database): SamplesActivities {
  async function recordedCase({ case: caseId, events }: Step): Promise<Recorded | undefined> {
    if (events[0]?.seq === 1) return undefined;
    const { rows } = await pool.query<Recorded>({
      name: 'samples-read',
      text: 'SELECT version, last_hash, snapshot FROM resident_requests WHERE case_id = $1',
      values: [caseId],
    });
    return rows[0];
  }

  return {
    async recordStep(step) {
      const before = await recordedCase(step);
      const fresh = step.events.filter((event) => event.seq > (before?.version ?? 0));
      const state = fresh.reduce<ResidentRequest | undefined>(evolve, before?.snapshot);
      if (state === undefined) throw new Error(`${step.case} has no beginning`);
      const links = chain(before?.last_hash ?? CHAIN_START, fresh);
      const events = fresh.map(({ run, type, v, at, receivedAt, commandId }, index) => ({
        ...links[index],
        ...{ run, type, v, at, received_at: receivedAt ?? null, command_id: commandId ?? null },
      }));
      const known = new Set<Clock>(before?.snapshot.clocks ?? []);
      const clocks = state.clocks.filter((clock) => !known.has(clock)).map((clock) => clockRow(state, clock));
      const view = {
        ...viewOf(state),
        last_hash: links.at(-1)?.hash ?? before?.last_hash,
        requester_index: step.requesterIndex === undefined ? null : `\\x${step.requesterIndex}`,
        snapshot: state,
      };
      const values = [
        events,
        clocks,
        view,
        commandRow(step),
        step.command.texts.map(vaultRow),
        step.contacts.map(vaultRow),
      ];
      await pool.query({
        name: 'samples-write',
        text: WRITE,
        values: [step.case, ...values.map((value) => JSON.stringify(value))],
      });
    },
  };
}

function commandRow({ command, outcome }: Step) {
  const { id, receivedAt, texts: _texts, ...rest } = command;
  const print = createHash('sha256').update(JSON.stringify(command.body)).digest('hex');
  return { ...rest, command_id: id, received_at: receivedAt, fingerprint: `\\x${print}`, outcome };
}

function vaultRow({ salt, sealed, keyId, ...rest }: VaultEntry) {
  return {
    ...rest,
    salt: `\\x${salt}`,
    ...(sealed !== undefined && { sealed: `\\x${sealed}`, key_id: keyId }),
  };
}
