import { once } from 'node:events';

export default async function stop() {
  const child = globalThis.bihuanTestServers;
  if (!child || child.exitCode !== null) return;
  child.stdin.end();
  await once(child, 'exit');
}
