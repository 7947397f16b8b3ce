/** What an import says about a row: why it was refused, or what it was taken with. */
import { DOOR_FAULTS, type DoorFaultCode } from '../commands/faults.js';

/** Why a row is not taken; the door adds its own. */
export const ROW_REFUSALS = {
  id_missing: { zh: '缺少编号', en: 'The id is missing' },
  id_unreadable: { zh: '编号无法识别：“{value}”', en: 'The id cannot be read: “{value}”' },
  id_repeated: {
    zh: '编号 {id} 在第 {first} 行已出现，内容不同',
    en: 'The id {id} stands in line {first} already, with another content',
  },
  time_missing: { zh: '缺少时间', en: 'The time is missing' },
  time_unreadable: { zh: '时间无法识别：“{value}”', en: 'The time cannot be read: “{value}”' },
  category_missing: { zh: '各级事项分类均缺失或无法识别', en: 'The category is missing or unreadable at every level' },
  columns_mismatch: {
    zh: '列数多于表头，无法对应',
    en: 'The row has more cells than the heading: they cannot be told apart',
  },
  quote_not_closed: {
    zh: '引号未闭合，自此行起无法读取',
    en: 'A quote that opens here is never closed: nothing from here on can be read',
  },
} as const;
export type RowRefusalCode = keyof typeof ROW_REFUSALS;

/** What a row, or what it says about the directory, was taken with. */
export const ROW_WARNINGS = {
  unit_second_name: {
    zh: '单位 {code}“{name}”另有名称“{other}”，记为别名',
    en: 'Unit {code} “{name}” has a second name, “{other}”: kept as an alias',
  },
  unit_name_shared: {
    zh: '单位 {code} 与 {other} 同名“{name}”',
    en: 'Units {code} and {other} share the name “{name}”',
  },
  place_second_name: {
    zh: '地点 {code}“{name}”另有名称“{other}”',
    en: 'Place {code} “{name}” has a second name, “{other}”',
  },
  place_second_parent: {
    zh: '地点 {code} 在目录中属于 {parent}，来源为 {other}',
    en: 'The directory has place {code} in {parent}, the source in {other}',
  },
  place_other_kind: {
    zh: '地点 {code} 在目录中是另一类地点，未采用',
    en: 'The directory knows {code} as another kind of place: left out',
  },
  category_second_name: {
    zh: '分类 {code}“{name}”另有名称“{other}”',
    en: 'Category {code} “{name}” has a second name, “{other}”',
  },
  category_second_parent: {
    zh: '分类 {code} 在目录中属于 {parent}，来源为 {other}',
    en: 'The directory has category {code} under {parent}, the source under {other}',
  },
  category_incomplete: {
    zh: '缺少第 {levels} 级分类，归入 {category}',
    en: 'The category is missing at level {levels}: filed under {category}',
  },
  name_missing: { zh: '编码 {code} 没有名称，以编码代替', en: 'The code {code} has no name: the code stands for it' },
  code_missing: { zh: '“{name}”没有编码，记为 {code}', en: '“{name}” has no code: filed as {code}' },
  value_unreadable: { zh: '“{column}”列无法识别，按空处理', en: 'The column {column} cannot be read: taken as empty' },
  word_unknown: {
    zh: '“{column}”列的“{value}”不在对照表中，按 {word} 处理',
    en: 'The mapping does not know “{value}” in {column}: taken as {word}',
  },
  row_short: {
    zh: '列数少于表头，缺少的按空处理',
    en: 'The row has fewer cells than the heading: the missing ones are taken as empty',
  },
  community_never_leads: {
    zh: '社区单位 {community}“{name}”不作主办：派给 {lead}，该社区记为建议承办',
    en: 'The community unit {community} “{name}” never leads: dispatched to {lead}, the community kept as suggested executor',
  },
  community_without_lead: {
    zh: '社区单位 {community}“{name}”所属街道不明：待派单，该社区记为建议承办',
    en: 'The subdistrict of the community unit {community} “{name}” is not known: awaits dispatch, the community kept as suggested executor',
  },
  unit_cannot_lead: {
    zh: '单位 {unit}“{name}”不能主办：待派单',
    en: 'The unit {unit} “{name}” cannot lead: awaits dispatch',
  },
  possible_duplicate: {
    zh: '{number} 与 {other} 同渠道同一秒：可能重复',
    en: '{number} came by one channel in the same second as {other}: possibly a duplicate',
  },
  changed_since: {
    zh: '编号 {id} 以前已导入，现内容或映射不同：保留原件',
    en: 'The id {id} was imported before with another content or mapping: left as it is',
  },
} as const;
export type RowWarningCode = keyof typeof ROW_WARNINGS;

export interface Remark<Code extends string> {
  /** First line of the row, the heading being line 1. */
  line: number;
  code: Code;
  params: Readonly<Record<string, string>>;
}
export type Refusal = Remark<RowRefusalCode | DoorFaultCode>;
export type Warning = Remark<RowWarningCode>;

type Texts = Readonly<Record<'zh' | 'en', string>>;
const TEXTS: Readonly<Record<RowRefusalCode | RowWarningCode | DoorFaultCode, Texts>> = {
  ...DOOR_FAULTS,
  ...ROW_REFUSALS,
  ...ROW_WARNINGS,
};

/** A remark in words. */
export function inWords({ code, params }: Refusal | Warning, language: 'zh' | 'en'): string {
  return TEXTS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
