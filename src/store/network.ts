/** The one hand that writes the organisation network, and the reading of it. */
import { createHash, randomUUID } from 'node:crypto';
import type { Actor } from '../domain/envelope.js';
import { after, decideChange, type NetworkChange } from '../domain/network/changes.js';
import type { Fact, Lying, Network, NetworkPlace, Organisation, Placement, Span } from '../domain/network/facts.js';
import type { NetworkChangeKind, PlaceKind } from '../domain/vocabulary.js';
import type { Database, Queries, Transaction } from './database.js';
import { enterWith } from './district-log.js';

/** Something that is to be changed, with everything that belongs to it: all of it is written, or nothing. */
export interface NetworkOrder {
  /** Names the change for ever; who gives it again is answered the same. */
  id: string;
  district: string;
  kind: NetworkChangeKind;
  /** Decided one after another. */
  changes: readonly NetworkChange[];
  reason: string;
  /** Who approves it. */
  actor: Actor;
}

/** A change on record. */
export interface RecordedChange {
  id: string;
  kind: NetworkChangeKind;
  subjects: readonly string[];
  reason: string;
  actor: Actor;
  /** ISO 8601 UTC, by the database's clock; every change of a district has another one, in their order. */
  recordedAt: string;
}

/**
 * Changes the network in one transaction, with its entry in the district's log, and tells what is on record; 'key_reused'
 * where the id was given to another change. Throws NetworkFault.
 *
 * Changes of one district are decided one at a time, under a lock that is held to the commit, each on what the one before
 * left. Whoever changes what stands names the version that they read: of two who read the same, the second is refused.
 */
export async function changeNetwork(db: Database, order: NetworkOrder): Promise<RecordedChange | 'key_reused'> {
  return db.transaction((tx) => changeNetworkWith(tx, order));
}

