import { verifyAll } from '../../src/audit/verify-all.js';
import type { Findings } from '../../src/audit/verify.js';
import { quietRuntime, TEST_KEYS, testServers, type TestService } from './service.js';

/** What an audit of all cases of a service comes to. */
export async function verified({ db, client, blobs, taskQueue }: TestService): Promise<Findings[]> {
  const found: Findings[] = [];
  quietRuntime();
  await verifyAll({
    ...{
      db,
      client,
      blobs,
      taskQueue,
      keys: TEST_KEYS,
      bundle: { codePath: testServers().bundlePath },
      concurrency: 2,
    },
    onCase: (one) => found.push(one),
  });
  return found;
}
