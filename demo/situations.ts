import { eventsOf, says, type Story } from './stories.js';

/** What else there must be, beside states, commands and clocks: a name, and how it is seen in a story. */
export interface Situation {
  zh: string;
  en: string;
  is: (story: Story) => boolean;
}

export const SITUATIONS = {
  imported: { zh: '导入', en: 'imported', is: ({ request }) => request.provenance === 'imported' },
  cluster: {
    zh: '群体性诉求(五人及以上)',
    en: 'a cluster of five callers or more',
    is: ({ request }) => (request.cluster?.callers ?? 0) >= 5,
  },
  several_callers: { zh: '一件多人', en: 'one matter of several callers', is: ({ request }) => request.callers >= 5 },
  repeat_open: {
    zh: '在办期间重复来电',
    en: 'a repeat while it is open',
    is: ({ request }) => request.repeatOf?.ended === false,
  },
  repeat_ended: {
    zh: '办结后重复来电',
    en: 'a repeat after the end',
    is: ({ request }) => request.repeatOf?.ended === true,
  },
  proxy: { zh: '代办', en: 'by a proxy', is: ({ request }) => request.requester.proxy !== undefined },
  slip: { zh: '纸单', en: 'on a slip of paper', is: ({ request }) => request.provenance === 'paper' },
  mongolian: {
    zh: '蒙古语附摘要',
    en: 'Mongolian with a summary',
    is: ({ request }) => request.language === 'mn' && request.summary !== null,
  },
  praise: {
    zh: '表扬不计时',
    en: 'praise without clocks',
    is: ({ request }) => request.kind === 'praise' && request.clocks.length === 0,
  },
  tip_off: {
    zh: '保密举报,被举报单位回避',
    en: 'a tip-off in confidence',
    is: ({ request }) =>
      request.kind === 'tip_off' &&
      request.requester.mode === 'confidential' &&
      request.against !== undefined &&
      request.leadUnit !== request.against.unit,
  },
  about_staff: {
    zh: '投诉工作人员',
    en: 'a complaint about staff',
    is: ({ request }) => request.against?.staff === true,
  },
  crisis: {
    zh: '危及生命并回头看',
    en: 'danger to life, looked in on',
    is: (story) => story.request.crisis && says(story, 'looked_in'),
  },
  secret: {
    zh: '涉密不留文',
    en: 'a secret of which no text is kept',
    is: (story) => says(story, 'declined', { reason: 'state_secret_or_privacy' }) && story.request.text === null,
  },
  finding: {
    zh: '线索经他人核实',
    en: 'a finding, confirmed',
    is: (story) => story.request.origin === 'finding' && says(story, 'verified', { result: 'confirmed' }),
  },
  finding_refuted: {
    zh: '线索核实未通过',
    en: 'a finding, not confirmed',
    is: (story) => says(story, 'verified', { result: 'not_confirmed' }),
  },
  upstream_done: {
    zh: '上级转办,报送办结',
    en: 'an order from above, reported as done',
    is: ({ request }) => request.upstream?.returned === true,
  },
  upstream_not_ours: {
    zh: '上级转办,退回',
    en: 'an order from above, returned',
    is: (story) => says(story, 'hand_over_confirmed', { to: 'upstream_platform' }),
  },
  hand_over_refused: {
    zh: '移交未被接手',
    en: 'a hand-over that was not taken',
    is: (story) => says(story, 'hand_over_refused'),
  },
  by_the_catalogue: {
    zh: '系统派单',
    en: 'dispatched by the system',
    is: (story) => says(story, 'dispatched', { basis: 'catalogue' }),
  },
  on_arrival: {
    zh: '随件派单',
    en: 'dispatched on arrival',
    is: (story) => says(story, 'dispatched', { basis: 'on_arrival' }),
  },
  objection_upheld: {
    zh: '异议成立',
    en: 'an objection upheld',
    is: (story) => says(story, 'objection_ruled', { ruling: 'upheld' }),
  },
  designated: {
    zh: '异议不成立,指定承办',
    en: 'an objection rejected, the unit designated',
    is: (story) => says(story, 'dispatched', { basis: 'designated' }),
  },
  extension_granted: {
    zh: '准予延期',
    en: 'an extension granted',
    is: (story) => says(story, 'extension_ruled', { ruling: 'granted' }),
  },
  extension_refused: {
    zh: '延期未准',
    en: 'an extension refused',
    is: (story) => says(story, 'extension_ruled', { ruling: 'refused' }),
  },
  parking_cleared: {
    zh: '挂账、答复、销号',
    en: 'parked, reported on and cleared',
    is: (story) => says(story, 'interim_replied') && says(story, 'parking_cleared'),
  },
  parking_refused: {
    zh: '挂账未准',
    en: 'parking refused',
    is: (story) => says(story, 'parking_ruled', { ruling: 'refused' }),
  },
  termination_granted: { zh: '准予终止', en: 'a termination granted', is: (story) => says(story, 'terminated') },
  termination_refused: {
    zh: '终止未准',
    en: 'a termination refused',
    is: (story) => says(story, 'termination_refused'),
  },
  co_units: {
    zh: '多家协办',
    en: 'several co-units',
    is: (story) => eventsOf(story, 'co_unit_added').length > 1 && says(story, 'co_replied'),
  },
  without_a_co_unit: {
    zh: '协办沉默,主办续办',
    en: 'a silent co-unit',
    is: (story) => eventsOf(story, 'result_submitted').some(({ body }) => body['withoutCoUnits'] !== undefined),
  },
  section: {
    zh: '二次派单到科室',
    en: 'assigned to a section',
    is: (story) => says(story, 'assigned_inside', { executor: 'section' }),
  },
  community: {
    zh: '社区执行',
    en: 'carried out by a community',
    is: (story) => says(story, 'assigned_inside', { executor: 'community' }) && says(story, 'co_replied'),
  },
  interim_reply: { zh: '阶段性答复', en: 'an interim reply', is: (story) => says(story, 'interim_replied') },
  three_way_call: {
    zh: '三方通话',
    en: 'a three-way call',
    is: (story) => says(story, 'contact_recorded', { means: 'three_way_call' }),
  },
  whistle: {
    zh: '吹哨办结',
    en: 'a whistle, settled',
    is: (story) => says(story, 'referral_concluded', { referral: 'whistle', result: 'settled' }),
  },
  crew: {
    zh: '执法派遣有结果',
    en: 'a crew that was sent for it, with its result',
    is: (story) => says(story, 'enforcement_noted', { result: 'settled' }),
  },
  mediation: {
    zh: '调解未成',
    en: 'a mediation in vain',
    is: (story) => says(story, 'referral_concluded', { referral: 'mediation' }),
  },
  meeting: {
    zh: '联席会议议定',
    en: 'a joint meeting, settled',
    is: (story) => says(story, 'decision_taken'),
  },
  agenda: {
    zh: '逾期自动上会',
    en: 'lateness that came onto the agenda',
    is: (story) => says(story, 'referred', { by: 'ladder' }),
  },
  result_returned: { zh: '负责人退回', en: 'returned by the head', is: (story) => says(story, 'result_returned') },
  review_returned: { zh: '审核退回', en: 'returned by the review', is: (story) => says(story, 'review_returned') },
  photo_before: {
    zh: '处置前照片',
    en: 'a photo of before',
    is: ({ attachments }) => attachments.some(({ stage }) => stage === 'before'),
  },
  photo_after: {
    zh: '处置后照片',
    en: 'a photo of after',
    is: ({ attachments }) => attachments.some(({ stage }) => stage === 'after'),
  },
  reused_photo: {
    zh: '一图两用',
    en: 'one photo for two requests',
    is: ({ attachments }) => attachments.some(({ reusedFrom }) => reusedFrom !== undefined),
  },
  unreached: {
    zh: '回访未接通',
    en: 'a call-back that reached nobody',
    is: (story) => says(story, 'call_back_recorded', { result: 'unreached' }),
  },
  judged_by_call: {
    zh: '电话评价',
    en: 'judged at the call-back',
    is: (story) => says(story, 'judged', { by: 'call_back' }),
  },
  judged_by_link: { zh: '链接评价', en: 'judged by the link', is: (story) => says(story, 'judged', { by: 'link' }) },
  rework_by_system: {
    zh: '系统退回重办',
    en: 'a rework by the system',
    is: (story) => says(story, 'rework_ordered', { by: 'system' }),
  },
  rework_by_leader: {
    zh: '值班长令重办',
    en: 'a rework by the shift leader',
    is: (story) => says(story, 'rework_ordered', { by: 'shift_leader' }),
  },
  appeal_approved: {
    zh: '评价剔除',
    en: 'an appeal approved, the judgement excluded',
    is: (story) => says(story, 'appeal_ruled', { excluded: 'yes' }) && story.request.exclusions.length > 0,
  },
  appeal_rejected: {
    zh: '申诉未准',
    en: 'an appeal rejected',
    is: (story) => says(story, 'appeal_ruled', { excluded: 'no' }),
  },
  unmerged: { zh: '取消并单', en: 'a merge undone', is: (story) => says(story, 'unmerged', { by: 'staff' }) },
  left_alone: {
    zh: '主件落空,自行继续',
    en: 'left alone by its leader',
    is: (story) => says(story, 'unmerged', { by: 'system' }),
  },
  split: { zh: '拆单', en: 'split', is: (story) => says(story, 'split') },
  reopened: { zh: '重开', en: 'reopened', is: (story) => says(story, 'reopened') },
  cohort: {
    zh: '派单后改类',
    en: 'classified anew after the dispatch',
    is: (story) => says(story, 'reclassified') && says(story, 'dispatched'),
  },
  dispatched_again: {
    zh: '签收前改派',
    en: 'dispatched again before it was signed for',
    is: ({ events }) => {
      const until = events.findIndex(({ type }) => type === 'signed_for' || type === 'objected');
      return events.slice(0, until).filter(({ type }) => type === 'dispatched').length > 1;
    },
  },
  marked: { zh: '标记无理', en: 'marked as unreasonable', is: (story) => says(story, 'mark_ruled', { marked: 'yes' }) },
  not_marked: { zh: '未予标记', en: 'not marked', is: (story) => says(story, 'mark_ruled', { marked: 'no' }) },
} as const satisfies Record<string, Situation>;
