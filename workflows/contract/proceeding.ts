/** How a proceeding ended, as Temporal shows it. */
export interface ProceedingEnd {
  state: string;
  version: number;
}
