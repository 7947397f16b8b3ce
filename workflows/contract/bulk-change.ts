/** The workflow's type, as operators read it in Temporal's own UI. */
export const BULK_CHANGE = 'bulkChange';

/** A change whose requests are to be given their commands. */
export interface BulkChangeStart {
  job: string;
}

/** One job runs once, however often it is started. */
export function bulkChangeWorkflowId({ job }: BulkChangeStart): string {
  return `job:${job}`;
}
