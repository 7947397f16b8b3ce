import { callBack, contact, discontent, finish, handle, pass, result, takeOn } from '../acts.js';
import type { Life } from '../life.js';
import type { Case, Stage } from '../stage.js';

const WORKS = 'swift-works.coordinator';

/** One life for each clock that Haibowan gives hours or days: in the district of fast clocks it is missed within a minute. */
export const FAST: readonly Life[] = [
  missed('sign-for', ['sign_for', 'first_contact', 'result'], async () => undefined),
  missed('ruling', ['ruling'], async (_stage, one) => {
    await one.give(WORKS, 'object', { reason: '演示:产权未移交' });
  }),
  missed('review', ['review'], async (stage, one) => {
    await takeOn(one);
    await result(stage, one);
  }),
  missed('reply', ['reply'], async (stage, one) => {
    await takeOn(one);
    await result(stage, one);
    await pass(stage, one);
  }),
  missed('call-back', ['call_back', 'reached'], handle),
  missed('rework', ['rework_result', 'appeal_ruling'], async (stage, one) => {
    await handle(stage, one);
    await callBack(stage, one, discontent(stage));
    await one.give(WORKS, 'appeal-judgement', { ground: 'force_majeure', reason: '演示:暴雪封路' });
  }),
  missed('termination', ['termination_ruling'], async (_stage, one) => {
    await takeOn(one);
    await one.give(WORKS, 'terminate', { ground: 'matter_ceased', reason: '演示:该路已封闭' });
  }),
  missed('parking', ['parking_ruling'], (stage, one) => askToPark(stage, one)),
  missed('parking-note', ['parking_note', 'interim_reply'], async (stage, one) => {
    await askToPark(stage, one);
    await one.give(stage.cast.shiftLeader, 'rule-on-parking', { ruling: 'granted', reason: '演示:同意' });
  }),
  missed(
    'co-unit',
    ['co_sign_for', 'co_part', 'inside'],
    async (stage, one) => {
      await takeOn(one);
      await one.give(stage.cast.dispatcher, 'add-co-unit', { unit: 'swift-lights', task: '演示:照明配合' });
      await one.give(WORKS, 'assign-inside', { executor: 'person', to: '演示·养护工', limit: '1min' });
    },
    { urgency: 'urgent' },
  ),
  missed('look-in', ['look_in'], async () => undefined, { urgency: 'critical', crisis: true, kind: 'help' }),
  {
    name: 'fast-dispatch',
    shows: { zh: '快钟区:一分钟未派单', en: 'fast clocks: not dispatched within a minute' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'odour' });
      await one.breached('dispatch');
    },
  },
  {
    name: 'fast-hand-over',
    shows: { zh: '快钟区:移交无人确认', en: 'fast clocks: a hand-over that nobody confirms' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'odour', channel: 'web' });
      await one.give(stage.cast.clerk, 'hand-over', { to: 'another_hotline', reason: '演示:属邻区' });
      await one.breached('hand_over');
    },
  },
  {
    name: 'fast-information',
    shows: { zh: '快钟区:补充期满,诉求人未答', en: 'fast clocks: the resident does not answer in time' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'pothole', channel: 'web' });
      await one.give(stage.cast.clerk, 'ask-information', { question: '演示:在哪个路口?' });
      await one.recorded('information_lapsed');
    },
  },
  {
    name: 'fast-upstream',
    shows: { zh: '快钟区:上级时限已过', en: 'fast clocks: an order from above is late' },
    play: async (stage) => {
      const one = await stage.order(stage.cast.clerk, { matter: 'pothole', channel: 'city_platform' }, 30);
      await one.breached('upstream_return');
    },
  },
  {
    name: 'fast-window',
    shows: { zh: '快钟区:评价期满未评,结案', en: 'fast clocks: nobody judges, and the window closes it' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'pothole' });
      await handle(stage, one);
      await one.give(stage.cast.callBack, 'record-call-back', { result: 'reached', linkInstead: true });
      await one.recorded('closed');
    },
  },
  {
    name: 'fast-rest',
    shows: { zh: '快钟区:重开期满,流程结束', en: 'fast clocks: it can be reopened no more, and its workflow ends' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'pothole' });
      await takeOn(one);
      await contact(stage, one);
      await finish(stage, one);
      await callBack(stage, one);
      await one.recorded('ended');
    },
  },
];

/** A request of the fast district that is brought to where clocks run, and left there until they are missed. */
function missed(
  what: string,
  clocks: readonly string[],
  bring: (stage: Stage, one: Case) => Promise<void>,
  more: object = {},
): Life {
  return {
    name: `fast-${what}`,
    shows: { zh: `快钟区:错过 ${clocks.join('、')}`, en: `fast clocks: ${clocks.join(', ')} missed` },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'pothole', ...more });
      await bring(stage, one);
      await one.breached(...clocks);
    },
  };
}

async function askToPark(stage: Stage, one: Case): Promise<void> {
  await takeOn(one);
  await one.give(WORKS, 'park', {
    ...{ ground: 'planning', leader: '演示·分管局长', until: stage.day(30), reason: '演示:规划未定' },
  });
}
