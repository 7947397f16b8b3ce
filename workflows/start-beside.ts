import { startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { workflowTypeOf, type OpenedCase } from './contract/case.js';
import { DISTRICT_CODE } from './contract/search-attributes.js';

/** Starts a case that is on record as a child that outlives this one. Whoever delivers its opening may have started it before. */
export async function startBeside({ case: workflowId, district, startedBy, opening }: OpenedCase): Promise<void> {
  try {
    await startChild(workflowTypeOf(workflowId), {
      workflowId,
      args: [opening],
      parentClosePolicy: 'ABANDON',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      memo: { startedBy },
      typedSearchAttributes: [{ key: DISTRICT_CODE, value: district }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
