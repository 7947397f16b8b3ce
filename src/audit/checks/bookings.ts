import type { CaseState } from '../../domain/case/lifecycle.js';
import type { EnforcementDispatch } from '../../domain/enforcement/dispatch.js';
import { kindOf } from '../../domain/number.js';
import type { Finding } from '../findings.js';
import type { BookingEntry, CaseRecord } from '../record.js';

/** Holds who is booked against who the events say is in the crew: everybody for its time, and nobody else. */
export function checkBookings({ bookings, inbox, view }: CaseRecord, state: CaseState): Finding[] {
  if (kindOf(state.case) !== 'enforcement_dispatch' || (view !== undefined && view['version'] !== state.seq)) return [];
  const undecided = new Set(inbox.filter(({ outcome }) => outcome === null).map(({ command_id }) => command_id));
  const expected = new Map(wanted(state as EnforcementDispatch).map((one) => [keyOf(one), one.officer]));
  const found = new Set(bookings.map(nameOf));
  const missing = [...expected].filter(([key]) => !found.has(key)).map(([, officer]) => officer);
  const extra = bookings.filter((one) => !expected.has(nameOf(one)) && !undecided.has(one.command));
  return [
    ...missing.map((officer): Finding => ({ code: 'booking_missing', params: { officer } })),
    ...extra.map(({ officer }): Finding => ({ code: 'booking_extra', params: { officer } })),
  ];
}

interface Wanted {
  officer: string;
  from: string;
  until: string;
}

function wanted({ ended, crew, booking }: EnforcementDispatch): readonly Wanted[] {
  if (ended === 'yes') return [];
  return crew.filter(({ step }) => step !== 'released').map(({ officer }) => ({ officer, ...booking }));
}

const keyOf = ({ officer, from, until }: Wanted): string => [officer, from, until].join(' ');
const nameOf = ({ officer, from, until }: BookingEntry): string =>
  keyOf({ officer, from: from.toISOString(), until: until.toISOString() });
