import { createHmac } from 'node:crypto';
import type { VaultRef } from '../../domain/envelope.js';
import type { RequestEvent } from '../../domain/request/events.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import { isSecret } from '../../store/erasure.js';
import { isRequest } from '../../store/view.js';
import { blindIndex, openContact, type Contact, type Keys } from '../../store/vault.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, InboxEntry, VaultEntry } from '../record.js';

/**
 * Holds what the vault still has against the commitments in the events. What was erased for a reason on record is no
 * finding: histories, chain and archives hold without it. Contacts can only be opened with the keys.
 */
export function checkVault(
  { caseId, vault, inbox, view }: CaseRecord,
  { events, state }: Derived,
  keys?: Keys,
): Finding[] {
  const told = events.flatMap(({ seq, body }) => refsIn(body).map((ref) => ({ ref, at: { seq } })));
  const known = new Set(told.map(({ ref }) => ref.ref));
  // What was said with a refused command stands in no event.
  const refused = inbox.flatMap((entry) => refsIn(ownWords(entry)).filter(({ ref }) => !known.has(ref)));
  return [...told, ...refused.map((ref) => ({ ref, at: { seq: undefined } }))]
    .flatMap(({ ref, at }): Finding[] => {
      const entry = vault.get(ref.ref);
      const about = { ...(at.seq !== undefined && { seq: at.seq }), params: { ref: ref.ref } };
      if (entry === undefined || isErased(entry)) {
        const isFounded = entry?.case_id === caseId && mayBeErased(ref, at.seq, events);
        return isFounded ? [] : [{ code: 'vault_erasure_unfounded', ...about }];
      }
      const findings: Finding[] = [];
      if (entry.case_id !== caseId) findings.push({ code: 'vault_row_elsewhere', ...about });
      if (entry.commitment !== ref.commitment) findings.push({ code: 'vault_commitment_changed', ...about });
      if (!keeps(entry, ref, keys)) findings.push({ code: 'vault_text_changed', ...about });
      return findings;
    })
    .concat(keys && isRequest(state) ? checkCallerIndex(vault, view, state, keys) : []);
}

/** Erasing takes both. */
const isErased = ({ salt, text, sealed }: VaultEntry): boolean => salt === null && text === null && sealed === null;

/** 涉密: a decline as a secret erases whatever was said; a correction that says so, the words of the matter before it. */
function mayBeErased({ ref }: VaultRef, toldAt: number | undefined, events: readonly RequestEvent[]): boolean {
  return events.some((event) => {
    if (isSecret(event)) return !JSON.stringify(event.body).includes(ref);
    if (event.type !== 'corrected' || event.body.erases !== 'yes' || toldAt === undefined) return false;
    const before = events.filter(({ seq }) => seq < event.seq);
    return before.some(({ type, body }) => {
      if (type !== 'received' && type !== 'corrected') return false;
      const words = [body.text, body.place?.address, type === 'received' ? body.summary : undefined];
      return words.some((one) => one?.ref === ref);
    });
  });
}

/**
 * What was said of this case: the parts of a split, and what a command has opened, are told, and held against the vault,
 * under their own numbers.
 */
function ownWords({ body, outcome }: InboxEntry): unknown {
  if (outcome?.refusal !== undefined || typeof body !== 'object' || body === null) return body;
  const { parts: _parts, opens: _opens, ...own } = body as { parts?: unknown; opens?: unknown };
  return own;
}

/** The blind index finds a caller's other requests: it must be that of the phone in the vault. */
function checkCallerIndex(
  vault: CaseRecord['vault'],
  view: CaseRecord['view'],
  { received }: ResidentRequest,
  keys: Keys,
): Finding[] {
  const ref = received.contact?.ref;
  const entry = ref === undefined ? undefined : vault.get(ref);
  if (view === undefined || (entry !== undefined && entry.sealed === null)) return [];
  const found = view['requester_index'] as Buffer | null;
  const phone = entry && opened(entry, keys)?.phone;
  const isSame = phone === undefined ? found === null : found?.equals(blindIndex(keys, phone)) === true;
  return isSame ? [] : [{ code: 'caller_index_changed', seq: 1 }];
}

function opened({ ref, sealed, key_id: keyId }: VaultEntry, keys: Keys): Contact | undefined {
  try {
    return sealed === null || keyId === null ? undefined : openContact(keys, { ref, keyId, sealed });
  } catch {
    return undefined;
  }
}

function keeps(entry: VaultEntry, { commitment }: VaultRef, keys?: Keys): boolean {
  const { salt, text, sealed } = entry;
  // Content without its salt, or a salt without content, is somebody else's doing.
  if (salt === null || (text === null && sealed === null)) return false;
  if (text !== null) return commit(salt, text) === commitment;
  if (keys === undefined) return true;
  const contact = opened(entry, keys);
  return contact !== undefined && commit(salt, JSON.stringify(contact)) === commitment;
}

function commit(salt: Buffer, text: string): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}

function refsIn(value: unknown): VaultRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const { ref, commitment } = value as Partial<Record<string, unknown>>;
  if (typeof ref === 'string' && typeof commitment === 'string') return [{ ref, commitment }];
  return Object.values(value).flatMap(refsIn);
}
