import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestService } from '../support/service.js';
import { BlobsAway } from '../../src/blobs/blobs.js';
import { blobOf, closed, codes, open, openAuditedService, photographed, verify } from './audited-case.js';
import { all, append, rehash, sql, swap, tamper, word, type Forgery } from './forgeries.js';

// received, accepted, dispatched, signed_for, contact_recorded, result_submitted, result_approved, completed, replied,
// call_back_recorded, judged, closed: twelve events, the last three by one command.
let service: TestService;

beforeAll(async () => {
  service = await openAuditedService();
});
afterAll(() => service.stop());

const edited = word(5, '"phone"', '"visit"');
const withoutTheLastCommand = sql('DELETE FROM case_events WHERE case_id = $1 AND seq > 9');

const EVENTS: readonly [what: string, forgery: Forgery, found: readonly string[]][] = [
  ['an edited event', edited, ['decision_differs', 'event_changed', 'hash_mismatch']],
  ['an edited event under a chain made to fit', all(edited, rehash), ['decision_differs', 'event_changed']],
  [
    'an edited event under a chain and an inbox made to fit: only the history still tells',
    all(edited, rehash, sql(`UPDATE inbox SET body = replace(body::text, 'phone', 'visit')::jsonb WHERE case_id = $1`)),
    ['command_changed', 'event_changed'],
  ],
  [
    'a deleted event',
    sql('DELETE FROM case_events WHERE case_id = $1 AND seq = 5'),
    ['chain_broken', 'event_missing', 'sequence_gap', 'state_not_derivable'],
  ],
  [
    'two events in each other’s place',
    swap(5, 6),
    ['chain_broken', 'event_changed', 'event_out_of_place', 'state_not_derivable'],
  ],
  [
    'two events in each other’s place under a chain made to fit',
    all(swap(5, 6), rehash),
    ['event_changed', 'event_out_of_place', 'state_not_derivable'],
  ],
  ['an event too many', append, ['decision_differs', 'event_extra', 'hash_mismatch', 'outcome_differs', 'view_behind']],
  [
    'an event too many under a chain made to fit',
    all(append, rehash),
    ['clock_missing', 'decision_differs', 'event_extra', 'outcome_differs', 'snapshot_changed'],
  ],
  ['a cut tail', withoutTheLastCommand, ['event_missing', 'outcome_without_events', 'tail_cut']],
  [
    'another time in a column of its own',
    sql(`UPDATE case_events SET at = at - interval '1 day' WHERE case_id = $1 AND seq = 5`),
    ['event_column_changed'],
  ],
  [
    'another hash algorithm',
    sql(`UPDATE case_events SET algorithm = 'md5' WHERE case_id = $1 AND seq = 5`),
    ['algorithm_unknown'],
  ],
  [
    'a text that says the same in another form',
    all(word(5, '"means":', '"means": '), rehash),
    ['envelope_not_canonical', 'event_changed'],
  ],
  [
    'a text that says nothing',
    all(sql(`UPDATE case_events SET envelope = '{' WHERE case_id = $1 AND seq = 5`), rehash),
    ['envelope_unreadable', 'event_changed', 'state_not_derivable'],
  ],
];

const DERIVED: typeof EVENTS = [
  ['a changed state', sql(`UPDATE resident_requests SET state = 'handling' WHERE case_id = $1`), ['view_changed']],
  [
    'a changed time',
    sql(`UPDATE resident_requests SET closed_at = closed_at - interval '1 day' WHERE case_id = $1`),
    ['view_changed'],
  ],
  [
    'a changed snapshot',
    sql(`UPDATE resident_requests SET snapshot = jsonb_set(snapshot, '{urges}', '3') WHERE case_id = $1`),
    ['snapshot_changed'],
  ],
  [
    'a changed last hash',
    sql(`UPDATE resident_requests SET last_hash = repeat('f', 64) WHERE case_id = $1`),
    ['last_hash_mismatch'],
  ],
  ['a view put back', sql('UPDATE resident_requests SET version = 8 WHERE case_id = $1'), ['view_behind']],
  [
    'a view taken away',
    all(
      sql('DELETE FROM case_clocks WHERE case_id = $1'),
      sql('DELETE FROM attachments WHERE case_id = $1'),
      sql('DELETE FROM resident_requests WHERE case_id = $1'),
    ),
    ['attachment_missing', 'clock_missing', 'evidence_missing', 'view_missing'],
  ],
  [
    'a clock’s due moved',
    sql(`UPDATE case_clocks SET due_at = due_at + interval '1 day' WHERE case_id = $1 AND clock = 'result'`),
    ['clock_changed'],
  ],
  ['a clock taken away', sql(`DELETE FROM case_clocks WHERE case_id = $1 AND clock = 'result'`), ['clock_missing']],
  [
    'a clock too many',
    sql(
      `INSERT INTO case_clocks (case_id, clock, n, "limit", started_at, due_at, status)
       SELECT case_id, clock, n + 1, "limit", started_at, due_at, status
       FROM case_clocks WHERE case_id = $1 AND clock = 'result'`,
    ),
    ['clock_extra'],
  ],
];

