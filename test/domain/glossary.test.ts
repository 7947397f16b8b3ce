import { describe, expect, it } from '@jest/globals';
import { GLOSSARY } from '../../src/domain/glossary.js';

describe.each(GLOSSARY.map((list) => [list.heading, list.terms] as const))('the glossary of %s', (_heading, terms) => {
  const all = Object.values(terms);

  it('gives each word one term in each language, and no two words the same', () => {
    for (const language of ['zh', 'en'] as const) {
      const named = all.map((term) => term[language]);
      expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
    }
  });

  it('is in Chinese characters, in English letters, and says what it means in a sentence', () => {
    for (const { zh, en, meaning } of all) {
      expect(zh).toMatch(/^(1\d\d )?[\p{Script=Han}()、]+$/u);
      expect(en).toMatch(/^[\p{Script=Latin}’ -]+( 1\d\d)?$/u);
      expect(meaning).toMatch(/^[A-Z1].*\.$/);
      // It stands in a table.
      expect(meaning).not.toContain('|');
    }
  });
});
