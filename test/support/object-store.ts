import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Options } from '../../src/blobs/s3.js';
import { findObjectStore } from '../../src/embedded/find-program.js';
import { startManagedChild } from '../../src/embedded/managed-child.js';
import { freePort } from '../../src/embedded/ports.js';

export interface ObjectStore {
  /** A bucket that is not made yet. */
  options: S3Options;
  stop(): Promise<void>;
}

/** A real store that speaks S3, on this machine only, with keys of its own. */
export async function startObjectStore(): Promise<ObjectStore> {
  const program = await findObjectStore();
  const folder = await mkdtemp(join(tmpdir(), 'bihuan-s3-'));
  const log = join(folder, 'log');
  const keys = { accessKeyId: 'test', secretAccessKey: randomBytes(24).toString('hex') };
  // Each part wants a port for HTTP and one for gRPC.
  const flags: string[] = [];
  const ports: Record<string, number> = {};
  for (const part of ['master', 'volume', 'filer', 's3']) {
    const port = await freePort();
    ports[part] = port;
    flags.push(`-${part}.port=${String(port)}`, `-${part}.port.grpc=${String(await freePort())}`);
  }
  const url = `http://127.0.0.1:${String(ports['s3'])}`;
  const child = await startManagedChild({
    name: 'SeaweedFS',
    launch() {
      const output = openSync(log, 'a');
      try {
        const args = [
          ...['-logtostderr=true', 'server', '-ip=127.0.0.1', '-ip.bind=127.0.0.1', `-dir=${folder}`],
          ...['-filer', '-s3', '-s3.port.iceberg=0', '-s3.port.lance=0', '-master.telemetry=false'],
          ...[`-filer.localSocket=${join(folder, 'filer')}`, `-s3.localSocket=${join(folder, 's3')}`],
          ...['-volume.max=4', '-master.volumeSizeLimitMB=64', ...flags],
        ];
        const env = {
          ...process.env,
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        };
        return Promise.resolve(spawn(program, args, { stdio: ['ignore', output, output], cwd: folder, env }));
      } finally {
        closeSync(output);
      }
    },
    async probe() {
      const { ok } = await fetch(`${url}/healthz`);
      if (!ok) throw new Error('not yet');
    },
    readyWithinMs: 60_000,
    lastWords: () => readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | '),
    isPassing: (words) => words.includes('address already in use'),
    // Asked to end, it first waits ten seconds for its readers.
    stopSignals: [],
    restart: false,
    log: () => undefined,
  });
  return {
    options: { bucketUrl: `${url}/attachments-${randomBytes(4).toString('hex')}`, region: 'us-east-1', ...keys },
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
