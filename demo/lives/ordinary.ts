import { callBack, contact, content, finish, handle, handleInVain, result, takeOn } from '../acts.js';
import { diceOf } from '../dice.js';
import type { Life } from '../life.js';
import type { Row } from '../row.js';
import type { Case, Stage } from '../stage.js';

/** What a matter comes to on most days, the commonest more often. */
const COURSES: readonly ((stage: Stage, one: Case) => Promise<void>)[] = [
  closed,
  closed,
  closed,
  async (stage, one) => {
    await handle(stage, one);
    await callBack(stage, one, { ...content(stage), solved: 'partly', satisfaction: 3 });
  },
  async (stage, one) => {
    await handleInVain(stage, one);
    await finish(stage, one);
    await callBack(stage, one);
  },
  async (stage, one) => {
    await takeOn(one);
    await contact(stage, one);
    await result(stage, one);
  },
  async (stage, one) => {
    await takeOn(one);
    await contact(stage, one);
  },
  async () => undefined,
];

async function closed(stage: Stage, one: Case): Promise<void> {
  await handle(stage, one);
  await callBack(stage, one);
}

const AGES_MINUTES = [20, 90, 300, 1_500, 3_000, 4_260, 12_000] as const;
const MATTERS_OF_THE_DAY = ['stalls', 'refuse', 'road', 'lamp', 'heat', 'lift', 'noise', 'wages'] as const;

/** Lives as there are many: which matter, how old, and what came of it, by the seed. */
export function ordinaryLives(seed: number, count: number): readonly Life[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `ordinary-${String(index + 1).padStart(2, '0')}`;
    const dice = diceOf(seed, 'ordinary', index);
    const row: Row = {
      matter: dice.pick(MATTERS_OF_THE_DAY),
      urgency: dice.pick(['routine', 'routine', 'routine', 'urgent'] as const),
      ageMinutes: dice.pick(AGES_MINUTES) + dice.roll(15),
    };
    const course = dice.pick(COURSES);
    return {
      name,
      shows: { zh: '寻常的一件', en: 'an ordinary one' },
      rows: { one: row },
      play: async (stage) => course(stage, await stage.imported()),
    };
  });
}
