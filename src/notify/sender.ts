import type { Logger } from 'pino';
import type { Proceeding } from '../domain/case/proceeding.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { RECORDED_CHANNEL, type Database } from '../store/database.js';
import type { Directories } from '../store/directory.js';
import { listen } from '../store/listener.js';
import {
  AUDIENCES,
  handOver,
  type Audience,
  type NoticeOutcome,
  type Told,
  type WaitingNotice,
} from '../store/notices.js';
import { placeEvents } from '../store/positions.js';
import { findRequest } from '../store/queries/find-request.js';
import { whoHears } from '../store/roster.js';
import { isRequest } from '../store/view.js';
import type { Errands } from '../temporal/errands.js';
import type { Channels } from './channels.js';
import { compose, phoneOf, readOccasion, type Composing, type Occasion } from './compose.js';
import { startLane } from './lane.js';

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
  /** Hears what became of each notice, once it is marked. */
  onOutcome?: (audience: Audience, outcome: NoticeOutcome) => void;
  log: Logger;
  /** How long a gateway may take; what is not taken in time is tried again. Default: ten seconds. */
  handOverMs?: number;
}

/** Notices handed over side by side, in one transaction. */
const AT_ONCE = 20;
/** A gateway that does not answer within this time has not taken it. */
const HAND_OVER_MS = 10_000;

/**
 * Gives events their positions, and hands over what is to be told of them; woken by what is recorded. Each in a lane of its
 * own: neither a gateway that hangs nor a crowd of subscribers keeps anybody else waiting.
 */
export function startSender(options: SenderOptions): Sender {
  const { db, databaseUrl, log, onOutcome, handOverMs = HAND_OVER_MS } = options;

  async function hand(notice: WaitingNotice): Promise<Told> {
    try {
      return await inTime(tell(options, notice), handOverMs);
    } catch (error) {
      log.warn(
        { err: error, caseId: notice.case, seq: notice.seq, recipient: notice.recipient },
        'a notice must be tried again',
      );
      return undefined;
    }
  }

  async function tellSome(audience: Audience): Promise<boolean> {
    const { more, outcomes } = await handOver(db, { audience, most: AT_ONCE }, hand);
    for (const outcome of outcomes) onOutcome?.(audience, outcome);
    return more;
  }

  const lanes = [
    startLane(async () => (await placeEvents(db)) > 0, log),
    ...AUDIENCES.map((audience) => startLane(() => tellSome(audience), log)),
  ];
  const listener = listen(databaseUrl, RECORDED_CHANNEL, () => {
    for (const lane of lanes) lane.ring();
  });
  return {
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
      await listener.stop();
    },
  };
}

/** Hands one notice to whoever carries it further. Safe to repeat: each of them knows it by its id. */
async function tell(options: SenderOptions, notice: WaitingNotice): Promise<Told> {
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
    const message = await compose(options, { ...notice, template }, occasion, own);
    return (await channels.sms.send({ ...message, phone })) ?? 'sent';
  }
  if (channels.staff === undefined) return 'no_channel';
  const { after } = occasion;
  const { district } = after;
  const { against } = isRequest(after) ? after.received : (after as Proceeding).opened;
  const except = against?.account;
  const to = await whoHears(options.db, { district, recipient, at: new Date().toISOString(), except });
  if (to.length === 0) return 'nobody';
  const message = await compose(options, { ...notice, template }, occasion);
  return (await channels.staff.deliver({ ...message, to })) ?? 'sent';
}

const isResident = (recipient: string): boolean => recipient === 'resident' || recipient.startsWith('follower:');

/** The request of the resident who is told; undefined where it is told to somebody else. */
async function requestOf(db: Database, recipient: string, { after }: Occasion): Promise<ResidentRequest | undefined> {
  if (!isRequest(after)) return undefined;
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
  if (ring === undefined || rings === undefined || !isRequest(after)) return;
  const { lead, received } = after;
  // Of a unit whose staff is complained of only the head may hear: it rings at the centre.
  const unit = received.against?.staff === 'yes' ? undefined : lead;
  await errands.ring({
    ...{ case: notice.case, seq: notice.seq, ring, since: event.at, afterMinutes: rings },
    ...(unit !== undefined && { unit }),
  });
}

function inTime<Result>(work: Promise<Result>, limitMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('it was not taken in time'));
    }, limitMs);
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
