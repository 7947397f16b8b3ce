/** Who plays at the centre of a district; units and places are named where they are needed. */
export interface Cast {
  clerk: string;
  dispatcher: string;
  shiftLeader: string;
  reviewer: string;
  callBack: string;
  supervisor: string;
  auditor: string;
}

/** The demo accounts of data/haibowan. */
export const HAIBOWAN = {
  clerk: 'clerk-1',
  dispatcher: 'dispatcher-1',
  shiftLeader: 'shift-leader-1',
  reviewer: 'reviewer-1',
  callBack: 'call-back-1',
  supervisor: 'supervisor-1',
  auditor: 'auditor-1',
} as const satisfies Cast;

/** Those of data/fast-clocks. */
export const FAST_CLOCKS = {
  clerk: 'swift.clerk',
  dispatcher: 'swift.dispatcher',
  shiftLeader: 'swift.shift-leader',
  reviewer: 'swift.reviewer',
  callBack: 'swift.call-back',
  supervisor: 'swift.supervisor',
  auditor: 'swift.auditor',
} as const satisfies Cast;
