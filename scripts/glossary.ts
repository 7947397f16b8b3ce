/**
 * npm run glossary        fails when docs/glossary.md differs from what src/domain/glossary.ts says
 * npm run glossary:write  writes its tables
 */
import { GLOSSARY, type Term } from '../src/domain/glossary.js';
import { keepWritten, tableOf } from './written-part.js';

function table(terms: Readonly<Record<string, Term>>): string {
  const rows = Object.entries(terms).map(([word, { zh, en, meaning }]) => [`\`${word}\``, zh, en, meaning]);
  return tableOf(['word', '中文', 'English', 'meaning'], rows);
}

const written = GLOSSARY.map(({ heading, terms }) => `## ${heading}\n\n${table(terms)}\n`).join('\n');
await keepWritten('glossary.md', 'glossary:write', written);
