import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { maskPhone } from '../domain/masks.js';
import type { Channels, Message } from './channels.js';

/** What is read back of a file that is there already, and how many ids are remembered. */
const TAIL_BYTES = 1 << 20;
const REMEMBERED = 10_000;

/** Messages as lines of JSON in a file: for one machine, a demo, a test. Takes the place of a gateway. */
export interface MessageFile {
  channels: Required<Channels>;
  close(): Promise<void>;
}

/**
 * Opens the file; one process at a time may. A message has one line, also when the process was killed after writing and
 * before its notice was marked: a line is on the disk before it counts as handed over, and what comes again finds its id.
 * Only the end of the file is looked at: what a dead sender left unmarked is what it wrote last. A line that was cut short
 * is cut off, since its notice was never marked.
 */
export async function openMessageFile(path: string): Promise<MessageFile> {
  await mkdir(dirname(path), { recursive: true });
  // Personal words to residents stand in it.
  const file = await open(path, 'a+', 0o600);
  const known = new Set(await readIds(file));
  let turn: Promise<void> = Promise.resolve();

  async function write(message: Message & Record<string, unknown>): Promise<void> {
    if (known.has(message.id)) return;
    await file.appendFile(`${JSON.stringify(message)}\n`);
    await file.datasync();
    known.add(message.id);
    const [oldest] = known;
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  /** One after another: two that look for one id at the same time would both write it. */
  function inTurn(message: Message & Record<string, unknown>): Promise<void> {
    const written = turn.then(() => write(message));
    turn = written.catch(() => undefined);
    return written;
  }

  return {
    channels: {
      staff: { deliver: (message) => inTurn({ channel: 'staff', ...message }) },
      sms: { send: ({ phone, ...message }) => inTurn({ channel: 'sms', ...message, to: [maskPhone(phone)] }) },
    },
    async close() {
      await turn;
      await file.close();
    },
  };
}

async function readIds(file: FileHandle): Promise<string[]> {
  const { size } = await file.stat();
  const from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const tail = buffer.subarray(0, bytesRead);
  const end = tail.lastIndexOf(0x0a) + 1;
  if (end < tail.length) await file.truncate(from + end);
  const lines = tail.subarray(0, end).toString('utf8').split('\n');
  // The first may be the rest of one that begins before what was read.
  return lines.slice(from === 0 ? 0 : 1, -1).map((line) => (JSON.parse(line) as Message).id);
}
