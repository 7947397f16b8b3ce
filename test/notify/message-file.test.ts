import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openMessageFile } from '../../src/notify/message-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-messages-'));
});
afterAll(() => rm(folder, { recursive: true }));

const message = (id: string) =>
  ({
    id,
    number: '150302-2026-000123',
    recipient: 'resident',
    template: 'received',
    language: 'zh',
    text: '演示',
  }) as const;
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a file of messages', () => {
  it('has one line a message, however often and at once it is handed over', async () => {
    const path = join(folder, 'deep', 'once.jsonl');
    const file = await openMessageFile(path);
    const { staff, sms } = file.channels;
    await Promise.all(Array.from({ length: 5 }, () => staff.deliver({ ...message('a'), to: ['clerk-1'] })));
    await sms.send({ ...message('b'), phone: '130 0000 0001' });
    await file.close();
    const again = await openMessageFile(path);
    await again.channels.staff.deliver({ ...message('a'), to: ['clerk-1'] });
    await again.channels.staff.deliver({ ...message('c'), to: [] });
    await again.close();
    expect((await lines(path)).map(({ id, channel, to }) => [id, channel, to])).toEqual([
      ['a', 'staff', ['clerk-1']],
      ['b', 'sms', ['130****0001']],
      ['c', 'staff', []],
    ]);
  });

  it('cuts off what a dying process had half written, whose message comes again', async () => {
    const path = join(folder, 'torn.jsonl');
    const file = await openMessageFile(path);
    await file.channels.staff.deliver({ ...message('a'), to: [] });
    await file.close();
    await appendFile(path, '{"channel":"staff","id":"b","numb');
    const again = await openMessageFile(path);
    await again.channels.staff.deliver({ ...message('b'), to: [] });
    await again.close();
    expect((await lines(path)).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('remembers what was written last, also in a file longer than what is read of it', async () => {
    const path = join(folder, 'long.jsonl');
    const filler = `${JSON.stringify({ ...message('old'), text: 'x'.repeat(2_000) })}\n`;
    await appendFile(path, filler.repeat(600));
    await appendFile(path, `${JSON.stringify(message('last'))}\n`);
    const file = await openMessageFile(path);
    await file.channels.staff.deliver({ ...message('last'), to: [] });
    await file.close();
    expect(await lines(path)).toHaveLength(601);
  });
});
