/** Where the baselines' workers listen. */
export const EMPTY_QUEUE = 'bench-empty';
export const SAMPLES_QUEUE = 'bench-samples';
