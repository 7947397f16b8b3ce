/** The queues of a deployment, one for each kind of work: nobody in one waits for what is in another. */
export interface TaskQueues {
  /** Resident requests, what is recorded of them, duty rings, jobs. */
  requests: string;
  /** What subscribers outside are told; they may be as slow as they like. */
  deliveries: string;
}

export const RESIDENT_REQUESTS = 'resident-requests';

/** Derived from one name, so that whoever starts work and whoever polls for it cannot be configured apart. */
export function taskQueuesOf(requests: string): TaskQueues {
  return { requests, deliveries: `${requests}-webhook-deliveries` };
}
