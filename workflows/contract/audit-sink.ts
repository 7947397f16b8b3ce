import type { Sinks } from '@temporalio/workflow';
import type { CaseEvent } from '../../src/domain/case/lifecycle.js';

/** Every event as it is decided. A live worker does not listen; the auditor does, while replaying. */
export interface AuditSinks extends Sinks {
  audit: { emit(event: CaseEvent): void };
}
