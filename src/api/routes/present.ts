import { endingDetail, endingGuide, endingText, type Ending } from '../../domain/request/ending.js';
import type { RequestCommandName } from '../../domain/request/commands.js';
import type { Clock } from '../../domain/case/clock.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import { REQUEST_CATALOGUE } from '../../commands/catalogue.js';
import { allowedCommands } from '../../domain/request/decide/index.js';
import { localDay } from '../../domain/calendar.js';
import { maskName, maskPhone } from '../../domain/masks.js';
import { nameOn } from '../../domain/network/coverage.js';
import type { Principal } from '../../store/accounts.js';
import type { Directory } from '../../store/directory.js';
import type { Contact } from '../../store/vault.js';
import { viewOf } from '../../store/view.js';
import type { Language } from '../problems.js';
import { isKeptFrom } from '../confidence.js';
import { roleOn } from '../target.js';
import type { RequestSummary } from '../../store/queries/list-requests.js';

/** How a state looks in a list. */
export function summaryOf(state: ResidentRequest): RequestSummary {
  const view = viewOf(state);
  return {
    number: view.number,
    version: view.version,
    stage: view.stage,
    state: view.state,
    outcome: view.outcome,
    kind: view.kind,
    channel: view.channel,
    urgency: view.urgency,
    category: view.category_code,
    provenance: view.provenance,
    subdistrict: view.subdistrict,
    community: view.community,
    leadUnit: view.lead_unit,
    receivedAt: view.received_at,
    occurredAt: view.occurred_at,
    nextDueAt: view.next_due_at,
    nextDueClock: view.next_due_clock,
    overdueSince: view.overdue_since,
    tags: [...view.tags],
    duplicateOf: view.duplicate_of,
    mergedInto: view.merged_into,
    callers: view.callers,
  };
}

/** A clock as read from outside. */
export function clockOf(clock: Clock) {
  const { clock: name, n, unit, limit, from, at, lastDay, provisional, status, stoppedAt, breachedAt } = clock;
  return {
    clock: name,
    n,
    limit,
    from,
    dueAt: at,
    provisional: provisional === 'yes',
    status,
    ...(unit !== undefined && { unit }),
    ...(lastDay !== undefined && { lastDay }),
    ...(stoppedAt !== undefined && { stoppedAt }),
    ...(breachedAt !== undefined && { breachedAt }),
  };
}

/** 责任链: whom it was given to at its receipt, with what they are called now; the narrowest first. */
export function responsibleIn({ network }: Directory, { received }: ResidentRequest) {
  return (received.responsible ?? []).map(({ level, organisation }) => ({
    level,
    organisation,
    name: nameOn(network, organisation, localDay(new Date().toISOString())) ?? null,
  }));
}

/** Why it ended, in the caller's language; the words are those of the vault, null where they were erased or none were said. */
export function endingOf(ending: Ending, texts: Readonly<Record<string, string | null>>, language: Language) {
  const detail = endingDetail(ending);
  return {
    at: ending.at,
    text: endingText(ending, language),
    detail: detail === undefined ? null : (texts[detail.ref] ?? null),
    ...Object.fromEntries(
      Object.entries(endingGuide(ending)).map(([name, { ref }]) => [name, texts[ref] ?? undefined]),
    ),
  };
}

/** The commands the position takes and the caller's roles allow. */
export function allowedFor(state: ResidentRequest, principal: Principal): string[] {
  const routed = new Set<string>(REQUEST_CATALOGUE.map((row) => row.name));
  const offered = offeredTo(principal, state);
  return allowedCommands(state).filter((name) => routed.has(name) && offered(name));
}

/** Whether the caller's roles allow a command on this request. */
export function offeredTo(principal: Principal, state: ResidentRequest): (name: string) => boolean {
  return (name) => roleOn(principal, name as RequestCommandName, state) !== undefined;
}

/**
 * A contact as the caller may see it. Masked for everybody (unmasking is an act of its own); hidden from units when the
 * resident asked for confidence (practice §3).
 */
export function maskedContact(contact: Contact, state: ResidentRequest, principal: Principal): Contact {
  if (isKeptFrom(principal, state)) return {};
  return {
    ...maskedPerson(contact),
    ...(contact.proxy && { proxy: maskedPerson(contact.proxy) }),
  };
}

function maskedPerson({ name, phone }: Pick<Contact, 'name' | 'phone'>): Pick<Contact, 'name' | 'phone'> {
  return {
    ...(name !== undefined && { name: maskName(name) }),
    ...(phone !== undefined && { phone: maskPhone(phone) }),
  };
}
