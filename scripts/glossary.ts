/**
 * npm run glossary        fails when docs/glossary.md differs from what src/domain/glossary.ts says
 * npm run glossary:write  writes its tables; the text above the mark is written by hand
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GLOSSARY, type Term } from '../src/domain/glossary.js';
import { projectRoot } from '../src/project-root.js';

const MARK = '<!-- From here on written by `npm run glossary:write`. -->';
const file = join(projectRoot(), 'docs', 'glossary.md');

function table(terms: Readonly<Record<string, Term>>): string {
  const rows = Object.entries(terms).map(([word, { zh, en, meaning }]) => [`\`${word}\``, zh, en, meaning]);
  return [['word', '中文', 'English', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const text = await readFile(file, 'utf8');
const [byHand] = text.split(MARK);
const written = GLOSSARY.map(({ heading, terms }) => `## ${heading}\n\n${table(terms)}\n`).join('\n');
const whole = `${byHand ?? ''}${MARK}\n\n${written}`;

if (process.argv.includes('--write')) {
  await writeFile(file, whole);
} else if (text !== whole) {
  console.error('docs/glossary.md does not say what src/domain/glossary.ts does: npm run glossary:write');
  process.exitCode = 1;
}
