import { doorFaultText, DoorFault, type DoorFaultCode } from '../commands/faults.js';
import { NETWORK_FAULTS, networkFaultText, type NetworkFault } from '../domain/network/faults.js';
import { refusalText, type Refusal } from '../domain/refusals.js';

/** The languages an answer can be given in; Chinese unless the caller prefers English. */
export type Language = 'zh' | 'en';

/** What the surface itself has to say, beside what the door and the procedure say. */
export const API_PROBLEMS = {
  invalid_json: { status: 400, zh: '请求正文不是有效的 JSON', en: 'The body is not valid JSON' },
  invalid_encoding: {
    status: 400,
    zh: '请求正文不是有效的 UTF-8 文本,请按 UTF-8 编码后再发',
    en: 'The body is not valid UTF-8 text: encode it as UTF-8 and send it again',
  },
  malformed_request: { status: 400, zh: '请求的地址或正文无法解码', en: 'The address or the body cannot be decoded' },
  invalid_request: { status: 422, zh: '请求内容不符合要求', en: 'The request breaks the rules named below' },
  idempotency_key_required: {
    status: 400,
    zh: '须提供 Idempotency-Key 请求头(1 至 200 个字符)',
    en: 'An Idempotency-Key header of 1 to 200 characters is required',
  },
  invalid_if_match: { status: 400, zh: 'If-Match 须为读取时的 ETag', en: 'If-Match must be the ETag of what was read' },
  if_match_required: {
    status: 428,
    zh: '须提供 If-Match 请求头,其值为读取时的 ETag',
    en: 'An If-Match header with the ETag of what was read is required',
  },
  unauthenticated: { status: 401, zh: '请先登录或提供有效的接口密钥', en: 'Log in, or present a valid API key' },
  invalid_credentials: { status: 401, zh: '用户名或密码不正确', en: 'Login or password is wrong' },
  account_locked: {
    status: 403,
    zh: '连续失败次数过多,账号锁定至 {until}',
    en: 'Too many failures: the account is locked until {until}',
  },
  forbidden: { status: 403, zh: '您的角色无权执行此操作', en: 'Your roles do not allow this' },
  contact_withheld: {
    status: 403,
    zh: '诉求人要求保密,联系方式只有中心可见',
    en: 'The resident asked for confidence: only the centre sees how to reach them',
  },
  place_out_of_scope: {
    status: 403,
    zh: '该地点不在您的管辖范围内',
    en: 'This place lies outside of where your roles count',
  },
  organisation_out_of_scope: {
    status: 403,
    zh: '该组织设在您管辖范围之外,不能由您设入(进)别处',
    en: 'This organisation is set up outside of where your roles count: you cannot set it up elsewhere',
  },
  own_account: {
    status: 409,
    zh: '不能停用自己的账号',
    en: 'You cannot disable the account you are using',
  },
  endpoint_disabled: { status: 409, zh: '推送地址已停用', en: 'This address is disabled' },
  invalid_signature: {
    status: 401,
    zh: '来源、签名或时间不正确(时差不得超过五分钟)',
    en: 'The source, the signature or the time is wrong (five minutes are allowed)',
  },
  source_taken: {
    status: 409,
    zh: '来源名“{name}”已被使用;停用后也不再使用,因为来源名和消息编号共同用来识别重复的消息,请另取名称(密钥可更换)',
    en: 'The source name “{name}” is taken, also when it is disabled: by name and message id a repeated message is known. Take another name; a secret can be rotated',
  },
  not_found: { status: 404, zh: '没有这个资源', en: 'There is no such resource' },
  method_not_allowed: { status: 405, zh: '此地址不支持该方法', en: 'This address does not take this method' },
  link_replaced: {
    status: 410,
    zh: '此链接已失效,请使用最近收到的链接',
    en: 'This link has been replaced by a later one',
  },
  attachment_erased: {
    status: 410,
    zh: '此附件的内容已依规删除',
    en: 'The content of this attachment was erased, as the rules demand',
  },
  not_yours: {
    status: 403,
    zh: '只有登记人或联席会议的主持人、秘书可以执行此操作',
    en: 'Only whose it is, or the committee’s office, can do this',
  },
  no_minutes_yet: { status: 409, zh: '会议尚未结束,没有纪要', en: 'The sitting is not over: there are no minutes yet' },
  entry_taken: { status: 409, zh: '已被认领', en: 'It is claimed already' },
  entry_withdrawn: { status: 409, zh: '已撤回', en: 'It was withdrawn' },
  project_ended: { status: 409, zh: '项目已终结', en: 'The project is over' },
  login_taken: { status: 409, zh: '登录名“{login}”已被使用', en: 'The login “{login}” is taken' },
  filter_name_taken: {
    status: 409,
    zh: '您已有名为“{name}”的筛选',
    en: 'You have a filter named “{name}” already',
  },
  too_many_filters: { status: 409, zh: '最多保存 {most} 个筛选', en: 'At most {most} filters can be kept' },
  job_under_way: { status: 409, zh: '批量任务尚未完成', en: 'The job is still under way' },
  nothing_to_undo: {
    status: 409,
    zh: '没有可撤销的:只有批量派单可撤销,且其后未再派单',
    en: 'Nothing can be undone: only a dispatch can, where nobody has dispatched after it',
  },
  payload_too_large: { status: 413, zh: '请求正文过大', en: 'The body is too large' },
  unsupported_media_type: { status: 415, zh: '请求正文须为 application/json', en: 'The body must be application/json' },
  too_many_requests: { status: 429, zh: '请求过于频繁,请稍后再试', en: 'Too many requests: try again later' },
  internal: { status: 500, zh: '服务内部错误', en: 'Something went wrong inside the service' },
  being_opened: {
    status: 503,
    zh: '该部门的报到正在建立,请稍后以同一请求重试',
    en: 'The department’s report is just being opened: send the same again in a moment',
  },
  unavailable: { status: 503, zh: '服务暂时不可用,请稍后重试', en: 'The service is not available: try again' },
} as const;