async function changeNetworkWith(tx: Transaction, order: NetworkOrder): Promise<RecordedChange | 'key_reused'> {
  const { id, district, kind, changes, reason, actor } = order;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`network:${district}`]);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([kind, changes, reason]))
    .digest();
  const [known] = await readChanges(tx, district, [id]);
  if (known !== undefined) return known.fingerprint.equals(fingerprint) ? recordedOf(known) : 'key_reused';

  const recordedAt = await nextInstant(tx, district);
  const network = await readNetwork(tx, district);
  let changedNetwork = network;
  const places = changes.flatMap((change) => {
    const writes = decideChange(changedNetwork, change);
    changedNetwork = after(changedNetwork, writes, { change: id, recordedAt }, randomUUID);
    return writes.places;
  });
  const subjects = [...new Set(changes.flatMap(subjectsOf))];
  await tx.query(
    `INSERT INTO network_changes (id, district_code, kind, subjects, reason, actor, fingerprint, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, district, kind, subjects, reason, JSON.stringify(actor), fingerprint, recordedAt],
  );
  await write(tx, { district, recordedAt, places, from: network, to: changedNetwork });
  // Whoever caches the directory reads it anew.
  await tx.query('UPDATE districts SET revision = revision + 1 WHERE code = $1', [district]);
  const sha256 = (await digestOf(tx, district, id)) ?? '';
  await enterWith(tx, { district, type: 'network_changed', actor, body: { change: id, kind, sha256 } });
  return { id, kind, subjects, reason, actor, recordedAt };
}

/**
 * SHA-256, hex, of a change with everything that it recorded and superseded; undefined where there is no such change. It
 * stands in the district's log, so that nobody alters what was believed.
 */
export async function digestOf(db: Queries, district: string, id: string): Promise<string | undefined> {
  const { rows } = await db.query<{ said: string }>(
    `WITH change AS (SELECT * FROM network_changes WHERE district_code = $1 AND id = $2),
     said AS (
       SELECT json_build_array('change', id, kind, subjects, reason, actor, ${MS('recorded_at')})::text AS line FROM change
       UNION ALL SELECT json_build_array('organisation', code, version, kind, name, valid_from::text, valid_until::text, ${MS('recorded_at')})::text
         FROM organisations WHERE district_code = $1 AND change_id = $2
       UNION ALL SELECT json_build_array('placement', id, version, organisation_code, place_code, way, valid_from::text, valid_until::text, ${MS('recorded_at')})::text
         FROM placements WHERE district_code = $1 AND change_id = $2
       UNION ALL SELECT json_build_array('lying', id, place_code, parent_code, valid_from::text, valid_until::text, ${MS('recorded_at')})::text
         FROM place_lyings WHERE district_code = $1 AND change_id = $2
       UNION ALL SELECT json_build_array('superseded', code, version)::text FROM organisations
         WHERE district_code = $1 AND superseded_at = (SELECT recorded_at FROM change)
       UNION ALL SELECT json_build_array('superseded', id, version)::text FROM placements
         WHERE district_code = $1 AND superseded_at = (SELECT recorded_at FROM change)
       UNION ALL SELECT json_build_array('superseded', id, place_code, parent_code, valid_from::text, valid_until::text)::text FROM place_lyings
         WHERE district_code = $1 AND superseded_at = (SELECT recorded_at FROM change))
     SELECT string_agg(line, E'\\n' ORDER BY line COLLATE "C") AS said FROM said WHERE EXISTS (SELECT 1 FROM change)`,
    [district, id],
  );
  const said = rows[0]?.said;
  return said ? createHash('sha256').update(said).digest('hex') : undefined;
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** After everything recorded before, so that what was believed at an instant is one thing. */
async function nextInstant(tx: Transaction, district: string): Promise<string> {
  const { rows } = await tx.query<{ at: Date }>(
    `SELECT greatest(clock_timestamp(), (SELECT max(recorded_at) + interval '1 ms' FROM network_changes WHERE district_code = $1))::timestamptz(3) AS at`,
    [district],
  );
  if (rows[0] === undefined) throw new Error('a query without a row');
  return rows[0].at.toISOString();
}

function subjectsOf(change: NetworkChange): readonly string[] {
  switch (change.kind) {
    case 'register_organisation':
    case 'change_organisation':
    case 'correct_organisation':
      return [change.code];
    case 'place_organisation':
      return [change.organisation, change.place];
    case 'change_placement':
    case 'void_placement':
      return [change.id];
    case 'split_grid':
      return [change.grid, ...change.parts.map(({ code }) => code)];
    case 'merge_grids':
      return [...change.grids, change.into.code];
    case 'move_place':
      return [change.place, change.parent];
  }
}

interface Writing {
  district: string;
  recordedAt: string;
  places: readonly (NetworkPlace & { parent: string; from: string })[];
  from: Network;
  to: Network;
}

/** Supersedes the rows that are no longer believed and records those that now are. */
async function write(tx: Transaction, { district, recordedAt, places, from, to }: Writing): Promise<void> {
  const gone = <Row extends Fact>(held: readonly Row[], now: readonly Row[]) => {
    const kept = new Set(now);
    return held.filter((row) => !kept.has(row));
  };
  await insert(tx, 'places', PLACE_COLUMNS, district, places.map(placeRow));
  const organisations = gone(from.organisations, to.organisations);
  await supersede(tx, 'organisations', 'code', district, recordedAt, organisations.map(versionOf(({ code }) => code)));
  const placements = gone(from.placements, to.placements);
  await supersede(tx, 'placements', 'id::text', district, recordedAt, placements.map(versionOf(({ id }) => id)));
  const lyings = gone(from.lyings, to.lyings);
  const known = lyings.flatMap(({ id }) => id ?? []);
  const { rowCount } = await tx.query(
    'UPDATE place_lyings SET superseded_at = $3 WHERE district_code = $1 AND id = ANY($2) AND superseded_at IS NULL',
    [district, known, recordedAt],
  );
  if (rowCount !== known.length) throw new Error('a row was superseded past the lock');
  // What the directory said itself is kept beside what now stands in its place.
  const said = lyings
    .filter(({ id }) => id === undefined)
    .map((lying) => ({ ...lying, id: randomUUID(), supersededAt: recordedAt }));
  await insert(tx, 'place_lyings', LYING_COLUMNS, district, [...said, ...gone(to.lyings, from.lyings)].map(lyingRow));
  await insert(
    tx,
    'organisations',
    ORGANISATION_COLUMNS,
    district,
    gone(to.organisations, from.organisations).map(organisationRow),
  );
  await insert(tx, 'placements', PLACEMENT_COLUMNS, district, gone(to.placements, from.placements).map(placementRow));
}

const versionOf =
  <Row extends { version: number }>(keyOf: (row: Row) => string) =>
  (row: Row) => ({ key: keyOf(row), version: row.version });

async function supersede(
  tx: Transaction,
  table: 'organisations' | 'placements',
  key: string,
  district: string,
  at: string,
  rows: readonly { key: string; version: number }[],
): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE ${table} AS held SET superseded_at = $3 FROM jsonb_to_recordset($2) AS gone(key text, version int)
     WHERE district_code = $1 AND held.${key} = gone.key AND held.version = gone.version AND superseded_at IS NULL`,
    [district, JSON.stringify(rows), at],
  );
  if (rowCount !== rows.length) throw new Error('a row was superseded past the lock');
}

