import { randomUUID } from 'node:crypto';
import { rule } from '../commands/texts.js';
import type { Actor } from '../domain/envelope.js';
import { after, decideChange, type NetworkChange } from '../domain/network/changes.js';
import type { Network } from '../domain/network/facts.js';
import { NetworkFault, networkFaultText } from '../domain/network/faults.js';
import type { Database } from '../store/database.js';
import { changeNetwork, readNetwork } from '../store/network.js';
import { faultAt, readNetworkRows, type NetworkMapping, type NetworkRow, type RowFault } from './network-rows.js';

/** What became of a file: with any row refused, nothing of it is written. */
export interface NetworkImportReport {
  file: string;
  district: string;
  dryRun: boolean;
  rows: number;
  /** What is new, and is written unless something is refused or it is a dry run. */
  registered: number;
  placed: number;
  /** Rows of which all is on record already. */
  knownBefore: number;
  written: boolean;
  refused: readonly RowFault[];
}

interface Options {
  file: string;
  mapping: NetworkMapping;
  /** Who approves it. */
  actor: Actor;
  dryRun: boolean;
}

/**
 * Brings a file of organisations and placements in, as one change or not at all; what is there already is left alone, so
 * that a second run writes nothing. Throws ImportInputError where the file cannot be used, and NetworkFault where somebody
 * changed the network in the same moment.
 */
export async function importNetwork(
  db: Database,
  { file, mapping, actor, dryRun }: Options,
): Promise<NetworkImportReport> {
  const { district, reason, columns } = mapping;
  const { rows, faults } = await readNetworkRows(file, mapping);
  const refused = [...faults];
  const { changes, knownBefore } = plan(await readNetwork(db.pool, district), rows, columns, refused);
  const written = refused.length === 0 && changes.length > 0 && !dryRun;
  if (written) {
    await changeNetwork(db, { id: randomUUID(), district, kind: 'import_network', changes, reason, actor });
  }
  const count = (kind: NetworkChange['kind']) => changes.filter((change) => change.kind === kind).length;
  return {
    ...{ file, district, dryRun, rows: rows.length + new Set(faults.map(({ line }) => line)).size },
    ...{ registered: count('register_organisation'), placed: count('place_organisation'), knownBefore, written },
    refused: refused.toSorted((a, b) => a.line - b.line),
  };
}

/** What the rows add to the network, each decided on what those before it leave. */
function plan(known: Network, rows: readonly NetworkRow[], columns: NetworkMapping['columns'], refused: RowFault[]) {
  let network = known;
  let knownBefore = 0;
  const changes: NetworkChange[] = [];
  for (const row of rows) {
    const adding = additions(network, row, columns, refused);
    if (adding === undefined) continue;
    if (adding.length === 0) knownBefore += 1;
    try {
      for (const change of adding) {
        network = after(network, decideChange(network, change), { change: 'import', recordedAt: '' }, randomUUID);
        changes.push(change);
      }
    } catch (fault) {
      if (!(fault instanceof NetworkFault)) throw fault;
      const text = rule(networkFaultText(fault, 'zh'), networkFaultText(fault, 'en'));
      refused.push(faultAt(row.line, columnOf(columns, fault.pointer), text));
    }
  }
  return { changes, knownBefore };
}

/** What of a row is not there yet; undefined, with its fault added, where an organisation is there with another name or kind. */
function additions(
  { organisations, placements }: Network,
  { line, code, name, kind, placement }: NetworkRow,
  columns: NetworkMapping['columns'],
  refused: RowFault[],
): readonly NetworkChange[] | undefined {
  // As it is called at last: a name that it had before is none to register it by.
  const held = organisations.findLast((one) => one.code === code);
  for (const field of ['name', 'kind'] as const) {
    if (held === undefined || held[field] === { name, kind }[field]) continue;
    const text = rule(`${code} 已登记为“${held[field]}”`, `${code} is registered as “${held[field]}”`);
    refused.push(faultAt(line, columns[field], text));
    return undefined;
  }
  const isPlaced = placements.some(
    (one) =>
      one.organisation === code &&
      one.place === placement?.place &&
      one.way === placement.way &&
      one.from === placement.from &&
      one.until === placement.until,
  );
  return [
    ...(held ? [] : [{ kind: 'register_organisation' as const, code, as: kind, name }]),
    ...(placement && !isPlaced ? [{ kind: 'place_organisation' as const, organisation: code, ...placement }] : []),
  ];
}

/** The column of a field of a change. */
function columnOf(columns: NetworkMapping['columns'], pointer: string): string {
  const field = pointer.slice(1);
  if (field === 'organisation') return columns.code;
  return Object.hasOwn(columns, field) ? (columns[field as keyof typeof columns] ?? columns.code) : columns.code;
}
