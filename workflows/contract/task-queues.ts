/** One queue per kind of worker. */
export const RESIDENT_REQUESTS = 'resident-requests';