type Columns = Readonly<Record<string, string>>;
const SPAN_COLUMNS: Columns = { valid_from: 'date', valid_until: 'date' };
const BELIEF_COLUMNS: Columns = { change_id: 'uuid', recorded_at: 'timestamptz', superseded_at: 'timestamptz' };
const PLACE_COLUMNS: Columns = {
  code: 'text',
  kind: 'text',
  name: 'text',
  parent_code: 'text',
  valid_from: 'date',
  provenance: 'text',
};
const ORGANISATION_COLUMNS: Columns = {
  code: 'text',
  version: 'int',
  kind: 'text',
  name: 'text',
  ...SPAN_COLUMNS,
  ...BELIEF_COLUMNS,
};
const PLACEMENT_COLUMNS: Columns = {
  ...{ id: 'uuid', version: 'int', organisation_code: 'text', place_code: 'text', way: 'text' },
  ...SPAN_COLUMNS,
  ...BELIEF_COLUMNS,
};
const LYING_COLUMNS: Columns = {
  id: 'uuid',
  place_code: 'text',
  parent_code: 'text',
  ...SPAN_COLUMNS,
  ...BELIEF_COLUMNS,
};

async function insert(
  tx: Transaction,
  table: string,
  columns: Columns,
  district: string,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(columns).join(', ');
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  await tx.query(
    `INSERT INTO ${table} (district_code, ${names}) SELECT $1, ${names} FROM jsonb_to_recordset($2) AS fresh(${typed.join(', ')})`,
    [district, JSON.stringify(rows)],
  );
}

const spanRow = ({ from, until }: Span) => ({ valid_from: from, valid_until: until });
const beliefRow = ({ change, recordedAt, supersededAt }: Fact) => ({
  change_id: change,
  recorded_at: recordedAt,
  superseded_at: supersededAt,
});
const placeRow = ({ code, kind, name, parent, from }: Writing['places'][number]) => ({
  ...{ code, kind, name, parent_code: parent, valid_from: from },
  // Its district's own: nobody else makes grids.
  provenance: 'official',
});
const organisationRow = ({ code, version, kind, name, ...fact }: Organisation) => ({
  ...{ code, version, kind, name },
  ...spanRow(fact),
  ...beliefRow(fact),
});
const placementRow = ({ id, version, organisation, place, way, ...fact }: Placement) => ({
  ...{ id, version, organisation_code: organisation, place_code: place, way },
  ...spanRow(fact),
  ...beliefRow(fact),
});
const lyingRow = ({ id, place, parent, ...fact }: Lying) => ({
  ...{ id, place_code: place, parent_code: parent },
  ...spanRow(fact),
  ...beliefRow(fact),
});

interface FactColumns {
  valid_from: string | null;
  valid_until: string | null;
  change_id: string | null;
  recorded_at: Date;
  superseded_at: Date | null;
}

const FACT = 'valid_from::text, valid_until::text, change_id, recorded_at, superseded_at';
/** Since when the directory's own word is believed: since ever. */
const EVER = new Date(0).toISOString();

/**
 * The network of a district: what is believed now or, with `history`, everything that ever was. Places that no change has
 * touched lie where the directory says.
 */
export async function readNetwork(db: Queries, district: string, { history = false } = {}): Promise<Network> {
  const believed = history ? '' : 'AND superseded_at IS NULL';
  const { rows: places } = await db.query<PlaceColumns>(
    'SELECT code, kind, name, parent_code, valid_from::text, valid_until::text FROM places WHERE district_code = $1 ORDER BY code',
    [district],
  );
  const { rows: organisations } = await db.query<
    FactColumns & Pick<Organisation, 'code' | 'version' | 'kind' | 'name'>
  >(
    `SELECT code, version, kind, name, ${FACT} FROM organisations WHERE district_code = $1 ${believed} ORDER BY code, version`,
    [district],
  );
  const { rows: placements } = await db.query<
    FactColumns & Pick<Placement, 'id' | 'version' | 'organisation' | 'place' | 'way'>
  >(
    `SELECT id, version, organisation_code AS organisation, place_code AS place, way, ${FACT} FROM placements
     WHERE district_code = $1 ${believed} ORDER BY organisation_code, valid_from NULLS FIRST, id, version`,
    [district],
  );
  const { rows: lyings } = await db.query<FactColumns & { id: string; place: string; parent: string | null }>(
    `SELECT id, place_code AS place, parent_code AS parent, ${FACT} FROM place_lyings
     WHERE district_code = $1 ${believed} ORDER BY place_code, valid_from NULLS FIRST, id`,
    [district],
  );
  const touched = await touchedPlaces(db, district);
  return {
    places: new Map(places.map(({ code, kind, name }) => [code, { code, kind, name }])),
    organisations: organisations.map(({ code, version, kind, name, ...fact }) => ({
      code,
      version,
      kind,
      name,
      ...factOf(fact),
    })),
    placements: placements.map(({ id, version, organisation, place, way, ...fact }) => ({
      ...{ id, version, organisation, place, way },
      ...factOf(fact),
    })),
    lyings: [
      ...places.filter(({ code }) => !touched.has(code)).map(lyingOfDirectory),
      ...lyings.map(({ id, place, parent, ...fact }) => ({
        id,
        place,
        ...(parent !== null && { parent }),
        ...factOf(fact),
      })),
    ],
  };
}