const INBOX: typeof EVENTS = [
  [
    'another state answered',
    sql(`UPDATE inbox SET outcome = jsonb_set(outcome, '{state}', '"handling"') WHERE case_id = $1 AND kind = 'reply'`),
    ['outcome_changed', 'outcome_differs'],
  ],
  [
    'a yes made a refusal',
    sql(
      `UPDATE inbox SET outcome = jsonb_set(outcome, '{refusal}', '{"code":"wrong_state"}')
       WHERE case_id = $1 AND kind = 'reply'`,
    ),
    ['outcome_changed', 'refusal_with_events'],
  ],
  [
    'a command taken away',
    sql(`DELETE FROM inbox WHERE case_id = $1 AND kind = 'reply'`),
    ['command_lost', 'command_missing', 'inbox_gap'],
  ],
  [
    'another hand that handed it in',
    sql(`UPDATE inbox SET actor = jsonb_set(actor, '{account}', '"forger"') WHERE case_id = $1 AND ordinal = 1`),
    ['command_changed'],
  ],
  [
    'another time at which it was handed in',
    sql(`UPDATE inbox SET received_at = received_at - interval '1 hour' WHERE case_id = $1 AND ordinal = 1`),
    ['command_changed'],
  ],
  [
    'an earlier receipt',
    sql(`UPDATE inbox SET received_at = received_at - interval '1 second' WHERE case_id = $1 AND kind = 'reply'`),
    ['command_changed', 'decision_differs'],
  ],
  [
    'another body',
    sql(`UPDATE inbox SET body = '{}' WHERE case_id = $1 AND kind = 'reply'`),
    ['command_changed', 'decision_differs'],
  ],
  [
    'another client',
    sql(`UPDATE inbox SET client = 'somebody else' WHERE case_id = $1 AND kind = 'reply'`),
    ['command_id_wrong'],
  ],
  [
    'a refusal that never was',
    sql(
      `INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at, outcome)
       SELECT 'f0000000-0000-4000-8000-000000000000', 'workflow:forger', 'f0000000-0000-4000-8000-000000000000', case_id,
         (SELECT max(ordinal) + 1 FROM inbox AS last WHERE last.case_id = $1),
         'signFor', actor, '{}', '', received_at, '{"version":12,"state":"closed","refusal":{"code":"wrong_state","params":{"state":"closed"}}}'
       FROM inbox WHERE case_id = $1 AND kind = 'reply'`,
    ),
    ['command_unheard'],
  ],
  [
    'a refusal for a reason that there was not',
    sql(
      `INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at, outcome)
       SELECT 'f0000000-0000-4000-8000-000000000001', 'workflow:forger', 'f0000000-0000-4000-8000-000000000001', case_id,
         (SELECT max(ordinal) + 1 FROM inbox AS last WHERE last.case_id = $1),
         'comment', actor, '{"text":{}}', '', received_at, '{"version":12,"state":"closed","refusal":{"code":"not_lead_unit","params":{"lead":"x"}}}'
       FROM inbox WHERE case_id = $1 AND kind = 'reply'`,
    ),
    ['command_unheard', 'refusal_unfounded'],
  ],
  [
    'a number of another system that nobody gave',
    sql(`INSERT INTO external_ids (system, id, case_id) VALUES ('city', 'forged', $1)`),
    ['external_ids_changed'],
  ],
];

const VAULT: typeof EVENTS = [
  [
    'another text',
    sql(`UPDATE vault_texts SET text = 'x' WHERE case_id = $1 AND purpose = 'reply'`),
    ['vault_text_changed'],
  ],
  [
    'another text under another commitment',
    sql(`UPDATE vault_texts SET text = 'x', commitment = repeat('a', 64) WHERE case_id = $1 AND purpose = 'reply'`),
    ['vault_commitment_changed', 'vault_text_changed'],
  ],
  [
    'another contact',
    sql(`UPDATE vault_contacts SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE case_id = $1`),
    ['caller_index_changed', 'vault_text_changed'],
  ],
  [
    'another caller’s index',
    sql(`UPDATE resident_requests SET requester_index = '\\x00' WHERE case_id = $1`),
    ['caller_index_changed'],
  ],
  [
    'nothing where a text was, its salt kept: that is not how erasing goes',
    sql(`UPDATE vault_texts SET text = NULL WHERE case_id = $1 AND purpose = 'reply'`),
    ['vault_text_changed'],
  ],
  [
    'a contact under another salt',
    sql(`UPDATE vault_contacts SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE case_id = $1`),
    ['vault_text_changed'],
  ],
  [
    'a text given to another case',
    sql(`UPDATE vault_texts SET case_id = 'another' WHERE case_id = $1 AND purpose = 'reply'`),
    ['vault_row_elsewhere'],
  ],
  [
    'texts that were erased without a reason on record',
    sql('UPDATE vault_texts SET text = NULL, salt = NULL, erased_at = now() WHERE case_id = $1'),
    ['vault_erasure_unfounded'],
  ],
];

