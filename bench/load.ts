import { performance } from 'node:perf_hooks';
import type { Done, Order } from './part.js';

/** Does one thing so many times, by so many callers side by side, each taking the next as soon as it is free. */
export async function repeat({ count, clients }: Order, once: () => Promise<void>): Promise<Done> {
  const times: number[] = [];
  let taken = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (taken < count) {
        taken += 1;
        const from = performance.now();
        await once();
        times.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1e3;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { count, seconds, p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Tells the parent that this process is ready, and does what it orders, one order at a time. */
export function serve(run: (order: Order) => Promise<unknown>, close: () => Promise<void>): void {
  process.on('message', (order: Order) => {
    run(order).then(
      (result) => process.send?.({ result }),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  ready(close);
}

/** Tells the parent that this process is ready, and ends in order when asked to. */
export function ready(close: () => Promise<void>): void {
  process.once('SIGTERM', () => {
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.({ ready: true });
}
