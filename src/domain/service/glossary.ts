import { term, type Term } from '../term.js';
import type { DeliveryMeans, MaterialFault, ServiceDecision, ServiceState } from './vocabulary.js';

export const SERVICE_STATE_TERMS = {
  received: term('材料审查中', 'Received', 'The unit sees whether everything is there.'),
  awaiting_materials: term(
    '待补正',
    'Awaiting materials',
    'The applicant was told once what is missing; clocks stand still.',
  ),
  accepted: term('已受理', 'Accepted', 'The promised limit runs; its steps are done one by one.'),
  decided: term('已决定', 'Decided', 'Granted, or refused with the reason and the remedy.'),
  delivered: term('已送达', 'Delivered', 'The applicant has it, and may say how it went.'),
  rectifying: term(
    '差评整改中',
    'Rectifying',
    'It was judged badly: the unit calls back, and says what it has put right.',
  ),
  ended: term('已办结', 'Ended', 'Nothing more is waited for.'),
  withdrawn: term('已撤回', 'Withdrawn', 'The applicant does not want it any more.'),
  lapsed: term('逾期未补正', 'Lapsed', 'What was missing was not brought in time.'),
} as const satisfies Record<ServiceState, Term>;

export const MATERIAL_FAULT_TERMS = {
  missing: term('不齐全', 'Missing', 'It is required and was not brought.'),
  defective: term(
    '不符合法定形式',
    'Defective',
    'It was brought and is not as the law wants it: it counts as not brought.',
  ),
} as const satisfies Record<MaterialFault, Term>;

export const SERVICE_DECISION_TERMS = {
  granted: term('准予', 'Granted', 'The applicant gets it.'),
  refused: term('不予', 'Refused', 'With the reason, and where to turn against it.'),
} as const satisfies Record<ServiceDecision, Term>;

export const DELIVERY_MEANS_TERMS = {
  window: term('窗口领取', 'At the window', 'Handed over.'),
  post: term('邮寄', 'By post', 'Sent on paper.'),
  online: term('线上送达', 'Online', 'As an electronic document.'),
} as const satisfies Record<DeliveryMeans, Term>;

/** The commands of a service request. */
export const SERVICE_COMMAND_TERMS = {
  openServiceRequest: term('收件', 'Receive an application', 'At the window of the matter’s level.'),
  tellMissing: term(
    '一次性告知',
    'Tell what is missing',
    'Once, and all of it: what is not there, and what is defective.',
  ),
  supplementMaterials: term('补正材料', 'Supplement materials', 'Of what was told to be missing.'),
  acceptService: term('受理', 'Accept', 'Everything is there: the promised limit begins.'),
  doServiceStep: term('办理环节', 'Do a step', 'One after another, in the order of the matter.'),
  decideService: term('决定', 'Decide', 'Granted; or refused, with the reason and the remedy.'),
  deliverService: term('送达', 'Deliver', 'The decision or its result to the applicant.'),
  judgeService: term('好差评', 'Judge a service', 'What the applicant says, one to five: to nobody who handled it.'),
  rectifyService: term(
    '差评整改',
    'Rectify',
    'Whether who applied was reached about a bad judgement, and what was put right or explained.',
  ),
  withdrawService: term('撤回申请', 'Withdraw', 'At the applicant’s wish, where they applied, until it is decided.'),
} as const;
