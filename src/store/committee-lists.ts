/** 需求清单、资源清单、项目清单 of a joint committee: what is needed, what can be given, and what has come together. */
import type { Actor } from '../domain/envelope.js';
import type { CommitteeList, ProjectState } from '../domain/joint-meeting/vocabulary.js';
import type { Database, Transaction } from './database.js';
import { enterWith } from './district-log.js';

/** An entry of a list of needs or of resources. */
export interface ListEntry {
  id: string;
  list: CommitteeList;
  title: string;
  detail: string;
  organisation: string;
  account: string;
  createdAt: string;
  withdrawnAt: string | null;
  /** The project that it is part of, unless that was given up. */
  project: string | null;
}

/** A need and a resource that have found each other. */
export interface Project {
  id: string;
  need: { id: string; title: string; organisation: string };
  resource: { id: string; title: string; organisation: string };
  /** Which of the two claimed the other. */
  claimedBy: CommitteeList;
  createdAt: string;
  state: ProjectState;
  endedAt: string | null;
}

export interface OfCommittee {
  district: string;
  committee: string;
}

export interface NewEntry extends OfCommittee {
  /** The same id for the same command: it is put down once. */
  id: string;
  list: CommitteeList;
  title: string;
  detail: string;
  organisation: string;
}

/** Why something does not come to be. */
export type ListFault =
  'unknown_entry' | 'not_yours' | 'entry_taken' | 'entry_withdrawn' | 'key_reused' | 'project_ended';

/** Puts a need or a resource on its list. The same one again is no news; `key_reused`: another has its id. */
export async function putEntry(db: Database, entry: NewEntry, actor: Actor): Promise<ListFault | undefined> {
  const { id, district, committee, list, title, detail, organisation } = entry;
  return db.transaction(async (tx) => {
    const values = [id, district, committee, list, title, detail, organisation, actor.account];
    const { rowCount } = await tx.query(
      `INSERT INTO committee_entries (id, district_code, committee_code, list, title, detail, organisation, account_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
      values,
    );
    if (rowCount === 0) {
      const same = await tx.query(
        `SELECT 1 FROM committee_entries WHERE (id, district_code, committee_code, list, title, detail, organisation, account_id)
           = ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values,
      );
      return same.rowCount === 1 ? undefined : 'key_reused';
    }
    await enterWith(tx, { district, type: 'list_entered', actor, body: { committee, list, entry: id } });
    return undefined;
  });
}

interface Held {
  id: string;
  list: CommitteeList;
  account_id: string;
  withdrawn_at: Date | null;
  taken: boolean;
}

/** Two entries, held against everybody else until the transaction ends; in one order, so that nobody waits in a ring. */
async function hold(tx: Transaction, { district, committee }: OfCommittee, ids: readonly string[]): Promise<Held[]> {
  await tx.query(
    `SELECT 1 FROM committee_entries WHERE id = ANY($1) AND district_code = $2 AND committee_code = $3 ORDER BY id FOR UPDATE`,
    [ids, district, committee],
  );
  // A statement of its own: it sees what those who held them before have done.
  const { rows } = await tx.query<Held>(
    `SELECT id, list, account_id, withdrawn_at, EXISTS (SELECT 1 FROM committee_projects
       WHERE state <> 'given_up' AND entry.id IN (need_id, resource_id)) AS taken
     FROM committee_entries AS entry WHERE id = ANY($1) AND district_code = $2 AND committee_code = $3`,
    [ids, district, committee],
  );
  return rows;
}

function flawOf(entry: Held | undefined): ListFault | undefined {
  if (entry === undefined) return 'unknown_entry';
  if (entry.withdrawn_at !== null) return 'entry_withdrawn';
  return entry.taken ? 'entry_taken' : undefined;
}

/** Takes an entry off its list: whose it is, or the committee's office. */
export async function withdrawEntry(
  db: Database,
  of: OfCommittee & { id: string; list: CommitteeList; isOffice: boolean },
  actor: Actor,
): Promise<ListFault | undefined> {
  const { district, committee, id, list, isOffice } = of;
  return db.transaction(async (tx) => {
    const entry = (await hold(tx, of, [id])).find((one) => one.list === list);
    if (entry && entry.account_id !== actor.account && !isOffice) return 'not_yours';
    const flaw = flawOf(entry);
    if (flaw) return flaw;
    await tx.query('UPDATE committee_entries SET withdrawn_at = clock_timestamp() WHERE id = $1', [id]);
    await enterWith(tx, { district, type: 'list_withdrawn', actor, body: { committee, list, entry: id } });
    return undefined;
  });
}

/**
 * 双向认领: a resource claims a need, or a need a resource, by whose the claiming one is or by the committee's office; from then
 * on both are a project. Of several at once one comes through. The same claim again is no news.
 */
