import type { Actor } from '../domain/envelope.js';
import type { AttachmentStage, ContactPurpose, NetworkChangeKind } from '../domain/vocabulary.js';
import type { CommitteeList, ProjectState } from '../domain/joint-meeting/vocabulary.js';
import { CHAIN_START, chain } from './chain.js';
import type { Database, Transaction } from './database.js';

/** What each type of entry tells. Types never change their meaning. */
interface EntryBodies {
  /** 查看联系方式: a contact was shown in clear. */
  contact_shown: { purpose: ContactPurpose };
  /** 上传附件: an attachment went on record, with the `at` of its own row. */
  attached: { attachment: string; stage: AttachmentStage; sha256: string; attachedAt: string };
  /** 需求、资源登记与撤回, 双向认领, 项目办结: of a committee's lists, by the ids of their rows. */
  list_entered: { committee: string; list: CommitteeList; entry: string };
  list_withdrawn: { committee: string; list: CommitteeList; entry: string };
  list_claimed: { committee: string; project: string; need: string; resource: string; by: CommitteeList };
  project_ended: { committee: string; project: string; state: ProjectState };
  /** 涉密清除: so many rows of the vault, and attachments, beside those that the decline itself erased. */
  erased: { texts: number; contacts: number; attachments: number };
  /** 组织网络变动: `sha256` of what it recorded and superseded, as `digestOf` has it. */
  network_changed: { change: string; kind: NetworkChangeKind; sha256: string };
}

export const ENTRY_TYPES = [
  ...(['contact_shown', 'attached', 'erased', 'network_changed'] as const),
  ...(['list_entered', 'list_withdrawn', 'list_claimed', 'project_ended'] as const),
] as const satisfies readonly (keyof EntryBodies)[];
type EntryType = (typeof ENTRY_TYPES)[number];
/** What is about a request; the others are about no case. */
type AboutCase = 'contact_shown' | 'attached' | 'erased';

type EntryOf<Type extends EntryType> = {
  district: string;
  /** 1 for the first of the district, without gaps. */
  seq: number;
  type: Type;
  /** ISO 8601 UTC, by the clock of the database. */
  at: string;
  actor: Actor;
  body: EntryBodies[Type];
} & (Type extends AboutCase ? { case: string } : { case?: undefined });

/** Something that happened in a district beside the procedures of its requests. */
export type DistrictEntry = { [Type in EntryType]: EntryOf<Type> }[EntryType];

/** An entry before it has its number and its time. */
type NewEntry = { [Type in EntryType]: Omit<EntryOf<Type>, 'seq' | 'at'> }[EntryType];

/** Enters something in its district's log, under the next number and chained to the entry before, and tells which. */
export async function enter(db: Database, entry: NewEntry): Promise<DistrictEntry> {
  return db.transaction((tx) => enterWith(tx, entry));
}

/**
 * The same as the last thing a transaction does: from here to its commit whoever enters something in this district waits,
 * so that no two entries are chained to the same one.
 */
export async function enterWith(tx: Transaction, entry: NewEntry): Promise<DistrictEntry> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`district-log:${entry.district}`]);
  const { rows } = await tx.query<{ at: Date; seq: number | null; hash: string | null }>(
    `SELECT clock_timestamp()::timestamptz(3) AS at, last.seq, last.hash FROM (VALUES (1)) AS one
     LEFT JOIN LATERAL (SELECT seq, hash FROM district_log WHERE district_code = $1 ORDER BY seq DESC LIMIT 1) AS last ON true`,
    [entry.district],
  );
  const [last] = rows;
  if (last === undefined) throw new Error('a query without a row');
  const entered = { ...entry, seq: (last.seq ?? 0) + 1, at: last.at.toISOString() };
  const [link] = chain(last.hash ?? CHAIN_START, [entered]);
  await tx.query(
    `INSERT INTO district_log (district_code, seq, type, at, case_id, entry, prev_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[entered.district, entered.seq, entered.type, entered.at, entered.case],
      ...[link?.envelope, link?.prev_hash, link?.hash],
    ],
  );
  return entered;
}

/** The newest entries of a district first, of one case or all, of one type or all, those before a number. */
export async function listEntries(
  { pool }: Database,
  {
    district,
    caseId,
    type,
    before,
    limit,
    reader,
  }: { district: string; caseId?: string; type?: EntryType; before?: number; limit: number; reader?: string },
): Promise<readonly { entry: DistrictEntry; hash: string }[]> {
  const { rows } = await pool.query<{ entry: string; hash: string }>(
    `SELECT entry, hash FROM district_log
     WHERE district_code = $1 AND ($2::text IS NULL OR case_id = $2) AND ($3::int IS NULL OR seq < $3)
       AND ($5::text IS NULL OR type = $5)
       AND NOT EXISTS (SELECT 1 FROM resident_requests AS own WHERE own.case_id = district_log.case_id AND own.against_account = $6)
     ORDER BY seq DESC LIMIT $4`,
    [district, caseId ?? null, before ?? null, limit, type ?? null, reader ?? null],
  );
  return rows.map(({ entry, hash }) => ({ entry: JSON.parse(entry) as DistrictEntry, hash }));
}
