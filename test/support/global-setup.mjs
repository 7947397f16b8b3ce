// PostgreSQL, a Temporal dev server and the workflow bundle, once for the whole run. They live in a process of their own,
// which ends when its input closes: also when this one is killed.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export default async function start() {
  if (process.env.BIHUAN_TEST_SERVERS === 'none') return;
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/servers.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  globalThis.bihuanTestServers = child;
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the test servers ended with ${code}`)));
  });
  process.env.BIHUAN_TEST_SERVERS = line;
}
