import {
  callBack,
  carriedOut,
  screened,
  consent,
  contact,
  content,
  crewFor,
  dispute,
  finish,
  handle,
  pass,
  reply,
  result,
  said,
  sitting,
  submitResult,
  takeOn,
  type Committee,
} from '../acts.js';
import { Beside } from '../beside.js';
import type { Life } from '../life.js';

const DISTRICT: Committee = { code: 'district', chair: 'district.committee-1', seats: 12 };

/** 系统派单, 矛盾调处: who has it, and what comes between the dispatch and the result. */
export const SETTLEMENT: readonly Life[] = [
  {
    name: 'dispatched-by-hand',
    shows: { zh: '派单员派单', en: 'dispatched by hand' },
    rows: { one: { matter: 'smell', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.give(stage.cast.dispatcher, 'dispatch', { unit: 'housing', reason: '演示:气味来自工地' });
      one.goesTo('housing');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'objection-upheld',
    shows: { zh: '异议成立,改派', en: 'an objection is upheld: another unit leads' },
    rows: { one: { matter: 'stalls', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.give(`${one.lead}.coordinator`, 'object', { reason: '演示:属于店内经营' });
      await one.give(stage.cast.shiftLeader, 'rule-on-objection', {
        ...{ ruling: 'upheld', unit: 'market-regulation', reason: '演示:现场在店内' },
      });
      one.goesTo('market-regulation');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'objection-rejected',
    shows: {
      zh: '异议不成立,指定承办,不得再提',
      en: 'an objection is rejected: the unit is designated and cannot object again',
    },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'object', { reason: '演示:产权未移交' });
      await one.give(stage.cast.shiftLeader, 'rule-on-objection', {
        ruling: 'rejected',
        reason: '演示:移交前由现单位管',
      });
      await one.refused(`${one.lead}.coordinator`, 'object', 'designated_cannot_object', { reason: '演示:仍有异议' });
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'extended',
    shows: { zh: '准予延期,作阶段性答复', en: 'more time is granted, and the resident hears why' },
    rows: { one: { matter: 'wages', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'request-extension', { limit: '5wd', reason: '演示:需核对考勤' });
      await one.give(stage.cast.shiftLeader, 'rule-on-extension', { ruling: 'granted', reason: '演示:同意' });
      await one.give(`${one.lead}.coordinator`, 'interim-reply', { text: '演示:正在核对考勤,预计延后一周' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'extension-refused',
    shows: { zh: '延期未准', en: 'more time is refused' },
    rows: { one: { matter: 'lift', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'request-extension', { limit: '3wd', reason: '演示:人手不足' });
      await one.give(stage.cast.shiftLeader, 'rule-on-extension', { ruling: 'refused', reason: '演示:电梯不能等' });
      await finish(stage, one);
      await callBack(stage, one, { ...content(stage), solved: 'partly', satisfaction: 3 });
    },
  },
  {
    name: 'parked-and-cleared',
    shows: { zh: '挂账、每月一答、销号、办结', en: 'parked, reported on, cleared and done' },
    rows: { one: { matter: 'road', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'park', {
        ...{ ground: 'funding', leader: '演示·分管局长', until: stage.day(60), reason: '演示:待资金下达' },
      });
      await one.give(stage.cast.supervisor, 'rule-on-parking', { ruling: 'granted', reason: '演示:同意' });
      await one.give(`${one.lead}.coordinator`, 'interim-reply', { text: '演示:资金已批,下月施工' });
      await one.give(stage.cast.supervisor, 'clear', { note: '演示:现场已开工' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'parking-refused',
    shows: { zh: '挂账未准', en: 'parking is refused' },
    rows: { one: { matter: 'refuse', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'park', {
        ...{ ground: 'higher_authority', leader: '演示·中心主任', until: stage.day(30), reason: '演示:等上级安排' },
      });
      await one.give(stage.cast.shiftLeader, 'rule-on-parking', { ruling: 'refused', reason: '演示:今天就能清运' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'done-together',
    shows: { zh: '两家协办:一家答复,一家沉默', en: 'two co-units: one answers, one is silent, and the lead goes on' },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.dispatcher, 'add-co-unit', {
        unit: 'urban-management',
        task: '演示:拆除遮挡灯光的广告牌',
      });
      await one.give(stage.cast.dispatcher, 'add-co-unit', { unit: 'sanitation', task: '演示:清理灯杆上的小广告' });
      await one.give('urban-management.coordinator', 'co-sign-for');
      await one.give('urban-management.coordinator', 'co-reply', { text: '演示:广告牌已拆除' });
      await one.refused(`${one.lead}.coordinator`, 'submit-result', 'co_units_open', { summary: '演示:照明已恢复' });
      await result(stage, one, { withoutCoUnits: '演示:不影响照明,无需等候' });
      await pass(stage, one);
      await reply(one);
      await callBack(stage, one);
    },
  },
  {
    name: 'assigned-inside',
    shows: { zh: '二次派单到科室', en: 'assigned to a section of the unit' },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.coordinator`, 'assign-inside', {
        ...{ executor: 'section', to: '演示·照明科', standIn: '演示·值班员', limit: '1wd' },
      });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'done-by-the-community',
    shows: { zh: '街道主办,社区执行', en: 'the subdistrict leads, its community carries it out' },
    rows: { one: { matter: 'alley', community: 'haibei-01', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.attach(`${one.lead}.clerk`, 'before');
      await one.give(`${one.lead}.coordinator`, 'assign-inside', { executor: 'community', community: 'haibei-01' });
      await one.give('haibei-01.clerk', 'co-reply', { text: '演示:已组织志愿者清理' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'whistled-and-settled',
    shows: { zh: '吹哨,到场处置,哨毕办结', en: 'whistled for, settled on site, done' },
    rows: { one: { matter: 'alley', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.clerk`, 'blow-whistle', {
        ...{ kind: 'joint_enforcement', reason: '演示:需城管到场' },
        departments: [{ unit: 'urban-management', reason: '演示:占道' }],
      });
      const whistle = new Beside(stage, await one.linked('whistle'));
      await whistle.give(`${one.lead}.leader`, 'approve');
      await one.give(`${one.lead}.coordinator`, 'interim-reply', { text: '演示:已吹哨,今日到场' });
      const unit = 'urban-management';
      const report = whistle.part(unit);
      await report.recorded('called');
      await report.give(`${unit}.coordinator`, 'sign-for');
      await report.give(`${unit}.coordinator`, 'contact', { means: 'phone' });
      await report.give(`${unit}.coordinator`, 'report-in', {
        ...{ how: 'on_site', person: '演示·执法员甲', where: '演示:背街小巷东口' },
      });
      await report.give(`${unit}.coordinator`, 'result', { summary: '演示:已清理占道杂物' });
      await whistle.give(`${one.lead}.clerk`, 'release-department', { unit, reason: '演示:处置完毕' });
      await whistle.give(`${one.lead}.leader`, 'conclude', { result: 'settled', summary: '演示:城管到场处置' });
      await report.recorded('stood_down');
      await report.give(`${unit}.head`, 'rate', { justified: true });
      await whistle.give(`${one.lead}.clerk`, 'rate-department', { unit, arrival: 5, result: 4, attitude: 5 });
      await one.recorded('referral_concluded');
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'settled-by-a-crew',
    shows: { zh: '为诉求派遣执法,结果回填', en: 'a crew is sent for it, and the request hears what came of it' },
    rows: { one: { matter: 'alley', community: 'haibei-01', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await crewFor(stage, one, 'haibei', 'urban-management.officer-2');
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'whistle-to-shift-a-clock',
    shows: { zh: '吹哨未结即获准延期', en: 'more time is granted while the whistle is open' },
    rows: { one: { matter: 'kerb', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(`${one.lead}.clerk`, 'blow-whistle', {
        ...{ kind: 'residents_request', reason: '演示:请交警到场' },
        departments: [{ unit: 'traffic-police', reason: '演示:违停' }],
      });
      await one.give(`${one.lead}.coordinator`, 'request-extension', { limit: '3wd', reason: '演示:哨未结' });
      await one.give(stage.cast.shiftLeader, 'rule-on-extension', { ruling: 'granted', reason: '演示:同意' });
    },
  },
  {
    name: 'mediated',
    shows: { zh: '调解未成,继续办理', en: 'mediated in vain, and done all the same' },
    rows: { one: { matter: 'noise', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.shiftLeader, 'open-mediation', dispute('演示:邻里双方愿意谈'));
      const mediation = new Beside(stage, await one.linked('mediation'));
      await mediation.recorded('mediation_opened');
      await consent(stage, mediation, 'haibei.mediator');
      await mediation.give('haibei.mediator', 'refuse', said(stage, 's2'));
      await one.recorded('referral_concluded');
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'decided-at-the-meeting',
    shows: { zh: '联席会议议定、复议', en: 'settled at the joint meeting, which decides anew' },
    rows: { one: { matter: 'road', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.shiftLeader, 'refer-to-meeting', { reason: '演示:涉及三家单位' });
      const item = new Beside(stage, await one.linked('agenda_item'));
      await item.recorded('item_submitted');
      await screened(DISTRICT, [item]);
      const decided = (days: number, task: string) =>
        sitting(stage, DISTRICT, [item], { outcome: 'assign', owner: one.lead, due: stage.day(days), task });
      await decided(5, '演示:五日内修复路面');
      await one.recorded('decision_taken');
      // 复议: what cannot be done in time is decided anew.
      await item.give(DISTRICT.chair, 'reconsider', { reason: '演示:沥青需预订,五日内无法完工' });
      await one.recorded('decision_reconsidered');
      await decided(10, '演示:十日内修复路面');
      await one.recorded('decision_taken', 2);
      await takeOn(one);
      await carriedOut(DISTRICT, item, `${one.lead}.coordinator`);
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'watched-from-above',
    shows: { zh: '催办、督办、领导批示、提级', en: 'urged, supervised, instructed, raised' },
    rows: { one: { matter: 'heat', urgency: 'urgent', ageMinutes: 45 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.clerk, 'urge', { reason: '演示:诉求人再次来电' });
      await one.give(stage.cast.supervisor, 'supervise', { level: 'unit_head', reason: '演示:老人独居' });
      await one.give('district-leader-1', 'instruct', { leader: '演示·区领导', text: '演示:请今晚务必到户' });
      await one.give(stage.cast.supervisor, 'raise-level', { level: 'supervision_office', reason: '演示:持续关注' });
      await contact(stage, one);
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'proven-late-entry',
    shows: { zh: '事后补录,凭通话记录认定', en: 'done in time, entered late, and proven by the call' },
    rows: { one: { matter: 'heat', urgency: 'critical', ageMinutes: 60 } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.breached('sign_for');
      await takeOn(one);
      const { clocks } = await one.show();
      const due = clocks.find(({ clock }) => clock === 'sign_for')?.dueAt ?? '';
      await one.give(stage.cast.supervisor, 'prove-late-entry', {
        ...{ clock: 'sign_for', n: 1, proof: 'demo-call-2', reason: '演示:通话记录显示已接单' },
        occurredAt: new Date(Date.parse(due) - 5 * 60_000).toISOString(),
      });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'classified-anew',
    shows: { zh: '受理前归类、更正', en: 'classified and corrected before it is accepted' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'noise', channel: 'web', community: 'haibei-02' });
      await one.give(stage.cast.clerk, 'reclassify', { urgency: 'urgent', reason: '演示:有孕妇在家' });
      await one.give(stage.cast.clerk, 'correct', { place: { community: 'haibei-03' }, reason: '演示:地址听错' });
      await one.give(stage.cast.clerk, 'accept');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'recoded-after-dispatch',
    shows: { zh: '派单后改码', en: 'recoded after its dispatch' },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.give(stage.cast.shiftLeader, 'reclassify', { category: 'B0103', reason: '演示:其实是人行道' });
    },
  },
  {
    name: 'returned-twice',
    shows: { zh: '负责人退回一次,审核退回一次', en: 'returned by the head, then by the review' },
    rows: { one: { matter: 'heat', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await submitResult(stage, one);
      await one.give(`${one.lead}.head`, 'approve-result', { approved: false, reason: '演示:没有室温记录' });
      await result(stage, one);
      await one.give(stage.cast.reviewer, 'review', { passed: false, reason: '演示:未说明原因' });
      await finish(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'empty-result',
    shows: { zh: '到期前交来“已办”二字', en: 'a result of two characters shortly before its due' },
    rows: { one: { matter: 'lamp', ageMinutes: 30 } },
    play: async (stage) => {
      const one = await stage.imported();
      await takeOn(one);
      await one.instruct('district-leader-1', 20 * 60, '演示:二十分钟内报结果');
      await one.give(`${one.lead}.coordinator`, 'submit-result', { summary: '已办' });
    },
  },
  {
    name: 'dispatched-again',
    shows: { zh: '签收到期前改派', en: 'dispatched to another unit minutes before it had to be signed for' },
    rows: { one: { matter: 'stalls', urgency: 'urgent', ageMinutes: 100 } },
    play: async (stage) => {
      const one = await stage.imported();
      await one.give(stage.cast.dispatcher, 'dispatch', { unit: 'market-regulation', reason: '演示:现场在店内' });
      one.goesTo('market-regulation');
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
];