export async function claim(
  db: Database,
  of: OfCommittee & { id: string; need: string; resource: string; by: CommitteeList; isOffice: boolean },
  actor: Actor,
): Promise<ListFault | undefined> {
  const { district, committee, id, need, resource, by, isOffice } = of;
  return db.transaction(async (tx) => {
    const held = await hold(tx, of, [need, resource]);
    const known = await tx.query<{ same: boolean }>(
      'SELECT (need_id, resource_id, account_id) = ($2, $3, $4) AS same FROM committee_projects WHERE id = $1',
      [id, need, resource, actor.account],
    );
    if (known.rows[0]) return known.rows[0].same ? undefined : 'key_reused';
    const [wanted, given] = [
      held.find((one) => one.id === need && one.list === 'need'),
      held.find((one) => one.id === resource && one.list === 'resource'),
    ];
    const claiming = by === 'need' ? wanted : given;
    if (claiming && claiming.account_id !== actor.account && !isOffice) return 'not_yours';
    const flaw = flawOf(wanted) ?? flawOf(given);
    if (flaw) return flaw;
    await tx.query(
      `INSERT INTO committee_projects (id, district_code, committee_code, need_id, resource_id, claimed_by, account_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, district, committee, need, resource, by, actor.account],
    );
    await enterWith(tx, {
      ...{ district, type: 'list_claimed', actor },
      body: { committee, project: id, need, resource, by },
    });
    return undefined;
  });
}

/** Ends a project: done, or given up, and then both are free again. By the office, or by whose its need or resource is. */
export async function endProject(
  db: Database,
  of: OfCommittee & { id: string; state: Exclude<ProjectState, 'under_way'>; isOffice: boolean },
  actor: Actor,
): Promise<ListFault | undefined> {
  const { district, committee, id, state, isOffice } = of;
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ state: ProjectState; owners: string[] }>(
      `SELECT state, ARRAY(SELECT account_id::text FROM committee_entries WHERE id IN (need_id, resource_id)) AS owners
       FROM committee_projects WHERE id = $1 AND district_code = $2 AND committee_code = $3 FOR UPDATE`,
      [id, district, committee],
    );
    const [project] = rows;
    if (project === undefined) return 'unknown_entry';
    if (!isOffice && !project.owners.includes(actor.account)) return 'not_yours';
    if (project.state === state) return undefined;
    if (project.state !== 'under_way') return 'project_ended';
    await tx.query('UPDATE committee_projects SET state = $2, ended_at = clock_timestamp() WHERE id = $1', [id, state]);
    await enterWith(tx, { district, type: 'project_ended', actor, body: { committee, project: id, state } });
    return undefined;
  });
}

/** A list of a committee, the newest first; those that were withdrawn stand on no list. */
export async function entriesOf(
  { pool }: Database,
  { district, committee }: OfCommittee,
  list: CommitteeList,
): Promise<readonly ListEntry[]> {
  const { rows } = await pool.query<Omit<ListEntry, 'createdAt' | 'withdrawnAt'> & { created_at: Date }>(
    `SELECT id, list, title, detail, organisation, account_id AS account, created_at,
       (SELECT project.id FROM committee_projects AS project
        WHERE state <> 'given_up' AND entry.id IN (need_id, resource_id)) AS project
     FROM committee_entries AS entry
     WHERE district_code = $1 AND committee_code = $2 AND list = $3 AND withdrawn_at IS NULL
     ORDER BY created_at DESC, id LIMIT ${String(SHOWN)}`,
    [district, committee, list],
  );
  return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.toISOString(), withdrawnAt: null }));
}

/** So many of a list are shown: nobody reads more. */
const SHOWN = 1_000;

/** The projects of a committee, the newest first. */
export async function projectsOf(
  { pool }: Database,
  { district, committee }: OfCommittee,
): Promise<readonly Project[]> {
  const { rows } = await pool.query<
    Omit<Project, 'createdAt' | 'endedAt' | 'claimedBy'> & {
      created_at: Date;
      ended_at: Date | null;
      by: CommitteeList;
    }
  >(
    `SELECT project.id, project.state, claimed_by AS by, project.created_at, ended_at,
       json_build_object('id', need.id, 'title', need.title, 'organisation', need.organisation) AS need,
       json_build_object('id', resource.id, 'title', resource.title, 'organisation', resource.organisation) AS resource
     FROM committee_projects AS project
     JOIN committee_entries AS need ON need.id = need_id JOIN committee_entries AS resource ON resource.id = resource_id
     WHERE project.district_code = $1 AND project.committee_code = $2
     ORDER BY project.created_at DESC, project.id LIMIT ${String(SHOWN)}`,
    [district, committee],
  );
  return rows.map(({ created_at, ended_at, by, ...row }) => ({
    ...row,
    ...{ claimedBy: by, createdAt: created_at.toISOString(), endedAt: ended_at?.toISOString() ?? null },
  }));
}
