import { callBack, finish, handle, handleInVain, takeOn } from '../acts.js';
import type { Life } from '../life.js';

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * What time brings about while somebody looks on: what was imported is late by the time it comes, an order from above is due
 * within seconds, and a leader can give no more than seconds. Nothing moves the time itself.
 */
export const TIME: readonly Life[] = [
  {
    name: 'dispatched-too-late',
    shows: { zh: '派单超时', en: 'dispatched too late' },
    rows: { one: { matter: 'smell', urgency: 'urgent', ageMinutes: 8 * HOUR } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.breached('dispatch');
      await one.give(stage.cast.dispatcher, 'dispatch', { unit: 'housing', reason: '演示:补派' });
    },
  },
  {
    name: 'climbed-to-the-meeting',
    shows: {
      zh: '无人签收:催办、督办逐级上升,直到联席会议议程',
      en: 'nobody signs for it: urged, supervised rung by rung, and onto the agenda of the joint meeting',
    },
    rows: { one: { matter: 'heat', urgency: 'critical', ageMinutes: 26 * HOUR } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.breached('sign_for', 'first_contact', 'result', 'interim_reply');
      await one.recorded('referred');
    },
  },
  {
    name: 'signed-for-late',
    shows: { zh: '签收超时后补办,终得满意', en: 'signed for late, and done well after all' },
    rows: { one: { matter: 'lamp', urgency: 'urgent', ageMinutes: 3 * HOUR } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.breached('sign_for');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'just-in-time',
    shows: { zh: '到期前一小时办结', en: 'done an hour before it is due' },
    rows: { one: { matter: 'noise', urgency: 'urgent', ageMinutes: 71 * HOUR } },
    play: async (stage) => {
      const one = await stage.imported();
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'forgotten-for-a-month',
    shows: { zh: '积压一月', en: 'left for a month' },
    rows: { one: { matter: 'stalls', ageMinutes: 32 * DAY } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.breached('sign_for', 'result');
    },
  },
  {
    name: 'no-time-left',
    shows: {
      zh: '领导限时:主办、协办、科室一起超时',
      en: 'a leader gives seconds: lead, co-unit and section miss them together',
    },
    rows: { one: { matter: 'stalls', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.instruct('district-leader-1', 12, '演示:立即处置');
      await one.give(stage.cast.dispatcher, 'add-co-unit', { unit: 'sanitation', task: '演示:马上清扫' });
      await one.give(`${one.lead}.coordinator`, 'assign-inside', { executor: 'section', to: '演示·市容科' });
      await one.breached('result', 'co_part', 'inside');
    },
  },
  {
    name: 'rework-too-late',
    shows: { zh: '重办超时', en: 'a rework that is late' },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await one.instruct('district-leader-1', 6, '演示:立即重办');
      await one.breached('rework_result');
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'order-missed',
    shows: { zh: '上级时限已过', en: 'an order from above whose due has passed' },
    play: async (stage) => {
      const one = await stage.order(stage.cast.clerk, { matter: 'lamp', channel: 'city_platform' }, 12);
      await takeOn(one);
      await one.breached('result', 'upstream_return');
    },
  },
];
