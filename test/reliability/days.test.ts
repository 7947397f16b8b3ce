import { describe, expect, it } from '@jest/globals';
import { calendarFor, loadCalendar } from '../../src/calendar-data.js';
import { isDuty } from '../../src/domain/case/clocks.js';
import type { Clock } from '../../src/domain/case/clock.js';
import type { Calendar, CalendarYear } from '../../src/domain/calendar.js';
import type { Actor } from '../../src/domain/envelope.js';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import { addDays } from '../domain/calendar-fixture.js';
import { naiveDue, type IsWorked } from '../domain/naive-calendar.js';
import type { ReferenceModel } from '../domain/request/reference-model.js';
import { ACTORS, type Request } from '../replay/invented.js';
import { CONTENT, NOT_CONTENT } from '../replay/paths/steps.js';
import type { Play } from '../replay/play.js';
import { playSkipping, silence } from '../replay/theatre.js';
import { asLived, asTold, modelOf } from '../support/foretold.js';
import { DEEP, SEED, seeded } from '../support/random.js';
import { testServers } from '../support/service.js';

const REQUESTS = DEEP ? 120 : 16;
const DAYS = 400;
const LIMIT_MS = DEEP ? 40 * 60_000 : 4 * 60_000;
const MINUTE_MS = 60_000;

/** The time-skipping server's clock begins at the machine's and only goes forward, so the days lie in the next year. */
const YEAR = new Date().getUTCFullYear() + 1;
const FIRST_DAY = `${String(YEAR)}-09-15`;
const LAST_DAY = addDays(FIRST_DAY, DAYS);
/** Late, as it has happened: what was received before lies over a new year that nobody has published. */
const PUBLISHED_ON = `${String(YEAR)}-12-30`;

/** Holidays of an invented year: first day, days off, and whether weekend days are worked in exchange. */
const HOLIDAYS = [
  ['01-01', 1, false],
  ['02-10', 7, true],
  ['04-04', 3, false],
  ['05-01', 5, true],
  ['06-18', 3, false],
  ['10-01', 7, true],
] as const;

const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const nearest = (wanted: number, from: string, step: 1 | -1): string =>
  weekday(from) === wanted ? from : nearest(wanted, addDays(from, step), step);

function tableOf(year: number): CalendarYear {
  const off: string[] = [];
  const work: string[] = [];
  for (const [monthDay, days, exchanged] of HOLIDAYS) {
    const first = `${String(year)}-${monthDay}`;
    for (let n = 0; n < days; n += 1) off.push(addDays(first, n));
    if (exchanged) work.push(nearest(0, addDays(first, -1), -1), nearest(6, addDays(first, days), 1));
  }
  // The longest one is paid for early: a due that was guessed at before the table was there comes sooner.
  const newYear = `${String(year)}-01-02`;
  work.push(nearest(6, newYear, 1), nearest(0, newYear, 1));
  const listed = (all: readonly string[]) => all.map((day) => day.slice(5)).sort();
  return { version: 1, off: listed(off), work: listed(work) };
}

const { officeHours } = loadCalendar();
const BEFORE: Calendar = { officeHours, years: { [YEAR]: tableOf(YEAR) } };
const AFTER: Calendar = { officeHours, years: { [YEAR]: tableOf(YEAR), [YEAR + 1]: tableOf(YEAR + 1) } };

const workedBy =
  ({ years }: Calendar): IsWorked =>
  (day) => {
    const table = years[day.slice(0, 4)];
    if (table?.off.includes(day.slice(5))) return false;
    return table?.work.includes(day.slice(5)) === true || (weekday(day) !== 0 && weekday(day) !== 6);
  };

const random = seeded(SEED);
const localMs = (day: string, minutes = 0): number => Date.parse(`${day}T00:00:00+08:00`) + minutes * MINUTE_MS;
const PUBLISHED_AT_MS = localMs(PUBLISHED_ON, 9 * 60);
const YEAR_END = new Date(localMs(`${String(YEAR + 1)}-01-01`)).toISOString();

/** Days around which deadlines go wrong: before and in holidays, worked weekends, the end of the year. */
function chosenDays(): string[] {
  const around = [YEAR, YEAR + 1].flatMap((year) => [
    ...HOLIDAYS.flatMap(([first]) => [-4, -3, -2, -1, 0, 1].map((days) => addDays(`${String(year)}-${first}`, days))),
    ...tableOf(year).work.map((monthDay) => `${String(year)}-${monthDay}`),
    ...Array.from({ length: 8 }, (_, n) => `${String(year)}-12-${String(24 + n)}`),
  ]);
  return around.filter((day) => day >= FIRST_DAY && day < addDays(LAST_DAY, -5));
}

