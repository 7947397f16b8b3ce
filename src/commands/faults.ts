import { PROTECTION } from '../domain/mediation/guides.js';

/** The client's own mistakes at the door, before anything is accepted. Nothing of the request is kept. */
export class DoorFault extends Error {
  override readonly name = 'DoorFault';
  constructor(
    readonly code: DoorFaultCode,
    /** JSON pointer of the field at fault. */
    readonly pointer: string | undefined,
    readonly params: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

/** What can be wrong with a request before it is one. `{name}` is filled from the parameters. */
export const DOOR_FAULTS = {
  key_reused: {
    zh: '同一幂等键已用于另一内容的请求',
    en: 'This idempotency key was already used for a request with another content',
  },
  unknown_district: { zh: '没有行政区划代码为 {district} 的区', en: 'No district has the code {district}' },
  unknown_category: { zh: '事项分类“{category}”不在目录中', en: 'The directory has no category “{category}”' },
  unknown_place: { zh: '地点“{place}”不在目录中', en: 'The directory has no place “{place}”' },
  place_of_other_kind: {
    zh: '“{place}”不是这一级的地点',
    en: '“{place}” is no place of this level',
  },
  place_mismatch: { zh: '“{place}”不在“{within}”范围内', en: '“{place}” does not lie within “{within}”' },
  place_not_in_force: {
    zh: '“{place}”在 {day} 不存在:尚未设立,或已撤并',
    en: '“{place}” does not exist on {day}: not yet, or it was split or merged',
  },
  unknown_request: { zh: '没有编号为 {number} 的诉求', en: 'There is no request {number}' },
  unknown_unit: { zh: '目录中没有单位“{unit}”', en: 'The directory has no unit “{unit}”' },
  unknown_login: { zh: '本区没有此登录名', en: 'The district has no account with this login' },
  external_id_taken: {
    zh: '外部编号 {system}/{id} 已登记为 {number}',
    en: 'The outer number {system}/{id} is already registered as {number}',
  },
  external_id_taken_elsewhere: {
    zh: '外部编号 {system}/{id} 已用于另一件诉求',
    en: 'The outer number {system}/{id} belongs to another request already',
  },
  upstream_due_past: {
    zh: '上级期限须晚于收到时间',
    en: 'The due set from above must lie after the receipt',
  },
  unknown_attachment: { zh: '本诉求没有附件 {id}', en: 'This request has no attachment {id}' },
  after_photo_required: {
    zh: '此类事项的办理结果须附处置后的照片(stage=after)',
    en: 'A result of this category needs a photo of how it is now (stage=after)',
  },
  after_photo_of_round_required: {
    zh: '处置后的照片(stage=after)须至少有一张由主办、协办或承办单位在本轮办理开始({since},派单、重办或重新打开)之后上传',
    en: 'At least one photo of how it is now (stage=after) must have been attached by the lead, a co-unit or who carries it out since this round of the work began ({since}: dispatched, sent back for rework or reopened)',
  },
  attachment_empty: { zh: '附件没有内容', en: 'The attachment is empty' },
  attachment_too_large: { zh: '附件不得超过 {limit}', en: 'An attachment may have {limit} at most' },
  attachment_type_refused: {
    zh: '附件内容须为 JPEG、PNG、WebP 照片或 PDF 文件;文件名和 Content-Type 不作数',
    en: 'The content must be a JPEG, PNG or WebP photo, or a PDF; names and Content-Type do not count',
  },
  attachment_broken: {
    zh: '附件内容不完整或已损坏,请重新取得后再传',
    en: 'The content is cut short or damaged: get it anew and send it again',
  },
  attachment_undrawable: {
    zh: '照片的 {field} 不合其格式的规定,看图软件无法显示,请重新拍摄或导出后再传',
    en: 'The photo’s {field} is not what its format demands, and no viewer shows it: take or export it anew',
  },
  attachment_size_refused: {
    zh: '照片的宽和高各须为 1 至 {maxSide} 像素,合计不超过 {maxPixels} 像素;此照片为 {width}×{height}',
    en: 'A photo must have sides of 1 to {maxSide} pixels and {maxPixels} pixels in all at most; this one is {width}×{height}',
  },
  attachment_holds_location: {
    zh: '文件或其中的图片写有拍摄位置,请去除后再传,或直接上传图片',
    en: 'The document, or a picture in it, says where it was taken: take that off, or send the picture by itself',
  },
  attachment_known: {
    zh: '本诉求已有同一内容的附件 {id}',
    en: 'This request already has this content, as attachment {id}',
  },
  attachments_too_many: {
    zh: '一件诉求每一轮办理中,每个单位最多上传 {limit} 个附件',
    en: 'Each unit may bring {limit} attachments to a request, in each round of the work on it',
  },
  request_erased: {
    zh: '本诉求因涉密或隐私不予受理,不再保存任何内容',
    en: 'This request was declined as a secret: nothing more is kept of it',
  },
  not_set_up: { zh: '本区政策未设定此类事项', en: 'The district’s policy has no rules for this' },
  not_a_blower: {
    zh: '按本区政策,您的单位不能吹哨',
    en: 'By the district’s policy your unit does not blow whistles',
  },
  only_own_subdistrict: {
    zh: '社区(村)只能向所属街道(镇)吹哨:“{unit}”',
    en: 'A community whistles for its own subdistrict only: “{unit}”',
  },
  ground_required: {
    zh: '派单目录没有召集“{unit}”的依据,请写明理由',
    en: 'The catalogue says nothing of “{unit}” here: say why it is called',
  },
  phoned_too_long_ago: {
    zh: '电话吹哨须在 {within} 内补录',
    en: 'What was blown by phone is written down within {within}',
  },
  not_own_place: {
    zh: '街道(镇)只能就本辖区吹哨:“{place}”',
    en: 'A subdistrict whistles for its own place: not “{place}”',
  },
  phoned_in_future: { zh: '电话吹哨时间不能晚于现在', en: 'It cannot have been blown by phone later than now' },
  reported_not_mediated: {
    zh: '举报、投诉单位或工作人员的诉求不转入调解',
    en: 'What reports an office or its staff is not mediated',
  },
  violence_not_mediated_again: {
    zh: `本诉求或各方之间此前的调解因涉家庭暴力终止,不再调解。${PROTECTION.zh}`,
    en: `A mediation on this request, or between these people, has ended because of domestic violence: nothing of it is mediated again. ${PROTECTION.en}`,
  },
  on_another_side: {
    zh: '此人已是另一方的当事人或代理人:不得代理双方或与自己为对方;同名的请填写各自电话',
    en: 'This person disputes or represents another side: nobody speaks for both; who only share a name are told apart by their phones',
  },
  unknown_mediator: {
    zh: '目录中没有在册且可用的调解员“{login}”',
    en: 'The directory has no mediator “{login}” in force',
  },
  not_on_the_list: {
    zh: '您不在有效的调解员名册中',
    en: 'The directory does not have you as a mediator in force',
  },
  not_a_committee: {
    zh: '调解组织须为本单位,或纠纷所在地的街道(镇)、社区(村)或主管部门:“{unit}”',
    en: 'Who mediates is your own unit, that of the place, or a bureau: not “{unit}”',
  },
  unknown_committee: { zh: '目录中没有“{committee}”这一联席会议', en: 'The directory has no committee “{committee}”' },
  meeting_too_far: { zh: '会议时间不得晚于一年之后', en: 'The sitting must lie within a year' },
  no_committee: { zh: '没有能指挥主办单位的联席会议', en: 'No committee meets that can command the lead' },
  unknown_case: { zh: '没有编号为 {number} 的事项', en: 'There is no case {number}' },
  not_failed: { zh: '{number} 尚未办结,或已经解决', en: '{number} is still open, or was settled' },
  not_for_a_meeting: {
    zh: '{number} 的调解因涉家庭暴力或有现实危险终止,不提交会议协调:由公安机关处置,依法保护受害人',
    en: 'The mediation of {number} has ended because of domestic violence or in danger: no meeting brings the sides together over it, it is for the police and the courts',
  },
  reported_committee: {
    zh: '“{committee}”为被反映单位的会议,不得审议:请提交上一级',
    en: 'Committee “{committee}” is that of whom it reports: put it before the one above',
  },
  on_an_agenda_already: {
    zh: '{number} 已提请议题 {item},尚未办结',
    en: '{number} stands in item {item} already, which is still open',
  },
  item_not_waiting: {
    zh: '{number} 不是本会议待上会的议题',
    en: '{number} is no item that waits for a sitting of this committee',
  },
  organisation_has_a_seat: {
    zh: '“{organisation}”在本会议有席位,由其代表或会议主持人、秘书登记',
    en: '“{organisation}” has a seat of its own: whoever sits for it, the chair or the secretary enters it',
  },
  subdistrict_required: { zh: '请选择街道(镇)', en: 'Name the subdistrict or town' },
  not_stationed: {
    zh: '该执法人员届时不在本街道(镇)进驻名册中',
    en: 'By then the roster has no such officer stationed here',
  },
  officer_off_duty: {
    zh: '“{officer}”{day} 不在岗;确需派遣的,请写明理由(offDutyReason)',
    en: '“{officer}” is off duty on {day}: say why they are sent all the same (offDutyReason)',
  },
  officer_booked: {
    zh: '执法人员在 {until} 前已有派遣,时间冲突',
    en: 'An officer is booked for another dispatch until {until}',
  },
  booking_over: { zh: '派遣结束时间须晚于现在', en: 'The time of a crew ends later than now' },
  booking_too_far: { zh: '派遣开始时间须在 {most} 之内', en: 'A crew’s time begins within {most}' },
  booking_too_long: { zh: '一次派遣不得超过 {most}', en: 'A crew is booked for {most} at most' },
  unknown_power: { zh: '目录中没有执法权“{power}”', en: 'The directory has no power “{power}”' },
  unknown_whistle: { zh: '没有编号为 {number} 的吹哨', en: 'There is no whistle {number}' },
  request_over: {
    zh: '诉求 {number} 已终结,不再据此派遣',
    en: 'The request {number} is over: no crew is dispatched on it any more',
  },
  whistle_not_at_work: {
    zh: '吹哨 {number} 未获批准、已撤销或已有结论,不能据此派遣',
    en: 'The whistle {number} is not approved yet, was called off or concluded: no crew is dispatched on it',
  },
  grounds_apart: {
    zh: '吹哨 {whistle} 不是为诉求 {number} 吹的',
    en: 'The whistle {whistle} was not blown for the request {number}',
  },
  ground_elsewhere: {
    zh: '{number} 在“{place}”,不在本次派遣的街道(镇)',
    en: '{number} lies in “{place}”, and not in the subdistrict of this crew',
  },
  unknown_service_matter: { zh: '目录中没有服务事项“{matter}”', en: 'The directory has no service matter “{matter}”' },
  not_this_window: {
    zh: '“{matter}”不在此级窗口收件',
    en: '“{matter}” is received at windows of another level',
  },
  occurred_in_future: { zh: '发生时间不能晚于收到时间', en: 'The time of occurrence cannot lie after the receipt' },
} as const;

export type DoorFaultCode = keyof typeof DOOR_FAULTS;

/** What is wrong, in words. */
export function doorFaultText({ code, params }: DoorFault, language: 'zh' | 'en'): string {
  return DOOR_FAULTS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
