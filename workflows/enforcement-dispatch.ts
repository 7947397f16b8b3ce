import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import type { EnforcementDispatch, EnforcementEvent } from '../src/domain/enforcement/dispatch.js';
import { ENFORCEMENT_LIFECYCLE } from '../src/domain/enforcement/lifecycle.js';
import type { EnforcementState } from '../src/domain/enforcement/vocabulary.js';
import type { ProceedingTerms } from '../src/domain/policy.js';

/**
 * 综合执法派遣 — 派遣 — 到场处置 — 复查办结
 *
 * One crew of officers of several units: their time was booked with the opening; they come, find, take measures by their own
 * bureaux' powers, look again on the day that was named, and the dispatcher concludes it.
 */
export async function enforcementDispatch(
  input: Opening<EnforcementEvent> | CarriedOver<EnforcementDispatch, EnforcementEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: DispatchFile = openCaseFile(ENFORCEMENT_LIFECYCLE, input);
  await arrival(file);
  await enforcement(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type DispatchFile = CaseFile<EnforcementDispatch>;

/** 派遣: until somebody of the crew is on site, or nobody is to come. */
const arrival = leaving('dispatched');

/** 到场处置、复查: until the dispatcher concludes it, when no order to correct is open. */
const enforcement = leaving('on_site', 'correcting');

function leaving(...states: readonly EnforcementState[]): (file: DispatchFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
