import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import type { ProceedingTerms } from '../src/domain/policy.js';
import { REPORT_LIFECYCLE } from '../src/domain/report/lifecycle.js';
import type { Report, ReportEvent } from '../src/domain/report/report.js';
import type { ReportState } from '../src/domain/vocabulary.js';

/**
 * 部门报到 — 签收 — 到场 — 处置 — 放行 — 评价
 *
 * What one department owes of a whistle: it signs for it, comes, does its part, stays until it is let go, and says whether
 * it was called for a reason.
 */
export async function departmentReport(
  input: Opening<ReportEvent> | CarriedOver<Report, ReportEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: ReportFile = openCaseFile(REPORT_LIFECYCLE, input);
  await arrival(file);
  await work(file);
  await opinion(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type ReportFile = CaseFile<Report>;

/** 签收、到场: within the limits of its kind; lateness climbs. Who has explained its absence may still come. */
const arrival = leaving('awaiting_sign_for', 'signed_for', 'absent');

/** 处置: it gives its result, and goes only when it is let go. */
const work = leaving('on_site', 'result_given');

/** 评价: whether the whistle was justified. */
const opinion = leaving('released');

function leaving(...steps: readonly ReportState[]): (file: ReportFile) => Promise<void> {
  return (file) => file.until(({ step }) => !steps.includes(step));
}
