import { callBack, contact, discontent, finish, handle, handleInVain, takeOn } from '../acts.js';
import type { Life } from '../life.js';

const FRESH = { ageMinutes: 50 } as const;

/** 跟踪反馈, 监督评价: what the resident says, and what follows from it. */
export const JUDGEMENT: readonly Life[] = [
  {
    name: 'judged-by-link',
    shows: { zh: '一次未接通,再拨后凭链接评价', en: 'not reached at first, then judged by the link' },
    rows: { one: { matter: 'lift', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handle(stage, one);
      await one.give(stage.cast.callBack, 'record-call-back', { result: 'unreached', callId: 'demo-call-3' });
      await one.give(stage.cast.callBack, 'record-call-back', { result: 'reached', linkInstead: true });
      await one.judge({ contacted: true, solved: 'solved', satisfaction: 5, remark: '演示:很快就修好了' });
    },
  },
  {
    name: 'rework-by-the-system',
    shows: { zh: '不满意,系统退回重办,再评满意', en: 'not content, sent back by the system, content the second time' },
    rows: { one: { matter: 'stalls', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'rework-by-the-shift-leader',
    shows: { zh: '两次不满意,值班长令其重办', en: 'not content twice: the shift leader orders a rework' },
    rows: { one: { matter: 'heat', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await finish(stage, one);
      await callBack(stage, one, discontent(stage));
      await one.give(stage.cast.shiftLeader, 'rework', { reason: '演示:室温仍不达标' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'closed-by-the-shift-leader',
    shows: { zh: '两次未解决,值班长说明理由结案', en: 'not solved twice: closed by the shift leader with a reason' },
    rows: { one: { matter: 'kerb', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await finish(stage, one);
      await callBack(stage, one, { ...discontent(stage), contacted: false });
      await one.give(stage.cast.shiftLeader, 'close', { reason: '演示:车位总量不足,已列入改造计划' });
    },
  },
  {
    name: 'raised-instead-of-closed',
    shows: { zh: '两次未解决,提级重办', en: 'not solved twice: the level is raised, and it is done again' },
    rows: { one: { matter: 'wages', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await finish(stage, one);
      await callBack(stage, one, discontent(stage));
      await one.give(stage.cast.shiftLeader, 'raise-level', {
        level: 'district_leader',
        reason: '演示:涉及数十名工人',
      });
    },
  },
  {
    name: 'appeal-approved',
    shows: { zh: '评价申诉:两人一致,剔除', en: 'a judgement is appealed: two agree, and it is excluded' },
    rows: { one: { matter: 'noise', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await one.give(`${one.lead}.coordinator`, 'appeal-judgement', {
        ...{ ground: 'mistaken_judgement', reason: '演示:诉求人按错了键' },
      });
      await one.give(stage.cast.reviewer, 'rule-on-appeal', { ruling: 'exclude', reason: '演示:录音为证' });
      await one.give(stage.cast.supervisor, 'rule-on-appeal', { ruling: 'exclude', reason: '演示:同意' });
    },
  },
  {
    name: 'appeal-rejected',
    shows: { zh: '评价申诉:一人不同意,评价有效', en: 'a judgement is appealed: one differs, and it counts' },
    rows: { one: { matter: 'lamp', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handleInVain(stage, one);
      await one.give(`${one.lead}.head`, 'appeal-judgement', { ground: 'beyond_duties', reason: '演示:灯杆产权不清' });
      await one.give(stage.cast.reviewer, 'rule-on-appeal', { ruling: 'exclude', reason: '演示:可以剔除' });
      await one.give(stage.cast.supervisor, 'rule-on-appeal', { ruling: 'keep', reason: '演示:职责清楚' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'reopened',
    shows: { zh: '结案后又坏,重开', en: 'closed, broken again, reopened' },
    rows: { one: { matter: 'lamp', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handle(stage, one);
      await callBack(stage, one);
      await one.give(stage.cast.clerk, 'reopen', { reason: '演示:过了一夜又不亮' });
      await takeOn(one);
      await contact(stage, one);
    },
  },
  {
    name: 'contact-changed',
    shows: { zh: '回访前改号', en: 'the contact is changed before the call-back' },
    rows: { one: { matter: 'refuse', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await handle(stage, one);
      const { phone } = stage.caller();
      await one.give(stage.cast.clerk, 'correct', {
        contact: { phone },
        reason: '演示:诉求人换号',
        callId: 'demo-call-4',
      });
      await callBack(stage, one);
    },
  },
  {
    name: 'nobody-to-call',
    shows: { zh: '匿名:答复后结案,不计入评价', en: 'anonymous: closed with the reply, outside the rates' },
    rows: { one: { matter: 'road', anonymous: true, ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await finish(stage, one);
    },
  },
  {
    name: 'marked-unreasonable',
    shows: { zh: '单位提请标记无理,两名外人同意', en: 'marked as unreasonable, by two outside the unit' },
    rows: { one: { matter: 'noise', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.head`, 'propose-mark', {
        mark: 'unreasonable',
        reason: '演示:要求邻居搬走',
      });
      await one.give(stage.cast.reviewer, 'rule-on-mark', { ruling: 'agree', reason: '演示:于法无据' });
      await one.give(stage.cast.shiftLeader, 'rule-on-mark', { ruling: 'agree', reason: '演示:同意' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'not-marked',
    shows: { zh: '提请标记恶意,一名外人不同意', en: 'proposed as malicious, and one outside the unit differs' },
    rows: { one: { matter: 'stalls', ...FRESH } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.head`, 'propose-mark', { mark: 'malicious', reason: '演示:一天三次来电' });
      await one.give(stage.cast.reviewer, 'rule-on-mark', { ruling: 'disagree', reason: '演示:早市确实还在' });
    },
  },
];
