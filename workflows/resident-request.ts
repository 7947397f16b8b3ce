import { openCaseFile, type CaseFile } from './case-file.js';
import { REQUEST_LIFECYCLE } from '../src/domain/request/lifecycle.js';
import type { ResidentRequest } from '../src/domain/request/state.js';
import type { Stage } from '../src/domain/vocabulary.js';
import type { CarriedOver, RequestEnd, Submitted } from './contract/resident-request.js';

/**
 * 群众诉求 — 综合受理 — 系统派单 — 矛盾调处 — 跟踪反馈 — 监督评价
 *
 * One resident's request, from the moment it was received until it can no longer be reopened. What people decide arrives
 * in the case file; each stage waits until it has been left, while its clocks run. A request may go back — an objection,
 * a failed review, a rework, a reopening — and then passes the stages again.
 */
export async function residentRequest(input: Submitted | CarriedOver): Promise<RequestEnd> {
  const file: RequestFile = openCaseFile(REQUEST_LIFECYCLE, input);
  do {
    await intake(file);
    await dispatch(file);
    await settlement(file);
    await followUp(file);
    await judgement(file);
  } while (isOpen(file) || (await wasReopened(file)));
  const version = await file.close();
  const { position, outcome } = file.state();
  return { state: position, version, ...(outcome !== undefined && { outcome }) };
}

type RequestFile = CaseFile<ResidentRequest>;

/** 综合受理: accepted, answered at once, declined, or asked back for information. */
const intake = leaving('intake');

/** 系统派单: sent to the unit that is responsible, and signed for; an objection is ruled on. */
const dispatch = leaving('dispatch');

/** 矛盾调处: handled by the lead unit; whistled for, mediated or brought to a meeting where it is hard. */
const settlement = leaving('settlement');

/** 跟踪反馈: reviewed, replied to, called back; reworked where the resident was not content. */
const followUp = leaving('follow_up');

/** 监督评价: the resident's own judgement, or the end of the time for it. */
const judgement = leaving('judgement');

function leaving(stage: Stage): (file: RequestFile) => Promise<void> {
  return (file) => file.until((request) => request.stage !== stage);
}

function isOpen(file: RequestFile): boolean {
  return file.state().stage !== 'ended';
}

/** What has ended can be reopened until the window for it closes; then it is at rest. */
async function wasReopened(file: RequestFile): Promise<boolean> {
  await file.until((request) => request.stage !== 'ended' || request.ended === 'yes');
  return isOpen(file);
}
