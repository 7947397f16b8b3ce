import { callBack, finish, handle, takeOn } from '../acts.js';
import type { Life } from '../life.js';
import { MATTERS } from '../words.js';

/** 综合受理: what becomes of a request before a unit has it. */
export const INTAKE: readonly Life[] = [
  {
    name: 'asked-and-answered',
    shows: {
      zh: '补充信息后受理,系统派单,办结满意',
      en: 'asked for more, accepted, dispatched by the system, judged well',
    },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'lamp', channel: 'web' });
      await one.give(stage.cast.clerk, 'ask-information', { question: '演示:请问灯杆上的编号是多少?' });
      await one.give('clerk-2', 'supplement', { text: '演示:灯杆编号零一七' });
      await one.give(stage.cast.clerk, 'accept');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'answered-at-once',
    shows: { zh: '咨询,直接答复', en: 'an inquiry, answered at once' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'papers', kind: 'inquiry', channel: 'window' });
      await one.give(stage.cast.clerk, 'answer-at-once', { answer: '演示:带身份证和租房合同到政务大厅即可' });
    },
  },
  {
    name: 'praised',
    shows: { zh: '表扬:不计时,不计率', en: 'praise: no clocks, no rates' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'lamp', kind: 'praise', text: '演示:师傅连夜把路灯修好了,感谢' },
      });
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'comment', { text: '演示:已转达班组' });
    },
  },
  {
    name: 'declined',
    shows: { zh: '不予受理:法院已立案', en: 'declined: it is before a court' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'wages', channel: 'letter' });
      await one.give(stage.cast.clerk, 'decline', {
        ...{ reason: 'in_litigation', explanation: '演示:法院已立案,请等候审理' },
        ...{ article: '演示:某条例第十一条', goTo: '演示:区人民法院' },
      });
    },
  },
  {
    name: 'declined-as-secret',
    shows: { zh: '涉密:不予受理,原文不留存', en: 'declined as a secret: none of its words are kept' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        matter: 'smell',
        channel: 'web',
        text: '演示:不应保留的内容',
      });
      await one.give(stage.cast.clerk, 'decline', {
        ...{ reason: 'state_secret_or_privacy', explanation: '演示:请按保密规定办理' },
        ...{ article: '演示:保密规定', goTo: '演示:保密行政管理部门' },
      });
    },
  },
  {
    name: 'handed-over',
    shows: { zh: '转公安,对方确认接手', en: 'handed over to the police, who confirm it' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'noise', channel: 'app', urgency: 'urgent' });
      await one.give(stage.cast.clerk, 'hand-over', { to: 'police', reason: '演示:已发生肢体冲突' });
      await one.give(stage.cast.clerk, 'confirm-hand-over', { result: 'taken', by: '演示·接警员' });
    },
  },
  {
    name: 'handed-over-in-vain',
    shows: { zh: '转信访未被接手,回到本区办理', en: 'the petition office does not take it: it goes on here' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'kerb', channel: 'letter' });
      await one.give('dispatcher-1', 'hand-over', { to: 'petition_office', reason: '演示:诉求人要求信访答复' });
      await one.give('dispatcher-1', 'confirm-hand-over', { result: 'not_taken', reason: '演示:属首次反映,请先办理' });
      await one.give(stage.cast.clerk, 'accept');
      await takeOn(one);
    },
  },
  {
    name: 'withdrawn-by-a-clerk',
    shows: { zh: '到期前一天由受理员代为撤回', en: 'taken back by a clerk, less than a day before it was due' },
    rows: { one: { matter: 'heat', urgency: 'critical', ageMinutes: 90 } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.give(stage.cast.clerk, 'withdraw', { reason: '演示:家里热了', callId: 'demo-call-1' });
    },
  },
  {
    name: 'terminated',
    shows: { zh: '单位申请终止,值班长准予', en: 'the unit proposes to end it, and the shift leader grants it' },
    rows: { one: { matter: 'stalls', ageMinutes: 40 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'terminate', {
        ground: 'matter_ceased',
        reason: '演示:早市已整体搬迁',
      });
      await one.give(stage.cast.shiftLeader, 'rule-on-termination', {
        ...{ ruling: 'granted', explanation: '演示:早市已搬迁,事项不再存在' },
      });
    },
  },
  {
    name: 'termination-refused',
    shows: { zh: '申请终止未准,继续办理', en: 'proposed to end, refused, and done after all' },
    rows: { one: { matter: 'lamp', ageMinutes: 40 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.head`, 'terminate', { ground: 'requester_not_cooperating', reason: '演示:电话不接' });
      await one.give(stage.cast.shiftLeader, 'rule-on-termination', {
        ...{ ruling: 'refused', explanation: '演示:路灯不亮无需本人配合' },
      });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'several-matters',
    shows: { zh: '一事多诉,拆成各办各的', en: 'several matters in one call, one request each' },
    play: async (stage) => {
      const text = '演示:路灯不亮,垃圾也没人收,楼上还敲墙';
      const one = await stage.submit(stage.cast.clerk, { matter: 'lamp', channel: 'web', text });
      await one.give(stage.cast.clerk, 'split', {
        parts: [
          { category: MATTERS.refuse.category, text: '演示:垃圾没人收' },
          { category: MATTERS.noise.category, text: '演示:楼上敲墙', urgency: 'urgent' },
        ],
        reason: '演示:三件事由三家单位办',
      });
      const { parts } = await one.until('its parts', (request) => request.parts.length === 2);
      const [refuse, noise] = parts;
      await one.give(stage.cast.clerk, 'accept');
      await handle(stage, one);
      await callBack(stage, one);
      await handle(stage, await stage.opened(refuse, MATTERS.refuse, MATTERS.refuse.lead));
      await stage.opened(noise, MATTERS.noise, MATTERS.noise.lead);
    },
  },
  {
    name: 'split-off-by-law',
    shows: {
      zh: '派单后拆出应走法定渠道的部分',
      en: 'after the dispatch, what belongs to a statutory channel is taken out',
    },
    rows: { one: { matter: 'wages', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.dispatcher, 'split', {
        parts: [{ category: 'H0102', text: '演示:合同争议已申请仲裁', statutory: true }],
        reason: '演示:仲裁部分另走法定渠道',
      });
      const { parts } = await one.until('its part', (request) => request.parts.length === 1);
      const part = await stage.opened(parts[0], MATTERS.wages);
      await part.give(stage.cast.clerk, 'hand-over', { to: 'court_or_arbitration', reason: '演示:已申请仲裁' });
      await part.give(stage.cast.clerk, 'confirm-hand-over', {
        ...{ result: 'taken', by: '演示·仲裁院', reference: 'demo-arbitration-1' },
      });
    },
  },
];
