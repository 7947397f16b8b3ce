import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import type { ProceedingTerms } from '../src/domain/policy.js';
import { SERVICE_LIFECYCLE } from '../src/domain/service/lifecycle.js';
import type { ServiceEvent, ServiceRequest } from '../src/domain/service/service.js';
import type { ServiceState } from '../src/domain/service/vocabulary.js';

/**
 * 办事 — 收件审查 — 办理 — 送达评价 — 差评整改
 *
 * One application: what is missing is told once and completely, the promised limit runs from acceptance, the steps are done one
 * by one, it is decided, and its result is with who applied; what they judge badly is put right.
 */
export async function serviceRequest(
  input: Opening<ServiceEvent> | CarriedOver<ServiceRequest, ServiceEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: ServiceFile = openCaseFile(SERVICE_LIFECYCLE, input);
  await acceptance(file);
  await handling(file);
  await delivery(file);
  await rectification(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type ServiceFile = CaseFile<ServiceRequest>;

/** 收件审查: until everything is there and it is accepted, or counts as accepted since nobody said anything in time. */
const acceptance = leaving('received', 'awaiting_materials');

/** 办理: step by step to the decision, within the promised limit. */
const handling = leaving('accepted');

/** 送达、评价: until who applied has the result and has said how it went, or the time for that is over. */
const delivery = leaving('decided', 'delivered');

/** 差评整改: of what was judged badly, until the unit has called back and put it right. */
const rectification = leaving('rectifying');

function leaving(...states: readonly ServiceState[]): (file: ServiceFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
