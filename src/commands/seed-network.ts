import type { Database } from '../store/database.js';
import { changeNetwork } from '../store/network.js';
import { foundingOf, type SeedData } from '../store/seed-data.js';
import { commandIdOf } from '../store/identity.js';

/**
 * Lays the organisation network of a district's files into the record, each of its changes once for ever: what was changed
 * since, in the files or in the record, is the directory keeper's. Throws NetworkFault where the record cannot take it.
 */
export async function seedNetwork(db: Database, { district, network }: SeedData): Promise<void> {
  if (network === undefined) return;
  const { reason, organisations, changes } = network;
  const orders = [
    { kind: 'import_network' as const, changes: organisations.flatMap(foundingOf), reason },
    ...changes.map(({ reason: why, ...change }) => ({ kind: change.kind, changes: [change], reason: why })),
  ];
  for (const [i, order] of orders.entries()) {
    const id = commandIdOf(`seed:${district.code}`, `network ${String(i)}`);
    await changeNetwork(db, { id, district: district.code, actor: { account: 'seed', role: 'system' }, ...order });
  }
}
