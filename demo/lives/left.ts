import type { Life } from '../life.js';
import { contact, dispute, finish, handle, handleInVain, pass, result, takeOn } from '../acts.js';

/** Requests that are left where they stand: of every state there is one to look at. */

const FRESH = { ageMinutes: 25 } as const;

export const LEFT: readonly Life[] = [
  {
    name: 'left-received',
    shows: { zh: '网上来件,尚未受理', en: 'came by the web and waits to be accepted' },
    play: async (stage) => {
      await stage.submit(stage.cast.clerk, { matter: 'kerb', channel: 'web', kind: 'suggestion' });
    },
  },
  {
    name: 'left-awaiting-information',
    shows: { zh: '已请诉求人补充信息', en: 'the resident was asked for more' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'noise', channel: 'app' });
      await one.give(stage.cast.clerk, 'ask-information', { question: '演示:请问是哪一栋、几点钟?' });
    },
  },
  {
    name: 'left-awaiting-dispatch',
    shows: { zh: '目录无对应单位,待派单', en: 'no row of the catalogue fits: it waits for a dispatcher' },
    rows: { one: { matter: 'smell', ...FRESH } },
    play: async (stage) => {
      await stage.imported();
    },
  },
  {
    name: 'left-awaiting-sign-for',
    shows: { zh: '已派单,待签收', en: 'dispatched, and not signed for yet' },
    rows: { one: { matter: 'road', ...FRESH } },
    play: async (stage) => {
      await stage.imported();
    },
  },
  {
    name: 'left-objected',
    shows: { zh: '单位提出异议,待裁定', en: 'the unit objects, and the shift leader has to rule' },
    rows: { one: { matter: 'stalls', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.give(`${one.lead}.coordinator`, 'object', { reason: '演示:该地段由市场监管部门管理' });
    },
  },
  {
    name: 'left-handling',
    shows: { zh: '办理中', en: 'the unit is at work' },
    rows: { one: { matter: 'heat', urgency: 'urgent', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await contact(stage, one);
      await one.give(`${one.lead}.duty`, 'comment', { text: '演示:已约今晚入户测温' });
    },
  },
  {
    name: 'left-extension-requested',
    shows: { zh: '单位申请延期', en: 'the unit asks for more time' },
    rows: { one: { matter: 'wages', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'request-extension', { limit: '5wd', reason: '演示:需调取考勤' });
    },
  },
  {
    name: 'left-parked',
    shows: { zh: '挂账,待开春施工', en: 'parked until spring' },
    rows: { one: { matter: 'road', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'park', {
        ...{ ground: 'season', leader: '演示·分管局长', until: stage.day(120) },
        reason: '演示:冬季不能摊铺沥青',
      });
      await one.give(stage.cast.shiftLeader, 'rule-on-parking', { ruling: 'granted', reason: '演示:同意,每月答复' });
    },
  },
  {
    name: 'left-whistled',
    shows: { zh: '街道吹哨', en: 'the subdistrict has whistled for the departments' },
    rows: { one: { matter: 'alley', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.clerk`, 'blow-whistle', {
        ...{ kind: 'key_work', reason: '演示:需城管、环卫到场' },
        departments: ['urban-management', 'sanitation'].map((unit) => ({ unit, reason: '演示:背街整治' })),
      });
    },
  },
  {
    name: 'left-in-mediation',
    shows: { zh: '转入调解', en: 'taken to mediation' },
    rows: { one: { matter: 'kerb', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.clerk`, 'open-mediation', dispute('演示:业主与物业各执一词'));
    },
  },
  {
    name: 'left-at-joint-meeting',
    shows: { zh: '提交联席会议', en: 'on the agenda of the joint meeting' },
    rows: { one: { matter: 'alley', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give('district-leader-1', 'refer-to-meeting', { reason: '演示:三家单位均有职责' });
    },
  },
  {
    name: 'left-in-review',
    shows: { zh: '待审核', en: 'the result waits for review' },
    rows: { one: { matter: 'lamp', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await contact(stage, one);
      await result(stage, one);
    },
  },
  {
    name: 'left-awaiting-reply',
    shows: { zh: '审核通过,待答复', en: 'passed, and the resident has to be told' },
    rows: { one: { matter: 'lamp', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await result(stage, one);
      await pass(stage, one);
    },
  },
  {
    name: 'left-awaiting-call-back',
    shows: { zh: '已答复,待回访', en: 'replied to: the centre owes a call' },
    rows: { one: { matter: 'heat', ...FRESH } },
    play: async (stage) => handle(stage, await stage.imported()),
  },
  {
    name: 'left-awaiting-judgement',
    shows: { zh: '已发评价链接', en: 'the link to judge by is out' },
    rows: { one: { matter: 'lift', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await finish(stage, one);
      await one.give(stage.cast.callBack, 'record-call-back', { result: 'reached', linkInstead: true });
    },
  },
  {
    name: 'left-rework',
    shows: { zh: '诉求人不满意,系统退回重办', en: 'not content: sent back by the system' },
    rows: { one: { matter: 'stalls', ...FRESH } },
    play: async (stage) => handleInVain(stage, await stage.imported()),
  },
  {
    name: 'left-merged',
    shows: { zh: '已并单,等主件办理', en: 'merged, and waits for its leader' },
    rows: { leader: { matter: 'refuse', ...FRESH }, follower: { matter: 'refuse', ...FRESH } },
    play: async (stage) => {
      const leader = await stage.imported('leader');
      const follower = await stage.imported('follower');
      await takeOn(leader);
      await follower.give(stage.cast.clerk, 'merge', { into: leader.number, reason: '演示:同一处垃圾点' });
      await leader.recorded('follower_joined');
    },
  },
];
