import { createHmac } from 'node:crypto';
import type { VaultRef } from '../../domain/envelope.js';
import { openContact, type Keys } from '../../store/vault.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, VaultEntry } from '../record.js';

/**
 * Holds what the vault still has against the commitments in the events. What was erased is no finding: histories, chain
 * and archives hold without it. Contacts can only be opened with the keys.
 */
export function checkVault({ caseId, vault }: CaseRecord, { events }: Derived, keys?: Keys): Finding[] {
  return events.flatMap((event) =>
    refsIn(event.body).flatMap((ref): Finding[] => {
      const entry = vault.get(ref.ref);
      const params = { ref: ref.ref };
      if (entry === undefined) return [{ code: 'vault_row_missing', seq: event.seq, params }];
      const findings: Finding[] = [];
      if (entry.case_id !== caseId) findings.push({ code: 'vault_row_elsewhere', seq: event.seq, params });
      if (entry.commitment !== ref.commitment)
        findings.push({ code: 'vault_commitment_changed', seq: event.seq, params });
      if (!keeps(entry, ref, keys)) findings.push({ code: 'vault_text_changed', seq: event.seq, params });
      return findings;
    }),
  );
}

function keeps(
  { salt, text, sealed, key_id: keyId, ref: id }: VaultEntry,
  { commitment }: VaultRef,
  keys?: Keys,
): boolean {
  if (salt === null) return text === null && sealed === null;
  if (text !== null) return commit(salt, text) === commitment;
  if (sealed === null || keyId === null || keys === undefined) return true;
  try {
    return commit(salt, JSON.stringify(openContact(keys, { ref: id, keyId, sealed }))) === commitment;
  } catch {
    return false;
  }
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
