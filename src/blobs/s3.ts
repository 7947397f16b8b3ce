import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { assertKey, BlobsAway, type Blobs } from './blobs.js';

export interface S3Options {
  /** The bucket's own address: `https://host/bucket`, or `https://bucket.host` where the store wants that. */
  bucketUrl: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** After an answer that says “later”; a store that does not answer at all is given up at once. */
const RETRIES = 2;
const ANSWER_WITHIN_MS = 30_000;

interface Asked {
  status: number;
  body: Buffer;
}

/** Blobs as objects of one bucket of any store that speaks S3, by its four plainest verbs and its list. */
export function openS3Blobs({ bucketUrl, ...credentials }: S3Options): Blobs {
  const client = new AwsClient({ ...credentials, service: 's3', retries: RETRIES });
  const bucket = bucketUrl.replace(/\/+$/, '');
  const urlOf = (key: string): string => {
    assertKey(key);
    return `${bucket}/${key}`;
  };
  async function ask(method: 'DELETE' | 'GET' | 'HEAD' | 'PUT', url: string, body?: Buffer): Promise<Asked> {
    let answer: Asked;
    try {
      const said = await client.fetch(url, {
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        // Signed with the content, so that what arrives damaged is refused.
        ...(body && { body, headers: { 'X-Amz-Content-Sha256': sha256(body) } }),
      });
      answer = { status: said.status, body: Buffer.from(await said.arrayBuffer()) };
    } catch (cause) {
      throw new BlobsAway('the object store does not answer', { cause });
    }
    if (answer.status >= 500 || answer.status === 429) {
      throw new BlobsAway(`the object store answered ${String(answer.status)}`);
    }
    return answer;
  }
  async function remove(key: string): Promise<void> {
    const answer = await ask('DELETE', urlOf(key));
    if (answer.status !== 204 && !(answer.status === 404 && codeOf(answer) === 'NoSuchKey')) expectDone(answer);
  }
  /** All of them, however many pages they fill: what is removed while it is listed may hide what comes after. */
  async function keysUnder(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const query = new URLSearchParams({ 'list-type': '2', prefix: `${prefix}/` });
      if (next !== '') query.set('continuation-token', next);
      const page = expectDone(await ask('GET', `${bucket}?${query.toString()}`)).toString('utf8');
      keys.push(...[...page.matchAll(KEYS)].map(([, key = '']) => key));
      next = NEXT.exec(page)?.[1];
    }
    return keys;
  }
  return {
    async prepare() {
      if ((await ask('HEAD', bucket)).status === 404) expectDone(await ask('PUT', bucket));
    },
    async put(key, bytes) {
      expectDone(await ask('PUT', urlOf(key), bytes));
    },
    async get(key) {
      const answer = await ask('GET', urlOf(key));
      if (answer.status === 404 && codeOf(answer) === 'NoSuchKey') return undefined;
      return expectDone(answer);
    },
    async has(key) {
      const answer = await ask('HEAD', urlOf(key));
      // HEAD has no words: whether it is the object or its bucket that is missing, the bucket knows.
      const isThere = answer.status !== 404;
      expectDone(isThere ? answer : await ask('HEAD', bucket));
      return isThere;
    },
    remove,
    async removeUnder(prefix, keep) {
      assertKey(prefix);
      for (const key of await keysUnder(prefix)) if (!keep.has(key)) await remove(key);
    },
  };
}

/** A list's own words: keys are of letters that XML leaves as they are. */
const KEYS = /<Key>([^<]*)<\/Key>/g;
const NEXT = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/;

/** The store's own word for what is wrong; nothing of keys or secrets. */
const codeOf = ({ body }: Asked): string => /<Code>(\w+)<\/Code>/.exec(body.toString('utf8', 0, 2_000))?.[1] ?? '';

function expectDone(answer: Asked): Buffer {
  if (answer.status === 200) return answer.body;
  throw new Error(`the object store answered ${String(answer.status)} ${codeOf(answer)}`);
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
