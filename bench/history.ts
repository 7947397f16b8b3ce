import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/** How many events a running workflow's history has when no task and no activity is under way. */
export async function lengthWhenQuiet(client: Client, workflowId: string): Promise<number> {
  const handle = client.workflow.getHandle(workflowId);
  for (;;) {
    const { raw } = await handle.describe();
    if ((raw.pendingWorkflowTask ?? undefined) === undefined && raw.pendingActivities?.length === 0) {
      return (await handle.fetchHistory()).events?.length ?? 0;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
