import type { Logger } from 'pino';
import type { ResidentRequest } from '../domain/request/state.js';
import { RECORDED_CHANNEL, type Database } from '../store/database.js';
import type { Directories } from '../store/directory.js';
import { listen } from '../store/listener.js';
import { handOver, type NoticeOutcome, type WaitingNotice } from '../store/notices.js';
import { placeEvents } from '../store/positions.js';
import { findRequest } from '../store/queries/find-request.js';
import { onDuty } from '../store/roster.js';
import type { Errands } from '../temporal/errands.js';
import type { Channels } from './channels.js';
import { compose, phoneOf, readOccasion, type Composing, type Occasion } from './compose.js';

export interface Sender {
  /** Stops taking notices and waits for those under way. */
  stop(): Promise<void>;
}

export interface SenderOptions extends Composing {
  directories: Directories;
  channels: Channels;
  errands: Errands;
  /** For the listening connection of its own. */
  databaseUrl: string;
  log: Logger;
}

/** Notices handed over side by side, in one transaction. */
const AT_ONCE = 20;
/** How soon what nobody rang for is noticed: a ring that was lost, a notice whose next try has come. */
const LOOK_AGAIN_MS = 5_000;
/** Nobody minds hearing of it a tenth of a second later, and one look costs what ten do. */
const TOGETHER_MS = 100;
/** A gateway that does not answer within this time has not taken it. */
const HAND_OVER_MS = 10_000;

/** Gives events their positions, and hands over what is to be told of them; woken by what is recorded. */
export function startSender(options: SenderOptions): Sender {
  const { db, databaseUrl, log } = options;
  let stopping = false;
  let rung = false;
  let wake: () => void = () => undefined;
  const listener = listen(databaseUrl, RECORDED_CHANNEL, () => {
    rung = true;
    wake();
  });

  async function hand(notice: WaitingNotice): Promise<NoticeOutcome> {
    try {
      return await inTime(tell(options, notice));
    } catch (error) {
      log.warn(
        { err: error, caseId: notice.case, seq: notice.seq, recipient: notice.recipient },
        'a notice must be tried again',
      );
      return undefined;
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      rung = false;
      const more = await look().catch((error: unknown) => {
        log.warn({ err: error }, 'the sender cannot reach the database');
        return false;
      });
      if (!more) {
        await linger();
        await nap();
      }
    }
  }

  async function look(): Promise<boolean> {
    await placeEvents(db);
    return handOver(db, AT_ONCE, hand);
  }

  /** What comes within a moment is told together. */
  async function linger(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, TOGETHER_MS));
  }

  async function nap(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      // What came while it was busy.
      if (rung || stopping) wake();
    });
  }

  const running = run();
  return {
    async stop() {
      stopping = true;
      wake();
      await running;
      await listener.stop();
    },
  };
}

/** Hands one notice to whoever carries it further. Safe to repeat: each of them knows it by its id. */
async function tell(options: SenderOptions, notice: WaitingNotice): Promise<NoticeOutcome> {
  const { template, recipient } = notice;
  if (template === 'event') {
    await options.errands.deliver({ case: notice.case, seq: notice.seq, endpoint: recipient.replace(/^webhook:/, '') });
    return 'sent';
  }
  const { channels } = options;
  const channel = isResident(recipient) ? channels.sms : channels.staff;
  if (channel === undefined && notice.ring === undefined) return 'no_channel';
  const occasion = await readOccasion(options.db, notice);
  if (notice.ring !== undefined) await startRing(options, notice, occasion);
  const own = await requestOf(options.db, recipient, occasion);
  if (own !== undefined) {
    const phone = await phoneOf(options, own);
    if (phone === undefined) return 'no_phone';
    if (channels.sms === undefined) return 'no_channel';
    await channels.sms.send({ ...(await compose(options, { ...notice, template }, occasion, own)), phone });
    return 'sent';
  }
  if (channels.staff === undefined) return 'no_channel';
  const { district, received } = occasion.after;
  const except = received.against?.account;
  const to = await onDuty(options.db, { district, recipient, at: new Date().toISOString(), except });
  await channels.staff.deliver({ ...(await compose(options, { ...notice, template }, occasion)), to });
  return 'sent';
}

const isResident = (recipient: string): boolean => recipient === 'resident' || recipient.startsWith('follower:');

/** The request of the resident who is told; undefined where it is told to somebody else. */
async function requestOf(db: Database, recipient: string, { after }: Occasion): Promise<ResidentRequest | undefined> {
  if (recipient === 'resident') return after;
  const follower = after.followers?.find(({ case: id }) => recipient === `follower:${id}`);
  return follower && findRequest(db, follower.number);
}

/** What is critical rings as the district's policy of the moment says; a policy without rings has none. */
async function startRing(
  { directories, errands }: SenderOptions,
  { ring, ...notice }: WaitingNotice,
  { event, after }: Occasion,
): Promise<void> {
  const rings = (await directories.current(after.district))?.policy.rings;
  if (ring === undefined || rings === undefined) return;
  const { lead, received } = after;
  // Of a unit whose staff is complained of only the head may hear: it rings at the centre.
  const unit = received.against?.staff === 'yes' ? undefined : lead;
  await errands.ring({
    ...{ case: notice.case, seq: notice.seq, ring, since: event.at, afterMinutes: rings },
    ...(unit !== undefined && { unit }),
  });
}

function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('it was not taken in time'));
    }, HAND_OVER_MS);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