interface PlaceColumns {
  code: string;
  kind: PlaceKind;
  name: string;
  parent_code: string | null;
  valid_from: string | null;
  valid_until: string | null;
}

function lyingOfDirectory({ code, parent_code: parent, valid_from: from, valid_until: until }: PlaceColumns): Lying {
  return {
    place: code,
    ...(parent !== null && { parent }),
    ...(from !== null && { from }),
    ...(until !== null && { until }),
    recordedAt: EVER,
  };
}

/** The places of which changes say where they lie, also those that lie nowhere any more. */
async function touchedPlaces(db: Queries, district: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ place_code: string }>(
    'SELECT DISTINCT place_code FROM place_lyings WHERE district_code = $1',
    [district],
  );
  return new Set(rows.map(({ place_code }) => place_code));
}

function factOf({
  valid_from: from,
  valid_until: until,
  change_id: change,
  recorded_at,
  superseded_at,
}: FactColumns): Fact {
  return {
    ...(from !== null && { from }),
    ...(until !== null && { until }),
    ...(change !== null && { change }),
    recordedAt: recorded_at.toISOString(),
    ...(superseded_at !== null && { supersededAt: superseded_at.toISOString() }),
  };
}

interface ChangeColumns {
  id: string;
  kind: NetworkChangeKind;
  subjects: string[];
  reason: string;
  actor: Actor;
  fingerprint: Buffer;
  recorded_at: Date;
}

/** Changes of a district by their ids. */
async function readChanges(db: Queries, district: string, ids: readonly string[]): Promise<readonly ChangeColumns[]> {
  const { rows } = await db.query<ChangeColumns>(
    'SELECT id, kind, subjects, reason, actor, fingerprint, recorded_at FROM network_changes WHERE district_code = $1 AND id = ANY($2)',
    [district, [...ids]],
  );
  return rows;
}

/** Whether a change was made. */
export async function isOnRecord({ pool }: Database, district: string, id: string): Promise<boolean> {
  return (await readChanges(pool, district, [id])).length > 0;
}

/** The changes that some facts come from, by id. */
export async function changesOf(
  { pool }: Database,
  district: string,
  facts: readonly Fact[],
): Promise<ReadonlyMap<string, RecordedChange>> {
  const ids = new Set(facts.flatMap(({ change }) => change ?? []));
  const rows = ids.size === 0 ? [] : await readChanges(pool, district, [...ids]);
  return new Map(rows.map((row) => [row.id, recordedOf(row)]));
}

/** The newest changes of a district first, those recorded before an instant. */
export async function listChanges(
  { pool }: Database,
  { district, before, limit }: { district: string; before?: string | undefined; limit: number },
): Promise<readonly RecordedChange[]> {
  const { rows } = await pool.query<ChangeColumns>(
    `SELECT id, kind, subjects, reason, actor, fingerprint, recorded_at FROM network_changes
     WHERE district_code = $1 AND ($2::timestamptz IS NULL OR recorded_at < $2) ORDER BY recorded_at DESC LIMIT $3`,
    [district, before ?? null, limit],
  );
  return rows.map(recordedOf);
}

/** The placements that a change recorded, as it recorded them. */
export async function placementsOf(
  { pool }: Database,
  district: string,
  change: string,
): Promise<readonly Placement[]> {
  const { rows } = await pool.query<FactColumns & Pick<Placement, 'id' | 'version' | 'organisation' | 'place' | 'way'>>(
    `SELECT id, version, organisation_code AS organisation, place_code AS place, way, ${FACT} FROM placements
     WHERE district_code = $1 AND change_id = $2 ORDER BY organisation_code, place_code, valid_from NULLS FIRST`,
    [district, change],
  );
  return rows.map(({ id, version, organisation, place, way, ...fact }) => ({
    ...{ id, version, organisation, place, way },
    ...factOf(fact),
  }));
}

function recordedOf({ fingerprint: _fingerprint, recorded_at, ...row }: ChangeColumns): RecordedChange {
  return { ...row, recordedAt: recorded_at.toISOString() };
}
