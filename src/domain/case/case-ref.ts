/** A case, by the id of its workflow and the number that people read. */
export interface CaseRef {
  case: string;
  number: string;
}

/** A case that another brings about. `body` is what its procedure opens it with. */
export interface NewCase {
  case: string;
  body: unknown;
}
