import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { calendarCommand } from '../../src/cli/calendar.js';
import { calendarImportCommand, policyCommand, unitCommand } from '../../src/cli/changes.js';
import { administratorCommand, districtCommand, prepareCommand } from '../../src/cli/deployment.js';
import { abusesCommand, figuresCommand } from '../../src/cli/figures.js';
import { importCommand } from '../../src/cli/import.js';
import { networkCommand } from '../../src/cli/network.js';
import { verifyCommand } from '../../src/cli/verify.js';

/** None of them gets so far. */
const never = (): never => {
  throw new Error('help opens nothing');
};

const COMMANDS: readonly Command[] = [
  ...[calendarCommand().addCommand(calendarImportCommand(never)), importCommand(never), verifyCommand(never)],
  ...[figuresCommand(never), abusesCommand(never), networkCommand(never), policyCommand(never), unitCommand(never)],
  ...[prepareCommand(never), districtCommand(never), administratorCommand(never)],
];

/** A command and those below it, each with the path by which it is called. */
function all(command: Command, above = ''): (readonly [string, Command])[] {
  const path = `${above} ${command.name()}`.trim();
  return [[path, command], ...command.commands.flatMap((one) => all(one, path))];
}

describe('the help of the command line', () => {
  it.each(COMMANDS.flatMap((command) => all(command)))('is in Chinese and in English: %s', (_path, command) => {
    const said = [
      command.description(),
      ...command.registeredArguments.map(({ description }) => description),
      ...command.options.map(({ description }) => description),
    ];
    expect(said.filter((one) => !/\p{Script=Han}.*[a-z]{2,}/su.test(one))).toEqual([]);
  });
});
