import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import { PERFORMANCE_LIFECYCLE } from '../src/domain/performance/lifecycle.js';
import type { Performance, PerformanceEvent } from '../src/domain/performance/performance.js';
import type { ProceedingTerms } from '../src/domain/policy.js';

/**
 * 履行 — 提醒 — 督促 — 司法确认 — 履行完毕或另寻救济
 *
 * One agreement: each term by its day, with reminders before it, what can be done after it, and the court's confirmation
 * where all ask for it together.
 */
export async function performanceOfAgreement(
  input: Opening<PerformanceEvent> | CarriedOver<Performance, PerformanceEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: CaseFile<Performance> = openCaseFile(PERFORMANCE_LIFECYCLE, input);
  await file.until(({ ended }) => ended === 'yes');
  const version = await file.close();
  return { state: file.state().state, version };
}
