import { describe, expect, it } from '@jest/globals';
import { blindIndex, contactEntry, deriveKeys, fingerprint, openContact, textEntry } from '../../src/store/vault.js';

const SECRET = Buffer.alloc(32, 1);
const keys = deriveKeys(SECRET, 'k1');
const contact = { name: '演示·居民甲', phone: '13000000001' };

function sealed() {
  const { ref, sealed: bytes, keyId } = contactEntry(keys, contact);
  return { ref: ref.ref, keyId, sealed: bytes };
}

describe('a sealed contact', () => {
  it('is opened by the keys it was sealed with, and holds nothing in clear', () => {
    const row = sealed();
    expect(openContact(keys, row)).toEqual(contact);
    expect(row.sealed.toString('latin1')).not.toContain(contact.phone);
    expect(row.sealed.toString('utf8')).not.toContain('居民');
  });

  it('stays readable when another key has come into force', () => {
    const later = deriveKeys(SECRET, 'k2');
    expect(openContact(later, sealed())).toEqual(contact);
    expect(contactEntry(later, contact).keyId).toBe('k2');
  });

  it('opens for no other secret, no other key, no other row, and not with a bit changed', () => {
    const row = sealed();
    const flipped = Buffer.from(row.sealed);
    flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40);
    for (const [with_, wrong] of [
      [deriveKeys(Buffer.alloc(32, 2), 'k1'), row],
      [keys, { ...row, keyId: 'k2' }],
      [keys, { ...row, ref: sealed().ref }],
      [keys, { ...row, sealed: flipped }],
    ] as const) {
      expect(() => openContact(with_, wrong)).toThrow();
    }
  });

  it('looks different each time', () => {
    expect(sealed().sealed.equals(sealed().sealed)).toBe(false);
  });
});

describe('what stands outside the vault', () => {
  it('finds a caller by any way of writing the number, and gives it away to nobody without the key', () => {
    const index = blindIndex(keys, '130 0000 0001');
    expect(blindIndex(keys, '130-0000-0001').equals(index)).toBe(true);
    for (const written of ['+86 130 0000 0001', '0086-13000000001', '8613000000001'])
      expect(blindIndex(keys, written).equals(index)).toBe(true);
    expect(blindIndex(keys, '130 0000 0002').equals(index)).toBe(false);
    expect(blindIndex(deriveKeys(Buffer.alloc(32, 2), 'k1'), '13000000001').equals(index)).toBe(false);
    // The index outlives the contact key, or a caller of last year would not be found.
    expect(blindIndex(deriveKeys(SECRET, 'k2'), '13000000001').equals(index)).toBe(true);
  });

  it('commits to a text without saying the same of the same text twice', () => {
    const [one, two] = [textEntry('request', '演示'), textEntry('request', '演示')];
    expect(one.ref.commitment).toMatch(/^[0-9a-f]{64}$/);
    expect(one.ref.commitment).not.toBe(two.ref.commitment);
  });

  it('tells a repeat from another request', () => {
    expect(fingerprint(keys, 'a').equals(fingerprint(keys, 'a'))).toBe(true);
    expect(fingerprint(keys, 'a').equals(fingerprint(keys, 'b'))).toBe(false);
  });
});
