/** A sender that hands its first notices over and then hangs, before it can mark them: to be killed there. */
import { openMessageFile } from '../../src/notify/message-file.js';
import { startSender } from '../../src/notify/sender.js';
import { openDatabase } from '../../src/store/database.js';
import { openDirectories } from '../../src/store/directory.js';
import { openTemporal } from '../../src/temporal/connection.js';
import { createErrands } from '../../src/temporal/errands.js';
import { taskQueuesOf } from '../../src/temporal/task-queues.js';
import { silent, TEST_KEYS } from './service.js';

const {
  DATABASE_URL: url = '',
  TEMPORAL_ADDRESS: address = '',
  TEMPORAL_TASK_QUEUE: queue = '',
  FILE = '',
} = process.env;
const db = openDatabase({ url, poolSize: 4 });
const file = await openMessageFile(FILE);
const errands = createErrands(
  openTemporal({ address, namespace: 'default', identity: 'hanging' }).client,
  taskQueuesOf(queue),
);

/** Done, and never heard of again. */
async function hang(done: Promise<unknown>, what: string): Promise<never> {
  await done;
  console.log(`handed over: ${what}`);
  return new Promise(() => undefined);
}

startSender({
  ...{ db, log: silent, databaseUrl: url, directories: openDirectories(db), keys: TEST_KEYS },
  ...{ language: 'zh', publicUrl: 'https://example.org' },
  channels: {
    staff: { deliver: (message) => hang(file.channels.staff.deliver(message), message.recipient) },
    sms: { send: (message) => hang(file.channels.sms.send(message), message.recipient) },
  },
  errands: {
    ...errands,
    deliver: (delivery) => hang(errands.deliver(delivery), 'webhook'),
  },
});
