import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './api/app.js';
import { openBlobs } from './blobs/open.js';
import { startEraser } from './commands/erase.js';
import type { Config } from './config.js';
import { openEventFeed } from './store/event-feed.js';
import { startScheduler } from './meeting-scheduler.js';
import { taskQueuesOf } from './temporal/task-queues.js';
import { checkReadiness, egressOf, gatewaysOf, openDoor, startDoorRelay, startNoticeSender } from './service.js';

export interface RunningApi {
  url: string;
  stop(): Promise<void>;
}

/** Starts the API and its relay. Throws ConfigFault; rejects when the port cannot be had; runs on while PostgreSQL or Temporal is away. */
export async function startApi(config: Config, log: Logger): Promise<RunningApi> {
  const { ATTACHMENT_MAX_BYTES: maxBytes, ATTACHMENTS_PER_REQUEST: maxPerSide } = config;
  const blobs = openBlobs(config);
  const gateways = gatewaysOf(config);
  const parts = openDoor(config, log, 'api');
  const feed = openEventFeed(parts.db, config.DATABASE_URL);
  const app = createApp({
    door: parts.door,
    attachments: { blobs, maxBytes, maxPerSide },
    errands: parts.errands,
    egress: egressOf(config),
    feed,
    log,
    metrics: parts.metrics,
    secureCookies: config.SECURE_COOKIES === 'yes',
    trustedProxies: config.TRUSTED_PROXIES,
    readiness: () => checkReadiness(parts, config.TEMPORAL_TASK_QUEUE),
  });
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = app.listen(config.PORT, config.HOST, (error?: Error) => {
      if (error) reject(error);
      else resolve(listening);
    });
  });
  const relay = startDoorRelay(parts, config, log);
  const sender = await startNoticeSender(parts, gateways, config, log);
  const eraser = startEraser({ db: parts.db, blobs, log });
  const { client, db } = parts;
  const scheduler = startScheduler({ client, db, log, queues: taskQueuesOf(config.TEMPORAL_TASK_QUEUE) });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${config.HOST === '0.0.0.0' ? 'localhost' : config.HOST}:${String(port)}`,
    async stop() {
      // Streams never end by themselves.
      await feed.close();
      const closed = new Promise((resolve) => server.close(resolve));
      // Idle keep-alive connections would hold the process; those under way are waited for.
      server.closeIdleConnections();
      const grace = setTimeout(() => {
        server.closeAllConnections();
      }, config.SHUTDOWN_GRACE_MS);
      await closed;
      clearTimeout(grace);
      await relay.stop();
      await sender.stop();
      await eraser.stop();
      await scheduler.stop();
      await parts.close();
    },
  };
}
