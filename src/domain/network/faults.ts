/** What is wrong with a change of the organisation network. Nothing of the change is kept. */
export class NetworkFault extends Error {
  override readonly name = 'NetworkFault';
  constructor(
    readonly code: NetworkFaultCode,
    /** JSON pointer of the field at fault. */
    readonly pointer: string,
    readonly params: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

/** `{name}` is filled from the parameters. */
export const NETWORK_FAULTS = {
  span_empty: { status: 422, zh: '结束日须晚于开始日', en: 'until must come after from' },
  organisation_taken: {
    status: 409,
    zh: '组织代码“{code}”已被使用',
    en: 'The organisation code “{code}” is taken',
  },
  unknown_organisation: { status: 422, zh: '没有组织“{code}”', en: 'There is no organisation “{code}”' },
  unknown_placement: {
    status: 404,
    zh: '没有这条落格记录,或已作废',
    en: 'There is no such placement, or it was voided',
  },
  place_not_found: { status: 422, zh: '地点“{place}”不在目录中', en: 'The directory has no place “{place}”' },
  place_unfit: {
    status: 422,
    zh: '“{place}”不是此处可填的地点',
    en: '“{place}” is no place that can stand here',
  },
  place_not_there: {
    status: 422,
    zh: '“{place}”在这段时间内并非一直存在(至 {until})',
    en: '“{place}” does not exist for all of this time (until {until})',
  },
  organisation_not_there: {
    status: 422,
    zh: '“{organisation}”在这段时间内并非一直存续(至 {until})',
    en: '“{organisation}” does not exist for all of this time (until {until})',
  },
  merged_grid_ends: {
    status: 422,
    zh: '网格“{grid}”至 {until} 止,并入的“{place}”此后将不属于任何网格',
    en: 'The grid “{grid}” ends on {until}: “{place}”, which goes into it, would be in no grid from then on',
  },
  place_taken: { status: 409, zh: '地点代码“{place}”已被使用', en: 'The place code “{place}” is taken' },
  already_placed: {
    status: 409,
    zh: '“{organisation}”在这段时间内已落在“{place}”',
    en: '“{organisation}” is placed in “{place}” during this time already',
  },
  version_changed: {
    status: 412,
    zh: '已被他人改动,现为第 {version} 版,请重新读取',
    en: 'Somebody has changed it: it is at version {version} now, read it again',
  },
  not_shared_out: {
    status: 422,
    zh: '网格内的“{code}”未分到任何一个新网格',
    en: '“{code}” of the grid is given to none of its parts',
  },
  shared_out_twice: {
    status: 422,
    zh: '“{code}”分到了两个新网格',
    en: '“{code}” is given to two parts',
  },
  not_of_the_grid: { status: 422, zh: '“{code}”不在此网格内', en: '“{code}” is not of this grid' },
  name_missing: { status: 422, zh: '新网格须有名称', en: 'A new grid needs a name' },
  grids_apart: {
    status: 422,
    zh: '网格“{grid}”不在同一社区,请先调整归属',
    en: 'The grid “{grid}” lies in another community: move it first',
  },
  grid_twice: { status: 422, zh: '网格“{grid}”列了两次', en: 'The grid “{grid}” is named twice' },
} as const;
export type NetworkFaultCode = keyof typeof NETWORK_FAULTS;

/** What is wrong, in words. */
export function networkFaultText({ code, params }: NetworkFault, language: 'zh' | 'en'): string {
  return NETWORK_FAULTS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
