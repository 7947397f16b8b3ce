import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import { MEDIATION_LIFECYCLE } from '../src/domain/mediation/lifecycle.js';
import type { Mediation, MediationEvent } from '../src/domain/mediation/mediation.js';
import type { MediationState } from '../src/domain/mediation/vocabulary.js';
import type { ProceedingTerms } from '../src/domain/policy.js';

/**
 * 调解 — 征求同意 — 调解 — 达成协议或终止
 *
 * One dispute: every side consents, mediators bring them together within thirty days, and it ends with an agreement, with
 * one clear refusal, or with the other ways told.
 */
export async function mediation(
  input: Opening<MediationEvent> | CarriedOver<Mediation, MediationEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: MediationFile = openCaseFile(MEDIATION_LIFECYCLE, input);
  await consent(file);
  await bringingTogether(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type MediationFile = CaseFile<Mediation>;

const OPEN: readonly MediationState[] = ['awaiting_consent', 'awaiting_mediator', 'mediating', 'signing', 'suspended'];

/** 自愿: one side that does not consent in time ends it, and so does one that says no. */
const consent = leaving('awaiting_consent');

/** 调解: sessions, a draft, signatures; until there is an agreement or none is to be had. */
const bringingTogether = leaving(...OPEN);

function leaving(...states: readonly MediationState[]): (file: MediationFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
