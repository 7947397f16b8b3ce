/** Groups that must keep their order, each a lane; the lanes stand in the order of their first item. */
export function lanesOf<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const lanes = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const lane = lanes.get(key);
    if (lane) lane.push(item);
    else lanes.set(key, [item]);
  }
  return [...lanes.values()];
}

/**
 * Works through the lanes, several at once, each in its own order. After a failure no other item is begun; it is thrown
 * when those under way have ended.
 */
export async function inLanes<Item>(
  lanes: readonly (readonly Item[])[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = lanes.values();
  const failures: unknown[] = [];
  const takeLanes = async (): Promise<void> => {
    for (const lane of waiting) {
      for (const item of lane) {
        if (failures.length > 0) return;
        await work(item).catch((error: unknown) => failures.push(error));
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, takeLanes));
  if (failures.length > 0) throw failures[0];
}
