import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Temporal's core and SDK log through our log; signals are ours, so that one process stops in one order. Once a process. */
export function installRuntime(log: Logger): void {
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => {
        write(log, level, message, meta);
      },
      trace: (message, meta) => {
        write(log, 'TRACE', message, meta);
      },
      debug: (message, meta) => {
        write(log, 'DEBUG', message, meta);
      },
      info: (message, meta) => {
        write(log, 'INFO', message, meta);
      },
      warn: (message, meta) => {
        write(log, 'WARN', message, meta);
      },
      error: (message, meta) => {
        write(log, 'ERROR', message, meta);
      },
    },
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}

// The SDK's INFO is about pollers and bundles: of interest to those who debug.
const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

function write(
  log: Logger,
  level: keyof typeof LEVELS,
  message: string,
  meta: Record<string | symbol, unknown> | undefined,
): void {
  const { error, ...rest } = meta ?? {};
  log[LEVELS[level]]({ ...rest, ...(error !== undefined && { err: error }) }, message);
}
