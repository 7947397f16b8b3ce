import { callBack, contact, finish, handle, pass, result, takeOn } from '../acts.js';
import type { Life } from '../life.js';
import type { Case, Stage } from '../stage.js';

/** What a desk meets in a day: who asks, how, about whom. */
export const SITUATIONS: readonly Life[] = [
  {
    name: 'many-callers',
    shows: {
      zh: '六人同诉:并单、各自评价,一人不满意自行重办',
      en: 'six callers: merged, each judges, and who is not content goes on alone',
    },
    play: async (stage) => {
      const leader = await stage.submit(stage.cast.clerk, { matter: 'stalls', community: 'haibei-01' });
      const followers: Case[] = [];
      for (let n = 1; n <= 4; n += 1) followers.push(await another(stage));
      followers.push(await another(stage, { requester: { mode: 'anonymous' } }));
      for (const one of followers)
        await one.give(stage.cast.clerk, 'merge', { into: leader.number, reason: '演示:同一早市' });
      await leader.recorded('follower_joined', followers.length);
      await leader.give(stage.cast.shiftLeader, 'name-representatives', {
        representatives: [stage.caller(), stage.caller()],
        reason: '演示:住户推选',
      });
      await handle(stage, leader);
      await callBack(stage, leader);
      const [content, discontent] = followers;
      for (const one of followers) await one.until('its own turn', ({ state }) => state !== 'merged');
      await content?.judge({ contacted: false, solved: 'solved', satisfaction: 4 });
      await discontent?.judge({ contacted: true, solved: 'not', satisfaction: 1, remark: '演示:我家门口还有' });
    },
  },
  {
    name: 'merged-and-undone',
    shows: { zh: '误并,取消并单,各办各的', en: 'merged by mistake, undone, and done by itself' },
    rows: { leader: { matter: 'lamp', ageMinutes: 30 }, follower: { matter: 'lamp', ageMinutes: 35 } },
    play: async (stage) => {
      const leader = await stage.imported('leader');
      const follower = await stage.imported('follower');
      await follower.give(stage.cast.dispatcher, 'merge', { into: leader.number, reason: '演示:同一路段' });
      await leader.recorded('follower_joined');
      await follower.give(stage.cast.dispatcher, 'unmerge', { reason: '演示:其实是两条路' });
      await leader.recorded('follower_left');
      await follower.give(stage.cast.dispatcher, 'dispatch', { unit: follower.lead, reason: '演示:单独办理' });
      await handle(stage, follower);
      await callBack(stage, follower);
      await takeOn(leader);
    },
  },
  {
    name: 'leader-withdrawn',
    shows: { zh: '主件撤回,并单件自行继续', en: 'the leader is taken back: its follower goes on alone' },
    rows: { leader: { matter: 'refuse', ageMinutes: 30 }, follower: { matter: 'refuse', ageMinutes: 35 } },
    play: async (stage) => {
      const leader = await stage.imported('leader');
      const follower = await stage.imported('follower');
      await follower.give(stage.cast.clerk, 'merge', { into: leader.number, reason: '演示:同一垃圾点' });
      await leader.recorded('follower_joined');
      await leader.give(stage.cast.clerk, 'withdraw', { callId: 'demo-call-5' });
      await follower.recorded('unmerged');
    },
  },
  {
    name: 'merged-with-another-matter',
    shows: { zh: '并入不同分类的诉求', en: 'merged into a request of another category' },
    rows: { leader: { matter: 'stalls', ageMinutes: 30 }, follower: { matter: 'noise', ageMinutes: 35 } },
    play: async (stage) => {
      const leader = await stage.imported('leader');
      const follower = await stage.imported('follower');
      await follower.give(stage.cast.clerk, 'merge', { into: leader.number, reason: '演示:反正都是早市' });
      await leader.recorded('follower_joined');
    },
  },
  {
    name: 'split-within-one-unit',
    shows: { zh: '拆单刷量:同一分类、同一单位', en: 'split into parts of one category for one unit' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, { matter: 'lamp', channel: 'web' });
      const { category } = one.matter;
      await one.give(stage.cast.clerk, 'split', {
        parts: [
          { category, text: '演示:第二盏灯' },
          { category, text: '演示:第三盏灯' },
        ],
        reason: '演示:一盏一单',
      });
      const { parts } = await one.until('its parts', (request) => request.parts.length === 2);
      await one.give(stage.cast.clerk, 'accept');
      for (const part of parts) await stage.opened(part, one.matter, one.matter.lead);
    },
  },
  {
    name: 'asks-again-while-open',
    shows: { zh: '在办期间再次来电:并入,计为催办', en: 'calls again while it is open: merged, and counted as an urge' },
    play: async (stage) => {
      const requester = stage.caller();
      const first = await stage.submit(stage.cast.clerk, { matter: 'heat', community: 'binhe-02', requester });
      const again = await stage.submit('clerk-2', { matter: 'heat', community: 'binhe-02', requester });
      await again.give('clerk-2', 'merge', { into: first.number, reason: '演示:同一人再次来电' });
      await first.recorded('urged');
      await takeOn(first);
      await contact(stage, first);
    },
  },
  {
    name: 'asks-again-after-the-end',
    shows: {
      zh: '已结又问,无新情况:重申答复',
      en: 'asks again after the end, with nothing new: the answer is repeated',
    },
    play: async (stage) => {
      const requester = stage.caller();
      const first = await stage.submit(stage.cast.clerk, { matter: 'papers', community: 'linyin-03', requester });
      await handle(stage, first);
      await callBack(stage, first);
      const again = await stage.submit('clerk-2', {
        matter: 'papers',
        community: 'linyin-03',
        channel: 'web',
        requester,
      });
      await again.give('clerk-2', 'answer-at-once', { answer: '演示:同前次答复' });
    },
  },
  {
    name: 'by-a-neighbour',
    shows: { zh: '邻居代办,回访本人', en: 'a neighbour speaks for her; she is called back' },
    play: async (stage) => {
      const requester = { ...stage.caller(), proxy: stage.caller() };
      const one = await stage.submit(stage.cast.clerk, { matter: 'heat', kind: 'help', requester });
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'on-a-slip',
    shows: { zh: '停网期间纸单,事后录入,两个时间', en: 'on a slip of paper, entered later, with both times' },
    play: async (stage) => {
      const slip = { id: `demo-slip-${String(stage.playing.seed)}`, writtenAt: stage.at(-600) };
      const one = await stage.submit(stage.cast.clerk, { matter: 'lamp', channel: 'window', slip });
      await one.give(stage.cast.clerk, 'accept');
      await handle(stage, one);
    },
  },
  {
    name: 'in-mongolian',
    shows: { zh: '蒙古语来件,附中文摘要', en: 'in Mongolian, with a summary in Chinese' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'lamp', language: 'mn', text: 'ᠵᠠᠮ ᠤᠨ ᠭᠡᠷᠡᠯ᠎ᠡ ᠠᠰᠠᠬᠤ ᠦᠭᠡᠢ', summary: '演示:路灯不亮' },
        requester: { ...stage.caller(), name: '演示·斯琴·高娃' },
      });
      await handle(stage, one);
      await callBack(stage, one);
    },
  },
  {
    name: 'tip-off-in-confidence',
    shows: {
      zh: '保密举报:被举报单位看不到,也不得主办',
      en: 'a tip-off in confidence: the unit reported neither leads nor sees it',
    },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'lamp', kind: 'tip_off', text: '演示:有人倒卖灯杆', against: { unit: 'housing' } },
        requester: { ...stage.caller(), mode: 'confidential' },
      });
      await one.refused(stage.cast.dispatcher, 'dispatch', 'reported_unit', { unit: 'housing', reason: '演示:照目录' });
      await one.give(stage.cast.dispatcher, 'dispatch', { unit: 'urban-management', reason: '演示:回避' });
      one.goesTo('urban-management');
      await takeOn(one);
      await result(stage, one);
      await pass(stage, one);
      await one.give(stage.cast.callBack, 'reply', { reply: '演示:线索已核查并移交' });
    },
  },
  {
    name: 'complaint-about-staff',
    shows: { zh: '投诉工作人员:只有负责人可见', en: 'a complaint about staff: only the head of the unit sees it' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'lamp', text: '演示:接电话的人态度不好' },
        against: { unit: 'housing', staff: true, login: 'housing.coordinator' },
      });
      await one.give('housing.head', 'sign-for');
      await one.give('housing.head', 'record-contact', {
        means: 'three_way_call',
        result: 'reached',
        callId: 'demo-call-6',
        participants: ['requester', 'hotline'],
      });
    },
  },
  {
    name: 'somebody-in-danger',
    shows: { zh: '危及生命:特急、回头看、不作评价', en: 'somebody in danger: critical, looked in on, never surveyed' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'noise', kind: 'help', urgency: 'critical', crisis: true, text: '演示:邻居说不想活了' },
      });
      await takeOn(one);
      await contact(stage, one);
      await one.give(stage.cast.clerk, 'look-in', { note: '演示:网格员已上门陪伴' });
      await finish(stage, one);
    },
  },
  {
    name: 'finding-verified',
    shows: { zh: '线索上报,由他人核实', en: 'a finding, verified by another person' },
    play: async (stage) => {
      const one = await finding(stage, 'xinhua-01');
      await one.give(stage.cast.reviewer, 'verify', { result: 'not_confirmed', note: '演示:还有一盏不亮' });
      await result(stage, one);
      await pass(stage, one);
      await one.give(stage.cast.reviewer, 'verify', { result: 'confirmed', note: '演示:夜间查看,全亮' });
    },
  },
  {
    name: 'finding-closed-by-its-unit',
    shows: { zh: '自报自结', en: 'a finding that its own unit closes' },
    play: async (stage) => {
      const one = await finding(stage, 'haibei-01');
      await one.give('haibei-01.clerk', 'verify', { result: 'confirmed', note: '演示:已看' });
    },
  },
  {
    name: 'order-returned',
    shows: { zh: '上级转办,不属本区,退回', en: 'an order from above that is not ours: returned, and taken there' },
    play: async (stage) => {
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'smell', channel: 'city_platform' },
        upstream: { system: 'city-12345', number: `demo-${String(stage.playing.seed)}-1`, dueAt: stage.at(40 * 60) },
      });
      await one.give(stage.cast.clerk, 'return-upstream', { why: 'not_ours', text: '演示:位于邻区' });
      await one.give(stage.cast.clerk, 'confirm-hand-over', {
        ...{ result: 'taken', by: '演示·市平台', reference: 'demo-city-1' },
      });
    },
  },
  {
    name: 'order-done',
    shows: { zh: '上级转办,办结报送,由上级回访', en: 'an order from above, reported as done; they call back' },
    play: async (stage) => {
      const number = `demo-${String(stage.playing.seed)}-2`;
      const one = await stage.submit(stage.cast.clerk, {
        ...{ matter: 'lamp', channel: 'city_platform' },
        upstream: { system: 'city-12345', number, dueAt: stage.at(40 * 60), callBackBy: 'upstream' },
      });
      await takeOn(one);
      await result(stage, one);
      await pass(stage, one);
      await one.give(stage.cast.clerk, 'return-upstream', { why: 'done', text: '演示:已修复' });
    },
  },
  {
    name: 'one-photo-twice',
    shows: { zh: '一张照片用于两件诉求', en: 'one photo for two requests' },
    rows: { first: { matter: 'refuse', ageMinutes: 30 }, second: { matter: 'refuse', ageMinutes: 35 } },
    play: async (stage) => {
      const first = await stage.imported('first');
      const second = await stage.imported('second');
      const picture = stage.picture();
      for (const one of [first, second]) {
        await takeOn(one);
        const evidence = [await one.attach(`${one.lead}.coordinator`, 'after', picture)];
        await one.give(`${one.lead}.coordinator`, 'submit-result', { summary: '演示:已清运,见照片', evidence });
      }
    },
  },
];

function another(stage: Stage, more: object = {}): Promise<Case> {
  return stage.submit(stage.cast.clerk, { matter: 'stalls', community: 'haibei-01', ...more });
}

/** Found by a grid officer, done by the unit, and passed by the review. */
async function finding(stage: Stage, community: string): Promise<Case> {
  const one = await stage.submit(`${community}.grid`, {
    ...{ matter: 'lamp', kind: 'help', channel: 'grid', origin: 'finding', community },
    requester: { mode: 'anonymous' },
  });
  await one.attach(`${community}.grid`, 'before');
  await one.give(stage.cast.clerk, 'accept');
  await takeOn(one);
  await result(stage, one);
  await pass(stage, one);
  return one;
}
