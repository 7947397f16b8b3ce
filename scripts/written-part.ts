import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../src/project-root.js';

/**
 * Keeps the part of a document below its mark as the code has it; what stands above is written by hand. With `--write` it
 * writes it, otherwise it fails when the two differ, naming the command that mends it.
 */
export async function keepWritten(document: string, command: string, written: string): Promise<void> {
  const mark = `<!-- From here on written by \`npm run ${command}\`. -->`;
  const file = join(projectRoot(), 'docs', document);
  const text = await readFile(file, 'utf8');
  const [byHand = ''] = text.split(mark);
  const whole = `${byHand}${mark}\n\n${written}`;
  if (process.argv.includes('--write')) {
    await writeFile(file, whole);
  } else if (text !== whole) {
    console.error(`docs/${document} does not say what the code does: npm run ${command}`);
    process.exitCode = 1;
  }
}

/** A table in Markdown. */
export function tableOf(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
