import { FAST_CLOCKS, HAIBOWAN, type Cast } from './cast.js';
import type { Desk } from './desk.js';
import { PlayFault } from './play-fault.js';
import type { Life } from './life.js';
import { FAST } from './lives/fast-clocks.js';
import { disputeLives } from './lives/disputes.js';
import { SCRIPTED } from './lives/index.js';
import { ordinaryLives } from './lives/ordinary.js';
import { RequestAnswer } from './answers.js';
import { Stage, type Playing } from './stage.js';

/** How far the play has come. */
export interface Progress {
  done: number;
  total: number;
}

/** What is played: how many ordinary lives, how many disputes, and whether the district of fast clocks is there. */
export interface Bill {
  seed: number;
  ordinary: number;
  disputes: number;
  fast: boolean;
}

/** The lives of a bill that are played in Haibowan: theirs are the rows to import. */
export function livesOf({ seed, ordinary, disputes }: Bill): readonly Life[] {
  return [...SCRIPTED, ...disputeLives(seed, disputes), ...ordinaryLives(seed, ordinary)];
}

/** A request that was played, and in which life. */
export interface Played {
  number: string;
  life: Life;
  auditor: string;
}

/** Lives under way at once. Those of the fast clocks wait most of the time, and are all under way from the beginning. */
const CONCURRENCY = 8;

/**
 * Begins the play: a request that says when. It is handed in once for a seed, so that a repeat finds the same time.
 * Throws PlayFault where the service has no demo accounts.
 */
export async function begin(desk: Desk, seed: number): Promise<Playing> {
  const blank: Playing = { desk, seed, beganAt: '' };
  const stage = new Stage(blank, 'begin', HAIBOWAN);
  const first = await stage.submit(HAIBOWAN.clerk, { matter: 'papers', kind: 'other', text: '演示:试拨,请忽略' });
  const body = await desk.read(HAIBOWAN.auditor, `/v1/requests/${first.number}`);
  return { ...blank, beganAt: RequestAnswer.parse(body).receivedAt };
}

/** Plays every life of a bill; one that fails costs no other. Tells what was played and what went wrong. */
export async function play(
  playing: Playing,
  bill: Bill,
  onProgress: (progress: Progress) => void,
): Promise<{ played: readonly Played[]; faults: readonly string[] }> {
  const played: Played[] = [];
  const faults: string[] = [];
  const [lives, fast] = [livesOf(bill), bill.fast ? FAST : []];
  const total = lives.length + fast.length;
  let done = 0;

  async function perform(life: Life, cast: Cast): Promise<void> {
    const stage = new Stage(playing, life.name, cast, life.rows);
    try {
      await life.play(stage);
    } catch (error) {
      if (!(error instanceof PlayFault)) throw error;
      faults.push(error.message);
    }
    played.push(...stage.cases.map(({ number }) => ({ number, life, auditor: cast.auditor })));
    done += 1;
    onProgress({ done, total });
  }

  const waiting = [...lives];
  const lane = async (): Promise<void> => {
    for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) await perform(life, HAIBOWAN);
  };
  onProgress({ done, total });
  await Promise.all([...fast.map((life) => perform(life, FAST_CLOCKS)), ...Array.from({ length: CONCURRENCY }, lane)]);
  return { played, faults };
}
