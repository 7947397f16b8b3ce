import type { Logger } from 'pino';

/** How soon what nobody rang for is noticed: a ring that was lost, a notice whose next try has come. */
const LOOK_AGAIN_MS = 5_000;
/** Nobody minds hearing of it a tenth of a second later, and one look costs what ten do. */
const TOGETHER_MS = 100;

/** Work that is looked for when somebody rings, and now and then without. */
export interface Lane {
  ring(): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/** Starts a lane; `look` does what there is, and says whether there may be more at once. */
export function startLane(look: () => Promise<boolean>, log: Logger): Lane {
  let stopping = false;
  let rung = false;
  let wake: () => void = () => undefined;

  async function run(): Promise<void> {
    while (!stopping) {
      rung = false;
      const more = await look().catch((error: unknown) => {
        log.warn({ err: error }, 'the sender cannot reach the database');
        return false;
      });
      if (!more) {
        await linger();
        await nap();
      }
    }
  }

  /** What comes within a moment is told together. */
  async function linger(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, TOGETHER_MS));
  }

  async function nap(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      // What came while it was busy.
      if (rung || stopping) wake();
    });
  }

  const running = run();
  return {
    ring() {
      rung = true;
      wake();
    },
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
