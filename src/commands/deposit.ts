import type { VaultRef } from '../domain/envelope.js';
import { contactEntry, textEntry, type Contact, type ContactEntry, type Keys, type TextEntry } from '../store/vault.js';

/** What goes into the vault with a command. */
export interface Depositing {
  readonly texts: readonly TextEntry[];
  readonly contacts: readonly ContactEntry[];
  readonly text: (purpose: string, text: string) => VaultRef;
  readonly contact: (contact: Contact) => VaultRef;
}

/** Takes texts and contacts for the vault, and gives what the event holds of them. */
export function openDeposit(keys: Keys): Depositing {
  const texts: TextEntry[] = [];
  const contacts: ContactEntry[] = [];
  return {
    texts,
    contacts,
    text(purpose, text) {
      const entry = textEntry(purpose, text);
      texts.push(entry);
      return entry.ref;
    },
    contact(contact) {
      const entry = contactEntry(keys, contact);
      contacts.push(entry);
      return entry.ref;
    },
  };
}