const EVIDENCE: typeof EVENTS = [
  [
    'a photo of before',
    sql(`UPDATE attachments SET stage = 'before' WHERE case_id = $1`),
    ['attachment_changed', 'attachment_differs'],
  ],
  [
    'a photo of somebody else’s',
    sql(`UPDATE attachments SET unit_code = 'another' WHERE case_id = $1`),
    ['attachment_differs'],
  ],
  [
    'a photo of another day',
    sql(`UPDATE attachments SET at = at - interval '1 day' WHERE case_id = $1`),
    ['attachment_differs'],
  ],
  ['a photo taken away', sql('DELETE FROM attachments WHERE case_id = $1'), ['attachment_missing', 'evidence_missing']],
];

/** A receipt under other terms than the policy's, stored alike in the start: only the policy itself still tells. */
const otherLimit = all(
  word(1, '"result":"5wd"', '"result":"9wd"'),
  sql(
    `UPDATE inbox SET body = replace(body::text, '"result": "5wd"', '"result": "9wd"')::jsonb WHERE case_id = $1 AND kind = 'submit'`,
  ),
  rehash,
);
const TERMS: typeof EVENTS = [
  ['another limit', otherLimit, ['decision_differs', 'event_changed', 'terms_differ']],
  [
    'a clock that was never started',
    all(
      sql(
        `UPDATE case_events SET envelope = regexp_replace(envelope, ',\\{"at":"[^"]*","change":"started","clock":"result"[^}]*\\}', '')
         WHERE case_id = $1 AND seq = 1`,
      ),
      rehash,
    ),
    ['clock_extra', 'decision_differs', 'event_changed', 'snapshot_changed'],
  ],
];

describe.each([
  ['the terms', TERMS],
  ['the evidence', EVIDENCE],
  ['the events', EVENTS],
  ['what is derived from them', DERIVED],
  ['the inbox', INBOX],
  ['the vault', VAULT],
])('in %s the audit finds', (_where, forgeries) => {
  it.each(forgeries)('%s', async (_what, forgery, found) => {
    const { caseId } = await closed(service);
    await tamper(service, caseId, forgery);
    expect(await codes(service, caseId)).toEqual(found);
  });
});

describe('what is not in the vault any more', () => {
  it.each([
    ['a text that is gone', `DELETE FROM vault_texts WHERE case_id = $1 AND purpose = 'reply'`, 9],
    [
      'a text that was emptied',
      `UPDATE vault_texts SET text = NULL, salt = NULL WHERE case_id = $1 AND purpose = 'reply'`,
      9,
    ],
    ['a contact that was emptied', `UPDATE vault_contacts SET sealed = NULL, salt = NULL WHERE case_id = $1`, 1],
  ])('is found where nothing demanded its erasure: %s', async (_what, forgery, seq) => {
    const { caseId } = await closed(service);
    await tamper(service, caseId, sql(forgery));
    expect((await verify(service, caseId)).findings).toMatchObject([{ code: 'vault_erasure_unfounded', seq }]);
  });
});

describe('the bytes of an attachment', () => {
  const place = (caseId: string) => join(service.blobFolder, blobOf(caseId));

  it('are read: another photo in its place is found, and so is none', async () => {
    const { caseId } = await closed(service);
    expect(await codes(service, caseId)).toEqual([]);
    await writeFile(place(caseId), 'another photo');
    expect(await codes(service, caseId)).toEqual(['blob_changed']);
    await rm(place(caseId));
    expect(await codes(service, caseId)).toEqual(['blob_missing']);
  });

  it('that cannot be read here are a warning, never taken for sound in silence', async () => {
    const { db, client, replayer } = service;
    const { caseId } = await closed(service);
    await rm(place(caseId));
    const { findings, warnings } = await verify({ db, client, replayer }, caseId);
    expect([findings, warnings]).toEqual([[], [{ code: 'blobs_not_verified', params: { n: 1 } }]]);
  });

  it('whose store is away prove nothing against the case', async () => {
    const { caseId } = await closed(service);
    const blobs = { ...service.blobs, get: () => Promise.reject(new BlobsAway('away')) };
    await expect(verify({ ...service, blobs }, caseId)).rejects.toThrow(BlobsAway);
  });
});

describe('an attachment that proves nothing', () => {
  it('is missed all the same when its row is taken away, and one that the log never told of is a warning', async () => {
    const { caseId } = await open(service);
    const id = await photographed(service, caseId, 'housing');
    expect(await verify(service, caseId)).toMatchObject({ findings: [], warnings: [] });
    await tamper(service, caseId, sql(`DELETE FROM district_log WHERE case_id = $1`));
    const { findings, warnings } = await verify(service, caseId);
    expect([findings, warnings]).toEqual([[], [{ code: 'attachment_not_logged', params: { id } }]]);

    const other = await open(service);
    await photographed(service, other.caseId, 'housing');
    await tamper(service, other.caseId, sql('DELETE FROM attachments WHERE case_id = $1'));
    expect(await codes(service, other.caseId)).toEqual(['attachment_missing']);
  });
});
