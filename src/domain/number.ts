import { localDay } from './calendar.js';

/**
 * How a case is called. Its id, the workflow's, begins with its kind: `request:150302:2026-000123`. People and URLs name it
 * by its number, which begins with the letter of its kind; a request's has none: `150302-2026-000123`, `W150302-2026-000007`.
 * A department's report has its whistle's number and its own code behind it, the performance of an agreement that of the
 * mediation and the agreement's: `P150302-2026-000007-a1`.
 */
const LETTERS = {
  request: '',
  whistle: 'W',
  whistle_report: 'W',
  mediation: 'M',
  performance: 'P',
  agenda_item: 'A',
  joint_meeting: 'J',
  enforcement_dispatch: 'D',
  service_request: 'S',
} as const;
export type CaseKind = keyof typeof LETTERS;

/** Kinds whose numbers are another case's, with a code behind it; an item that is raised keeps its own, with the level behind. */
const PARTS: { readonly [Whole in CaseKind]?: CaseKind } = {
  whistle: 'whistle_report',
  performance: 'performance',
  agenda_item: 'agenda_item',
};

const NUMBER = /^([A-Z]?)(\d{6})-(\d{4}-\d{6,})(?:-([a-z][\w-]*))?$/;
const KIND = /^([a-z_]+):/;

/** `150302-2026-000123` from its parts; the year is that of receipt at +08:00. Gaps are allowed, repeats are not. */
export function caseNumber(kind: CaseKind, district: string, receivedAt: string, ordinal: number): string {
  return `${LETTERS[kind]}${district}-${localDay(receivedAt).slice(0, 4)}-${String(ordinal).padStart(6, '0')}`;
}

/** The number of a request. */
export function requestNumber(district: string, receivedAt: string, ordinal: number): string {
  return caseNumber('request', district, receivedAt, ordinal);
}

export const REQUEST_NUMBER_PATTERN = /^(\d{6})-(\d{4}-\d{6,})$/;

/** The workflow id of a case's number. Throws RangeError on anything else. */
export function caseIdOf(number: string): string {
  const caseId = caseOf(number);
  if (caseId === undefined) throw new RangeError(`not a number: ${number}`);
  return caseId;
}

/** The same of what somebody says is a number, of a kind if one is asked for; undefined where it is not. */
export function caseOf(number: string, of?: CaseKind): string | undefined {
  const [, letter, district, ordinal, part] = NUMBER.exec(number) ?? [];
  const kinds = Object.keys(LETTERS) as CaseKind[];
  const whole = kinds.find((kind) => LETTERS[kind] === letter);
  const kind = whole && (part === undefined ? whole : PARTS[whole]);
  if (kind === undefined || (of !== undefined && kind !== of)) return undefined;
  return `${kind}:${district ?? ''}:${ordinal ?? ''}${part === undefined ? '' : `-${part}`}`;
}

/** The number of a case by its workflow id: `request:150302:2026-000123` is `150302-2026-000123`. RangeError as `kindOf`. */
export function numberOf(caseId: string): string {
  const kind = kindOf(caseId);
  const [, district = '', ordinal = ''] = caseId.split(':');
  return `${LETTERS[kind]}${district}-${ordinal}`;
}

/** The workflow id of a request number: `request:150302:2026-000123`. Throws RangeError on anything else. */
export function requestId(number: string): string {
  if (!REQUEST_NUMBER_PATTERN.test(number)) throw new RangeError(`not a request number: ${number}`);
  return caseIdOf(number);
}

/** What kind of case an id is that of. Throws RangeError on anything else. */
export function kindOf(caseId: string): CaseKind {
  const kind = KIND.exec(caseId)?.[1];
  if (kind === undefined || !(kind in LETTERS)) throw new RangeError(`not a case: ${caseId}`);
  return kind as CaseKind;
}
