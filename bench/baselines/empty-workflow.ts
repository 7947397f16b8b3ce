import { condition } from '@temporalio/workflow';

/** A workflow without a handler, a timer or an end: what a bare start costs. */
export async function waiting(): Promise<void> {
  await condition(() => false);
}