export type ApiProblemCode = keyof typeof API_PROBLEMS;

/** A field at fault: its JSON pointer and the rule it breaks. */
export interface FieldFault {
  pointer: string;
  detail: string;
}

/** Thrown by routes and middleware; the error handler writes it as application/problem+json. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly code: ApiProblemCode,
    readonly params: Readonly<Record<string, string>> = {},
    readonly errors?: readonly FieldFault[],
  ) {
    super(code);
  }
}

/** RFC 9457, with a stable code. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  errors?: readonly FieldFault[];
  traceId?: string;
}

function fill(text: string, params: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

function problem(code: string, status: number, title: string): Problem {
  return { type: `/docs/problems#${code}`, title, status, code };
}

const DOOR_STATUS: { readonly [code in DoorFaultCode]?: number } = {
  external_id_taken: 409,
  external_id_taken_elsewhere: 409,
  attachment_known: 409,
  attachments_too_many: 409,
  request_erased: 409,
  reported_not_mediated: 409,
  violence_not_mediated_again: 409,
  not_a_blower: 403,
  not_on_the_list: 403,
  officer_booked: 409,
  request_over: 409,
  whistle_not_at_work: 409,
  grounds_apart: 409,
  ground_elsewhere: 409,
  officer_off_duty: 409,
  attachment_too_large: 413,
  attachment_type_refused: 415,
};

/** What the door found wrong, in the caller's language. */
export function doorProblem(fault: DoorFault, language: Language): Problem {
  const title = doorFaultText(fault, language);
  return {
    ...problem(fault.code, DOOR_STATUS[fault.code] ?? 422, title),
    ...(fault.pointer !== undefined && { errors: [{ pointer: fault.pointer, detail: title }] }),
  };
}

/** What is wrong with a change of the organisation network, in the caller's language. */
export function networkProblem(fault: NetworkFault, language: Language): Problem {
  const title = networkFaultText(fault, language);
  const { status } = NETWORK_FAULTS[fault.code];
  return {
    ...problem(fault.code, status, title),
    ...(status === 422 && { errors: [{ pointer: fault.pointer, detail: title }] }),
  };
}

/** What the surface found wrong. */
export function apiProblem({ code, params, errors }: ApiProblem, language: Language): Problem {
  const { status, [language]: text } = API_PROBLEMS[code];
  const title = fill(text, params);
  return { ...problem(code, status, title), ...(errors && { errors }) };
}

/** The fields that name what lies out of somebody's scope. */
const OUT_OF_SCOPE = {
  place_out_of_scope: ['place', 'committee'],
  organisation_out_of_scope: ['organisation'],
} as const;

/** Who may do it elsewhere is told that it is the place, or the organisation, and which field of the body names it, if one does. */
export function outOfScope(
  { body, language }: { body: unknown; language: Language },
  code: keyof typeof OUT_OF_SCOPE = 'place_out_of_scope',
): ApiProblem {
  const fields: readonly string[] = OUT_OF_SCOPE[code];
  const named = Object.keys(body ?? {}).filter((field) => fields.includes(field));
  const { [language]: detail } = API_PROBLEMS[code];
  const errors = named.map((field) => ({ pointer: `/${field}`, detail }));
  return new ApiProblem(code, {}, errors.length === 0 ? undefined : errors);
}

/** A refusal of the procedure: 412 when the caller had read another version, 409 otherwise. */
export function refusalProblem(refusal: Refusal, language: Language): Problem {
  const status = refusal.code === 'version_conflict' ? 412 : 409;
  return problem(refusal.code, status, refusalText(refusal, language));
}
