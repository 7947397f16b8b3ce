/**
 * Everything an audit can say about a case. The code is what was found and never changes. A `finding` contradicts the
 * record; a `warning` limits what was verified, or will pass by itself. `{name}` is filled from the parameters.
 */
export const FINDINGS = {
  // the record in itself
  record_missing: {
    severity: 'finding',
    zh: '流程引擎中有此案,记录中没有',
    en: 'The workflow engine has this case, the record has nothing of it',
  },
  events_gone: {
    severity: 'finding',
    zh: '收件箱中有此案的命令,记录和流程引擎中都没有此案',
    en: 'The inbox has commands of this case, neither the record nor the workflow engine has it',
  },
  not_verifiable: {
    severity: 'finding',
    zh: '此案无法核对:{problem}',
    en: 'The case cannot be verified: {problem}',
  },
  view_missing: {
    severity: 'finding',
    zh: '有事件而没有案件视图',
    en: 'There are events, but no view row of the case',
  },
  sequence_gap: {
    severity: 'finding',
    zh: '第 {from} 至第 {to} 号事件不在记录中',
    en: 'Events {from} to {to} are not on record',
  },
  chain_broken: {
    severity: 'finding',
    zh: '前一哈希与上一事件的哈希不符',
    en: 'The previous hash is not the hash of the event before',
  },
  hash_mismatch: {
    severity: 'finding',
    zh: '哈希与事件原文不符',
    en: 'The hash is not that of the event’s text',
  },
  algorithm_unknown: {
    severity: 'finding',
    zh: '不认识的哈希算法“{algorithm}”',
    en: 'Unknown hash algorithm “{algorithm}”',
  },
  envelope_unreadable: {
    severity: 'finding',
    zh: '事件原文无法读取',
    en: 'The event’s text cannot be read',
  },
  envelope_not_canonical: {
    severity: 'finding',
    zh: '事件原文不是规范格式',
    en: 'The event’s text is not in canonical form',
  },
  event_out_of_place: {
    severity: 'finding',
    zh: '该位置上是第 {found} 号事件',
    en: 'Event {found} stands in this place',
  },
  event_column_changed: {
    severity: 'finding',
    zh: '列 {column} 与事件原文不符',
    en: 'Column {column} differs from the event’s text',
  },
  tail_cut: {
    severity: 'finding',
    zh: '视图为第 {version} 版,事件只到第 {last} 号',
    en: 'The view is at version {version}, the events end at {last}',
  },
  view_behind: {
    severity: 'finding',
    zh: '视图停在第 {version} 版,事件已到第 {last} 号',
    en: 'The view stopped at version {version}, the events go on to {last}',
  },
  last_hash_mismatch: {
    severity: 'finding',
    zh: '视图的末位哈希与最后事件不符',
    en: 'The view’s last hash is not that of the last event',
  },
  evidence_missing: {
    severity: 'finding',
    zh: '办理结果所附的附件 {id} 不在记录中',
    en: 'Attachment {id}, which proves the result, is not on record',
  },
  attachment_changed: {
    severity: 'finding',
    zh: '附件 {id} 的阶段或哈希与其编号不符',
    en: 'Stage or hash of attachment {id} is not what its id was made of',
  },
  attachment_missing: {
    severity: 'finding',
    zh: '区级日志记有附件 {id},记录中没有',
    en: 'The log of the district tells of attachment {id}, the record does not have it',
  },
  attachment_differs: {
    severity: 'finding',
    zh: '附件 {id} 的上传人、时间、阶段或哈希与区级日志不符',
    en: 'Who attached {id}, when, its stage or its hash is not what the log of the district tells',
  },
  attachment_not_logged: {
    severity: 'warning',
    zh: '区级日志没有附件 {id},或为日志启用前上传',
    en: 'The log of the district does not tell of attachment {id}; it may be older than the log',
  },
  blob_missing: {
    severity: 'finding',
    zh: '附件 {id} 的内容已不存在',
    en: 'The bytes of attachment {id} are gone',
  },
  blob_changed: {
    severity: 'finding',
    zh: '附件 {id} 的内容与记录的哈希不符',
    en: 'The bytes of attachment {id} are not those whose hash is on record',
  },
  blob_left: {
    severity: 'finding',
    zh: '附件 {id} 已依规删除,其内容却仍在',
    en: 'Attachment {id} was erased, and its bytes are there all the same',
  },
  erasure_unfounded: {
    severity: 'finding',
    zh: '附件 {id} 记为已删除,却没有依据',
    en: 'Attachment {id} is marked as erased, and nothing demanded it',
  },
  blobs_not_verified: {
    severity: 'warning',
    zh: '此处没有附件存放处,{n} 个附件的内容未核对',
    en: 'The place of attachments is not known here: the bytes of {n} were not verified',
  },
  state_not_derivable: {
    severity: 'finding',
    zh: '事件无法推演出状态:{problem}',
    en: 'No state follows from the events: {problem}',
  },
  view_changed: {
    severity: 'finding',
    zh: '视图列 {column} 为“{found}”,按事件应为“{expected}”',
    en: 'View column {column} is “{found}”; by the events it is “{expected}”',
  },
  snapshot_changed: {
    severity: 'finding',
    zh: '视图快照的“{field}”与事件推演不符',
    en: '“{field}” of the view’s snapshot is not what the events make it',
  },
  clock_missing: {
    severity: 'finding',
    zh: '缺少计时 {clock} 第 {n} 号',
    en: 'Clock {clock} no. {n} is missing',
  },
  clock_extra: {
    severity: 'finding',
    zh: '计时 {clock} 第 {n} 号没有事件依据',
    en: 'Clock {clock} no. {n} has no event behind it',
  },
  booking_missing: {
    severity: 'finding',
    zh: '执法人员 {officer} 在派遣中,其时间未登记占用',
    en: 'Officer {officer} is in the crew, and their time is not booked',
  },
  booking_extra: {
    severity: 'finding',
    zh: '执法人员 {officer} 的时间被占用,没有事件依据',
    en: 'The time of officer {officer} is booked with no event behind it',
  },
  clock_changed: {
    severity: 'finding',
    zh: '计时 {clock} 第 {n} 号的 {column} 为“{found}”,按事件应为“{expected}”',
    en: 'Clock {clock} no. {n}: {column} is “{found}”; by the events it is “{expected}”',
  },

  // the record against its own rules
  terms_differ: {
    severity: 'finding',
    zh: '受理时的 {field} 与政策第 {version} 版不符',
    en: 'The {field} of the receipt is not what policy version {version} says',
  },
  policy_unknown: {
    severity: 'warning',
    zh: '目录中没有政策第 {version} 版,未能核对时限来源',
    en: 'The directory has no policy version {version}: where the limits come from was not verified',
  },
  calendar_differs: {
    severity: 'finding',
    zh: '所用 {year} 年日历与第 {version} 版公布的不符',
    en: 'The calendar of {year} that was used is not that published as version {version}',
  },
  calendar_unknown: {
    severity: 'warning',
    zh: '没有 {year} 年日历第 {version} 版,未能核对',
    en: 'There is no version {version} of the calendar of {year}: it was not verified',
  },
  external_ids_changed: {
    severity: 'finding',
    zh: '登记的外部编号与受理时不同',
    en: 'The registered outer numbers are not those of the receipt',
  },
  judged_unheard: {
    severity: 'finding',
    zh: '命令 {command} 在 {due} 前收到,却在该时限判定之后才处理',
    en: 'Command {command} was received before {due}, and heard only after that due was judged',
  },
  due_wrong: {
    severity: 'finding',
    zh: '计时 {clock} 第 {n} 号的期限记为 {found},按起点、时限、暂停和日历应为 {expected}',
    en: 'Clock {clock} no. {n} is recorded as due {found}; start, limit, pauses and calendar make it {expected}',
  },
  breach_missing: {
    severity: 'finding',
    zh: '计时 {clock} 第 {n} 号在 {due} 已逾期,此前却没有逾期记录',
    en: 'Clock {clock} no. {n} was overdue at {due}, and no breach is recorded before this event',
  },
  time_event_missing: {
    severity: 'finding',
    zh: '{at} 应有的 {type} 没有记录',
    en: 'A {type} of {at} should be on record here',
  },
  time_event_unfounded: {
    severity: 'finding',
    zh: '{type} 没有时限依据',
    en: 'No due brought about this {type}',
  },
  decision_differs: {
    severity: 'finding',
    zh: '该事件不是所收命令 {command} 应得的结果',
    en: 'The command {command} as received does not come to this event',
  },
  command_missing: {
    severity: 'finding',
    zh: '收件箱中没有作出该事件的命令 {command}',
    en: 'The inbox has no command {command} that this event came from',
  },
  command_id_wrong: {
    severity: 'finding',
    zh: '命令 {command} 的编号不是其来源和幂等键所应得的',
    en: 'The id of command {command} is not that of its client and key',
  },
  command_changed: {
    severity: 'finding',
    zh: '命令 {command} 与流程当时收到的不同',
    en: 'Command {command} is not as the workflow heard it',
  },
  command_unheard: {
    severity: 'finding',
    zh: '收件箱中命令 {command} 已有结果,流程却从未收到',
    en: 'Command {command} has an outcome, and the workflow never heard of it',
  },
  refusal_unfounded: {
    severity: 'finding',
    zh: '命令 {command} 不应以“{refusal}”被拒绝',
    en: 'By the rules command {command} is not refused as {refusal}',
  },
  opened_missing: {
    severity: 'finding',
    zh: '该事件应已启动 {case},其收件箱中没有',
    en: 'This event has opened {case}, whose inbox does not have it',
  },
  inbox_gap: {
    severity: 'finding',
    zh: '收件箱缺少第 {ordinal} 号命令',
    en: 'The inbox lacks its command no. {ordinal}',
  },
  message_missing: {
    severity: 'finding',
    zh: '该事件应告知 {to} 的 {name},对方收件箱中没有',
    en: 'This event tells {to} a {name}, whose inbox does not have it',
  },
  message_changed: {
    severity: 'finding',
    zh: '{to} 收件箱中的 {name} 与该事件所告知的不同',
    en: 'The {name} in the inbox of {to} is not what this event tells',
  },
  unheard_missing: {
    severity: 'finding',
    zh: '告知 {to} 的 {name} 未被对方接受,本件却不知情',
    en: 'The {name} told {to} was refused there, and this case was never told so',
  },
  message_unfounded: {
    severity: 'finding',
    zh: '{to} 收件箱中的 {name} 以本件名义发出,却没有事件作此告知',
    en: 'The {name} in the inbox of {to} is in the name of this case, and none of its events tells it',
  },
  command_lost: {
    severity: 'finding',
    zh: '流程答复过命令 {command},收件箱中没有',
    en: 'The workflow answered the command {command}, the inbox does not have it',
  },
  outcome_pending: {
    severity: 'warning',
    zh: '命令 {command} 的结果尚未写入收件箱',
    en: 'The outcome of command {command} is not yet in the inbox',
  },
  outcome_missing: {
    severity: 'finding',
    zh: '案件已终结,命令 {command} 却没有结果',
    en: 'The case has ended, and command {command} has no outcome',
  },
  outcome_without_events: {
    severity: 'finding',
    zh: '命令 {command} 已获准,却没有任何事件',
    en: 'Command {command} was taken, and left no event',
  },
  refusal_with_events: {
    severity: 'finding',
    zh: '命令 {command} 已被拒绝,却留下了事件',
    en: 'Command {command} was refused, and yet left events',
  },
  outcome_differs: {
    severity: 'finding',
    zh: '命令 {command} 的结果(第 {version} 版,{state})与事件不符',
    en: 'The outcome of command {command} (version {version}, {state}) does not fit the events',
  },
  outcome_changed: {
    severity: 'finding',
    zh: '命令 {command} 的结果与当时的答复不同',
    en: 'The outcome of command {command} is not what was answered',
  },

  // the vault
  vault_text_changed: {
    severity: 'finding',
    zh: '保险库内容 {ref} 与事件中的承诺值不符',
    en: 'The vault’s content {ref} does not fit its commitment in the event',
  },
  vault_commitment_changed: {
    severity: 'finding',
    zh: '保险库所记 {ref} 的承诺值与事件不符',
    en: 'The vault’s own commitment of {ref} differs from the event',
  },
  caller_index_changed: {
    severity: 'finding',
    zh: '来电检索码与保险库中的电话不符',
    en: 'The caller’s index is not that of the phone in the vault',
  },
  vault_row_elsewhere: {
    severity: 'finding',
    zh: '保险库内容 {ref} 属于另一案件',
    en: 'The vault’s content {ref} belongs to another case',
  },
  vault_erasure_unfounded: {
    severity: 'finding',
    zh: '保险库中的 {ref} 已被删除,却没有依据',
    en: 'The vault has {ref} no more, and nothing demanded that it be erased',
  },

  // the organisation network against the district's log
  network_change_missing: {
    severity: 'finding',
    zh: '组织网络变动 {change} 已不在记录中',
    en: 'The change {change} of the organisation network is no more on record',
  },
  network_change_altered: {
    severity: 'finding',
    zh: '组织网络变动 {change} 所记的内容被改动',
    en: 'What the change {change} of the organisation network recorded or superseded was altered',
  },
  network_change_unlogged: {
    severity: 'finding',
    zh: '组织网络变动 {change} 在区级日志中没有条目',
    en: 'The change {change} of the organisation network has no entry in the log of the district',
  },
  network_row_unfounded: {
    severity: 'finding',
    zh: '{source} 中的 {key} 没有变动作依据',
    en: 'The row {key} of {source} comes from no change',
  },

  // the record against the history
  event_missing: {
    severity: 'finding',
    zh: '流程历史中有该事件({type}),记录中没有',
    en: 'The history tells of this event ({type}), the record does not have it',
  },
  event_extra: {
    severity: 'finding',
    zh: '记录中有该事件({type}),流程历史中没有',
    en: 'The record has this event ({type}), the history does not tell of it',
  },
  event_changed: {
    severity: 'finding',
    zh: '该事件({type})与流程历史不同',
    en: 'This event ({type}) differs from what the history tells',
  },
  record_behind: {
    severity: 'warning',
    zh: '流程已到第 {version} 号事件,记录尚未跟上',
    en: 'The workflow is at event {version}, the record has not caught up yet',
  },
  replay_nondeterminism: {
    severity: 'finding',
    zh: '第 {run} 段历史与流程代码不符:{problem}',
    en: 'The history of run {run} is not one this code would make: {problem}',
  },
  replay_failed: {
    severity: 'finding',
    zh: '第 {run} 段历史无法重放:{problem}',
    en: 'The history of run {run} cannot be replayed: {problem}',
  },
  history_contradicts_itself: {
    severity: 'finding',
    zh: '流程历史对该号事件有两种说法',
    en: 'The history tells two different events under this number',
  },
  history_gone: {
    severity: 'warning',
    zh: '流程历史已过保存期,只核对了记录本身',
    en: 'The history is past its retention: only the record was verified',
  },
  history_incomplete: {
    severity: 'warning',
    zh: '第 {upTo} 号及以前的流程历史已过保存期',
    en: 'The history up to event {upTo} is past its retention',
  },
  start_pending: {
    severity: 'warning',
    zh: '案件已受理,流程尚未启动',
    en: 'The case was received, its workflow has not been started yet',
  },
  case_lost: {
    severity: 'finding',
    zh: '案件未终结,流程引擎中却没有此案',
    en: 'The case has not ended, and the workflow engine does not know it',
  },
  workflow_broken_off: {
    severity: 'finding',
    zh: '流程被中断,没有走到终点',
    en: 'The workflow was broken off before its end',
  },
} as const satisfies Record<string, { severity: 'finding' | 'warning'; zh: string; en: string }>;

export type FindingCode = keyof typeof FINDINGS;

/** One thing found. `seq` is the event it is about; without it, it is about the case. */
export interface Finding {
  code: FindingCode;
  seq?: number;
  params?: Readonly<Record<string, string | number>>;
}

export function isWarning({ code }: Finding): boolean {
  return FINDINGS[code].severity === 'warning';
}

/** The finding in the reader's language. */
export function findingText({ code, params }: Finding, language: 'zh' | 'en'): string {
  return FINDINGS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(params?.[name] ?? whole));
}
