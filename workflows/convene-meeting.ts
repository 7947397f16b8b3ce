import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { proxyActivities, startChild } from '@temporalio/workflow';
import type { MeetingActivities } from '../activities/index.js';
import { workflowTypeOf } from './contract/case.js';
import type { ConveneStart } from './contract/convene-meeting.js';
import { DISTRICT_CODE } from './contract/search-attributes.js';

// A regular sitting is convened, however long the database is away; whoever comes too late for one convenes the next.
const convening = proxyActivities<MeetingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** 召集例会: a schedule starts it a week before; the day is moved off holidays, and is convened once. */
export async function conveneMeeting(start: ConveneStart): Promise<string | undefined> {
  const meeting = await convening.conveneRegular(start);
  if (meeting === undefined) return undefined;
  const { case: workflowId, district, startedBy, opening } = meeting;
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
  return workflowId;
}
