import type { Logger } from 'pino';
import { claimRows, INBOX_CHANNEL, putOff, type InboxRow } from '../store/inbox.js';
import { listen } from '../store/listener.js';
import { CaseTaken, TemporalAway } from '../temporal/gateway.js';
import { inSpan } from '../tracing.js';
import { CaseLost, deliver, type Delivery } from './deliver.js';

export interface Relay {
  /** Stops claiming and waits for the rows under way. */
  stop(): Promise<void>;
}

export interface RelayOptions extends Delivery {
  /** For the listening connection of its own. */
  databaseUrl: string;
  log: Logger;
  /** Told of what went wrong with a row beyond a server that is away; the row is tried again. */
  onFault: () => void;
  /** Called when Temporal lacks a case that the record has, or runs another in its place: an alarm must rise. */
  onCaseLost: (caseId: string) => void;
}

/** Rows of different cases that one relay delivers side by side. */
const AT_ONCE = 20;
/** How soon a claim that ran out is noticed when nobody gave notice. */
const LOOK_AGAIN_MS = 1_000;
const RETRY_AFTER_AWAY_MS = 2_000;
const RETRY_AFTER_FAULT_MS = 10_000;

/**
 * Sees every accepted row through to its decision, whoever died before. Wakes when a row is given back and looks by
 * itself each second; takes the oldest undecided row of a case only, so that nothing overtakes.
 */
export function startRelay({ db, gateway, databaseUrl, log, onFault, onCaseLost }: RelayOptions): Relay {
  let stopping = false;
  let wake: () => void = () => undefined;
  const listener = listen(databaseUrl, INBOX_CHANNEL, () => {
    wake();
  });

  async function see(row: InboxRow): Promise<void> {
    try {
      const attributes = { 'bihuan.case_id': row.caseId, 'bihuan.command_id': row.commandId };
      await inSpan({ name: `relay ${row.kind}`, attributes }, () => deliver({ db, gateway }, row));
    } catch (error) {
      const away = error instanceof TemporalAway;
      if (error instanceof CaseLost || error instanceof CaseTaken) onCaseLost(row.caseId);
      if (!away) {
        onFault();
        log.error({ err: error, commandId: row.commandId, caseId: row.caseId }, 'a row could not be decided');
      }
      await putOff(db, row.commandId, away ? RETRY_AFTER_AWAY_MS : RETRY_AFTER_FAULT_MS).catch(unreachable);
    }
  }

  function unreachable(error: unknown): void {
    log.warn({ err: error }, 'the relay cannot reach the database');
  }

  async function run(): Promise<void> {
    // One case that hangs must not keep the others waiting: whatever is done makes room at once.
    const underWay = new Set<Promise<void>>();
    while (!stopping) {
      const nap = new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_AGAIN_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      const free = AT_ONCE - underWay.size;
      const rows = free > 0 ? await claimRows(db, free).catch(unreachable) : [];
      for (const row of rows ?? []) {
        const seen = see(row).finally(() => {
          underWay.delete(seen);
          wake();
        });
        underWay.add(seen);
      }
      await nap;
    }
    await Promise.all(underWay);
  }

  const running = run();
  return {
    async stop() {
      stopping = true;
      wake();
      await running;
      await listener.stop();
    },
  };
}
