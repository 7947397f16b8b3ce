import { Command, InvalidArgumentError, type CommanderError } from 'commander';
import { loadCalendar } from '../calendar-data.js';
import { dueOf, isWorkingDay, isLimit, skippedDays, type Calendar, type Due, type Limit } from '../domain/calendar.js';
import { localTime } from '../domain/local-time.js';

interface DueOptions {
  from: string;
  limit: Limit;
  json?: true;
}

/** `bihuan calendar …`: what the calendar says, without database or server. Bad input ends the process with code 2. */
export function calendarCommand(): Command {
  const due = new Command('due')
    .description('计算期限何时届满(+08:00) / compute when a limit is due, at +08:00')
    .requiredOption(
      '--from <instant>',
      '起算时间,如 / when the limit starts, such as 2026-09-28T10:00+08:00',
      readInstant,
    )
    .requiredOption(
      '--limit <limit>',
      '分钟、小时、工作小时、工作日或自然日 / minutes, hours, working hours, working days or days: 30min 24h 2wh 5wd 15d',
      readLimit,
    )
    .option('--json', '输出 JSON / print one JSON object')
    .showSuggestionAfterError(false)
    .exitOverride(exitAsMisuse);
  due.action((options: DueOptions) => {
    process.stdout.write(`${answer(due, options)}\n`);
  });
  return new Command('calendar')
    .description('期限、工作日和节假日 / deadlines, working days and holidays')
    .exitOverride(exitAsMisuse)
    .addCommand(due);
}

function answer(command: Command, { from, limit, json }: DueOptions): string {
  const calendar = loadCalendar();
  try {
    const due = dueOf(calendar, from, limit);
    return json ? asJson(calendar, from, limit, due) : asText(calendar, from, limit, due);
  } catch (error) {
    // Both options are well formed by now: the term leaves the years a date can be written in.
    if (error instanceof RangeError) return command.error(`error: option '--limit <limit>': ${error.message}`);
    throw error;
  }
}

function asJson(calendar: Calendar, from: string, limit: Limit, { at, ...day }: Due): string {
  const skipped = skippedDays(calendar, from, limit);
  return JSON.stringify({ from: localTime(from), limit, due: localTime(at), ...day, skipped }, null, 2);
}

function asText(calendar: Calendar, from: string, limit: Limit, { at, lastDay, provisional }: Due): string {
  const skipped = skippedDays(calendar, from, limit).map(({ day, why }) => `${day} (${why})`);
  return [
    `due      ${localTime(at)}`,
    ...(lastDay === undefined
      ? []
      : [`last day ${lastDay}${isMakeUp(calendar, lastDay) ? ' (make-up workday)' : ''}, until 24:00`]),
    `counted  ${limit} from ${localTime(from)}`,
    `skipped  ${skipped.length === 0 ? 'no day' : skipped.join(', ')}`,
    ...(provisional === undefined
      ? []
      : ['provisional: this due depends on days of a year whose calendar is not published; its holidays may move it']),
  ].join('\n');
}

function isMakeUp(calendar: Calendar, day: string): boolean {
  return isWorkingDay(calendar, day).why === 'make_up';
}

function readInstant(text: string): string {
  try {
    localTime(text);
    return text;
  } catch {
    throw new InvalidArgumentError(
      '须为带时区的真实时间,如 2026-09-28T10:00+08:00 / It must be a real date and time with a zone, such as 2026-09-28T10:00+08:00.',
    );
  }
}

function readLimit(text: string): Limit {
  if (isLimit(text)) return text;
  throw new InvalidArgumentError(
    '须为 1 至 99999 的整数加 min、h、wh、wd 或 d,如 5wd / It must be a whole number from 1 to 99999 and min, h, wh, wd or d, such as 5wd.',
  );
}

// Commander ends a misuse with 1, which scripts cannot tell from a failure.
function exitAsMisuse({ exitCode }: CommanderError): void {
  process.exit(exitCode === 0 ? 0 : 2);
}