interface Errand {
  atMs: number;
  run: () => Promise<void>;
}

/** One request, lived by the workflow and told once more by the reference model. */
interface Life {
  play: Play;
  model: ReferenceModel | undefined;
  receivedMs: number;
}

type Given = {
  [Name in RequestCommandName]: readonly [Name, (p: Play) => RequestCommandBodies[Name], Actor];
}[RequestCommandName];

const given = <Name extends RequestCommandName>(
  name: Name,
  body: (p: Play) => RequestCommandBodies[Name],
  actor: Actor,
): Given => [name, body, actor] as unknown as Given;

/** What is done with a request, in order; what comes of it differs by when it is done, and who falls silent. */
function courseOf(): Given[] {
  const asking = [
    given('askInformation', (p) => ({ question: p.ref() }), ACTORS.coordinator),
    given('supplement', (p) => ({ text: p.ref() }), ACTORS.clerk),
  ];
  const extending = [
    given('requestExtension', (p) => ({ limit: '2wd', reason: p.ref() }), ACTORS.coordinator),
    given('ruleOnExtension', (p) => ({ ruling: 'granted', reason: p.ref() }), ACTORS.shiftLeader),
    given('interimReply', (p) => ({ text: p.ref() }), ACTORS.coordinator),
  ];
  const answers = random.pick([CONTENT, CONTENT, NOT_CONTENT]);
  const course = [
    given('signFor', () => ({}), ACTORS.coordinator),
    given('recordContact', () => ({ means: 'phone', result: 'reached' }), ACTORS.coordinator),
    ...(random.below(3) === 0 ? asking : []),
    ...(random.below(3) === 0 ? extending : []),
    given('submitResult', (p) => ({ summary: p.ref() }), ACTORS.coordinator),
    given('approveResult', () => ({ approved: 'yes' }), ACTORS.head),
    given('review', () => ({ passed: 'yes' }), ACTORS.reviewer),
    given('reply', (p) => ({ reply: p.ref() }), ACTORS.coordinator),
    random.below(4) === 0
      ? given('recordCallBack', () => ({ result: 'reached', linkInstead: 'yes' }), ACTORS.caller)
      : given('recordCallBack', () => ({ result: 'reached', answers }), ACTORS.caller),
  ];
  return random.below(4) === 0 ? course.slice(0, random.below(course.length)) : course;
}

/** Minutes to a day mostly, now and then up to nine days: over a due, a weekend, a holiday. */
function gapMs(): number {
  return random.below(5) === 0 ? random.below(9 * 24 * 60) * MINUTE_MS : random.below(20 * 60) * MINUTE_MS;
}

function aRequest(): Request {
  return {
    urgency: random.pick(['routine', 'routine', 'routine', 'urgent', 'critical']),
    kind: random.pick(['complaint', 'complaint', 'inquiry']),
    category: random.pick([{ code: 'K01' }, { code: 'K02', complex: 'yes' as const }]),
  };
}

/** Whole minutes, on which the naive count relies: received in the minute that runs. */
async function minuteNow(play: Play): Promise<string> {
  return new Date(Math.floor(Date.parse(await play.now()) / MINUTE_MS) * MINUTE_MS).toISOString();
}

async function submit(life: Life): Promise<void> {
  const { play } = life;
  const at = await minuteNow(play);
  const published = Date.parse(at) < PUBLISHED_AT_MS ? BEFORE : AFTER;
  await play.submit({ ...aRequest(), published, receivedAt: at });
  life.model = modelOf(play.events());
}

/** Gives a command, and expects the answer that the model foretells. */
async function step(life: Life, [name, body, actor]: Given): Promise<void> {
  const { play, model } = life;
  if (!model) return;
  const at = await minuteNow(play);
  const said = body(play);
  const refused = model.take({ name, body: said, actor, at, stale: false });
  // A workflow that is at rest is asked no more; the door answers from the record.
  if (play.state().ended === 'yes') return;
  await play.give(name, said, { as: actor, receivedAt: at, ...(refused && { refused: refused as never }) });
  expect(asLived(play.state())).toEqual(asTold(model));
}

/** The due of a clock by a count of its own; undefined where a ruling or a cap had a say in it. */
function countedDue({ limit, total, from, pauses = [], cap, at, ...clock }: Clock): string | undefined {
  const isPlain = total === limit && cap === undefined && clock.status !== 'paused';
  if (!isPlain) return undefined;
  const before = naiveDue(workedBy(BEFORE), from, limit, pauses);
  const after = naiveDue(workedBy(AFTER), from, limit, pauses);
  const publishedAt = new Date(PUBLISHED_AT_MS).toISOString();
  const lastPause = pauses.at(-1)?.until ?? '';
  // With nothing left after a pause it has until the end of that day, which is no count from its start.
  if ((lastPause > publishedAt ? after : before) <= lastPause) return undefined;
  if (from >= publishedAt || lastPause > publishedAt) return after;
  const isOver = [clock.stoppedAt, clock.breachedAt].some((over) => over !== undefined && over < publishedAt);
  if (isOver) return before;
  return before > YEAR_END || after > before ? after : before;
}

