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
  unknown_request: { zh: '没有编号为 {number} 的诉求', en: 'There is no request {number}' },
  unknown_unit: { zh: '目录中没有单位“{unit}”', en: 'The directory has no unit “{unit}”' },
  external_id_taken: {
    zh: '外部编号 {system}/{id} 已登记为 {number}',
    en: 'The outer number {system}/{id} is already registered as {number}',
  },
  upstream_due_past: {
    zh: '上级期限须晚于收到时间',
    en: 'The due set from above must lie after the receipt',
  },
  occurred_in_future: { zh: '发生时间不能晚于收到时间', en: 'The time of occurrence cannot lie after the receipt' },
} as const;

export type DoorFaultCode = keyof typeof DOOR_FAULTS;
