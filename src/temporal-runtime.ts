import { Runtime, type MetricsExporterConfig, type RuntimeOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { ConfigFault } from './config.js';

/**
 * Temporal's core and SDK log through our log; signals are ours, so that one process stops in one order. Once a process.
 * `metricsAddress` is where the core itself shows its metrics to Prometheus, `ip:port`; empty for nowhere. Throws
 * ConfigFault when the address cannot be had.
 */
export function installRuntime(log: Logger, metricsAddress = ''): void {
  try {
    Runtime.install(optionsFor(log, metricsAddress));
  } catch (cause) {
    if (metricsAddress === '') throw cause;
    throw new ConfigFault(`TEMPORAL_METRICS_ADDRESS: ${metricsAddress}: ${String(cause)}`, { cause });
  }
}

function optionsFor(log: Logger, metricsAddress: string): RuntimeOptions {
  return {
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
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metricsAddress !== '' && { metrics: prometheusAt(metricsAddress) }),
    },
  };
}

/** Names and units as Prometheus has them: `_total`, `_seconds`. */
function prometheusAt(bindAddress: string): MetricsExporterConfig {
  const prometheus = { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };
  return { prometheus, attachServiceName: false };
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