/** Duties whose due passed undone and of which no breach tells, at the very due. */
function silentlyLate(play: Play, end: string): string[] {
  const told = new Set(
    play
      .events()
      .flatMap(({ type, body }) => (type === 'clock_breached' ? [`${body.clock}#${String(body.n)} ${body.due}`] : [])),
  );
  return play
    .state()
    .clocks.filter((one) => isDuty(one.clock) && one.status !== 'paused' && one.at <= (one.stoppedAt ?? end))
    .map(({ clock, n, at }) => `${clock}#${String(n)} ${at}`)
    .filter((late) => !told.has(late));
}

silence();
const bundle = { codePath: testServers().bundlePath };

describe(`${String(DAYS)} days over holidays, worked weekends and the end of a year (seed ${String(SEED)})`, () => {
  it(
    'end with every due where it belongs, and nobody late in silence',
    async () => {
      const lives: Life[] = [];
      let end = '';
      await playSkipping({
        ...{ bundle, caseNumber: 1, startsAt: new Date(localMs(FIRST_DAY)).toISOString() },
        async play(first) {
          lives.push(...livesFrom(first));
          await live(lives);
          end = await first.now();
        },
      });
      judge(lives, end);
    },
    LIMIT_MS,
  );
});

function livesFrom(first: Play): Life[] {
  const days = chosenDays();
  const guessed = Array.from({ length: 7 }, (_, n) => addDays(PUBLISHED_ON, n - 7));
  const all: Life[] = [];
  for (let play = first; all.length < REQUESTS; play = play.another()) {
    const day = random.pick([
      addDays(FIRST_DAY, random.below(DAYS - 5)),
      random.pick(days),
      random.pick(days),
      random.pick(guessed),
    ]);
    const minutes = random.below(3) === 0 ? random.below(24 * 60) : 8 * 60 + random.below(10 * 60);
    all.push({ play, model: undefined, receivedMs: localMs(day, minutes) });
  }
  return all;
}

/** Everything that anybody does in those days, one after another in the order of time. */
async function live(lives: readonly Life[]): Promise<void> {
  const errands: Errand[] = lives.flatMap((life) => {
    let atMs = life.receivedMs;
    const steps = courseOf().map((one): Errand => ({ atMs: (atMs += gapMs()), run: () => step(life, one) }));
    return [{ atMs: life.receivedMs, run: () => submit(life) }, ...steps];
  });
  errands.push({
    atMs: PUBLISHED_AT_MS,
    async run() {
      const calendar = calendarFor(AFTER, YEAR);
      for (const life of lives)
        await step(
          life,
          given('adoptCalendar', () => ({ calendar }), ACTORS.keeper),
        );
    },
  });
  const [{ play } = { play: undefined }] = lives;
  errands.sort((one, other) => one.atMs - other.atMs);
  for (const { atMs, run } of errands) {
    await play?.sleepUntil(new Date(atMs).toISOString(), 0);
    await run();
  }
  await play?.sleepUntil(new Date(localMs(LAST_DAY)).toISOString(), 0);
  // A last word, so that the model lives through the rest, too.
  for (const life of lives) {
    await life.play.settle();
    await step(
      life,
      given('comment', (p) => ({ text: p.ref() }), ACTORS.clerk),
    );
  }
}

function judge(lives: readonly Life[], end: string): void {
  const wrong: object[] = [];
  let counted = 0;
  let breaches = 0;
  for (const { play, model } of lives) {
    const late = silentlyLate(play, end);
    if (late.length > 0) wrong.push({ late });
    for (const clock of play.state().clocks) {
      const due = countedDue(clock);
      counted += due === undefined ? 0 : 1;
      breaches += clock.breachedAt === undefined ? 0 : 1;
      if (due !== undefined && due !== clock.at) wrong.push({ ...clock, counted: due });
    }
    if (!model) throw new Error('a request was never handed in');
    expect(asLived(play.state())).toEqual(asTold(model));
  }
  expect(wrong).toEqual([]);
  // A simulation in which nothing was counted and nobody was late would prove nothing.
  expect(counted).toBeGreaterThan(REQUESTS * 5);
  expect(breaches).toBeGreaterThan(REQUESTS);
  if (DEEP)
    console.info(
      JSON.stringify({ seed: SEED, requests: lives.length, counted, breaches, from: FIRST_DAY, to: LAST_DAY }),
    );
}
