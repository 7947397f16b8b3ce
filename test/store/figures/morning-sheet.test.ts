import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tally, type Window } from '../../../src/domain/figures/figure.js';
import { lifeOf, type Life } from '../../../src/domain/figures/life.js';
import { FIGURE_NAMES, figureOf, windowsOf, type FigureName } from '../../../src/domain/figures/sheet.js';
import { formatInstant, parseInstant } from '../../../src/domain/local-time.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import type { RequestState } from '../../../src/domain/vocabulary.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { countFigure } from '../../../src/store/figures/morning-sheet.js';
import { live } from '../../domain/request/lives.js';
import { record, renumbered } from '../../support/recorded-lives.js';
import { aLife, type RandomLife } from '../../support/random-requests.js';
import {
  aReclassification,
  BODIES,
  local,
  someone,
  storyAt,
  UNSOLVED,
  type RequestOptions,
} from '../../support/domain.js';
import { makeDatabase } from '../../support/service.js';

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;

beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** Lives crowded into five weeks, at few places; some of them tests, some findings. */
const crowdedLife = fc
  .record({
    life: aLife,
    minute: fc.nat({ max: 35 * 1440 }),
    community: fc.constantFrom('qiaoxi', 'qiaodong', undefined),
    origin: fc.constantFrom(undefined, undefined, undefined, undefined, 'finding' as const),
    tags: fc.constantFrom([], [], [], ['test'], ['demo']),
    cluster: fc.constantFrom(undefined, undefined, { callers: 5 }),
  })
  .map(({ life, minute, community, origin, tags, cluster }): RandomLife => {
    const at = formatInstant(parseInstant(local('2026-03-02 00:00')) + minute * 60_000);
    const place = { subdistrict: 'haibei', ...(community !== undefined && { community }) };
    const marks = { tags, ...(origin !== undefined && { origin }), ...(cluster !== undefined && { cluster }) };
    return { ...life, opening: { ...life.opening, at, place, ...marks } };
  });

/** All that is planted, a while after. */
const WIDE: Window = {
  from: local('2026-03-02 00:00'),
  until: local('2026-05-20 00:00'),
  at: local('2026-04-10 08:00'),
  dayEnd: local('2026-04-11 00:00'),
};

const aWindow: fc.Arbitrary<Window> = fc
  .record({ start: fc.nat({ max: 50 }), days: fc.constantFrom(1, 7, 31, 300), hour: fc.nat({ max: 40 * 24 }) })
  .map(({ start, days, hour }) => {
    const from = parseInstant(local('2026-03-02 00:00')) + start * 86_400_000;
    const at = from + hour * 3_600_000;
    const { dayEnd } = windowsOf(formatInstant(at + 8 * 3_600_000).slice(0, 10), formatInstant(at)).yesterday;
    return { from: formatInstant(from), until: formatInstant(from + days * 86_400_000), at: formatInstant(at), dayEnd };
  });

const seen = new Map<FigureName, { n: number; hits: number; excluded: number }>();
let districts = 150_400;

const PLACE = { subdistrict: 'haibei', community: 'qiaoxi' };

/** What chance brings about too seldom, all within the wide window. */
function planted(): readonly (readonly RequestEvent[])[] {
  const at = (state: RequestState, more: RequestOptions = {}) => storyAt(state, { place: PLACE, ...more });
  const proven = at('awaiting_sign_for');
  proven.give('signFor', {}, { at: local('2026-03-04 00:30') });
  proven.give('proveLateEntry');
  const reopened = at('answered');
  reopened.give('reopen');
  const spoken = at('parked');
  spoken.give('interimReply', BODIES.interimReply, { at: local('2026-03-25 10:00') });
  const passed = at('parked');
  passed.pass(local('2026-05-07 00:00'));
  const extended = at('handling');
  extended.give('requestExtension');
  extended.give('ruleOnExtension');
  extended.give('submitResult', BODIES.submitResult, { at: local('2026-03-10 10:00') });
  for (const name of ['approveResult', 'review'] as const) extended.give(name);
  const upheld = at('handling');
  for (const name of ['object', 'ruleOnObjection'] as const) upheld.give(name);
  const denied = at('awaiting_call_back');
  denied.give('recordCallBack', { result: 'reached', answers: { ...UNSOLVED, contacted: 'no' } });
  for (const name of ['submitResult', 'approveResult', 'review', 'reply', 'recordCallBack'] as const) denied.give(name);
  const sought = at('awaiting_call_back');
  for (const time of ['2026-03-03 10:00', '2026-03-03 19:00', '2026-03-04 10:00'])
    sought.give('recordCallBack', { result: 'unreached' }, { at: local(time) });
  // Due on the day of the wide window.
  const dueThen = { at: local('2026-04-02 10:00') };
  const contacted = at('handling', dueThen);
  contacted.give('recordContact');
  const appealed = at('rework');
  appealed.give('appealJudgement');
  for (const name of ['one', 'another'])
    appealed.give('ruleOnAppeal', BODIES.ruleOnAppeal, { actor: { account: name, role: 'reviewer' } });
  const recoded = at('handling');
  recoded.give(
    'reclassify',
    aReclassification({ kind: 'help', urgency: 'routine' }, { kind: 'inquiry', urgency: 'urgent' }),
    { actor: someone('shift_leader') },
  );
  // Its clocks start at its receipt, though it was nothing that has any until now.
  const begun = storyAt('received', { place: PLACE, kind: 'praise', trusted: false });
  begun.give(
    'reclassify',
    aReclassification({ kind: 'praise', urgency: 'routine' }, { kind: 'help', urgency: 'routine' }),
  );
  const stories = [
    ...[appealed, recoded, begun, at('merged')],
    ...[proven, reopened, spoken, passed, extended, upheld, denied, sought, contacted],
    ...(['withdrawn', 'answered', 'closed', 'rework', 'awaiting_dispatch', 'awaiting_sign_for'] as const).map((state) =>
      at(state),
    ),
    ...[
      at('awaiting_sign_for', dueThen),
      at('handling', { urgency: 'critical' }),
      at('handling', { urgency: 'urgent' }),
    ],
  ];
  return stories.map(({ events }) => events);
}

async function recorded(lives: readonly RandomLife[], district: string): Promise<readonly Life[]> {
  const drawn = lives.map((life) => live(life, { receiptsGoBack: true }).events);
  const histories = [...planted(), ...drawn].map((events, i) => renumbered(events, district, i + 1));
  for (const events of histories) await record(db, events);
  return histories.map(lifeOf);
}

describe('a figure of the morning sheet', () => {
  it('is the same out of the record and out of the events', async () => {
    const property = fc.asyncProperty(
      // A seed for all the lives: a counterexample of fifty would fill the screen.
      fc.integer(),
      fc.array(aWindow, { minLength: 2, maxLength: 2 }),
      async (seed, windows) => {
        districts += 1;
        const district = String(districts);
        const lives = await recorded(fc.sample(crowdedLife, { seed, numRuns: 50 }), district);
        for (const window of [WIDE, ...windows]) {
          for (const name of FIGURE_NAMES) {
            const figure = figureOf(name);
            const told = await countFigure(db.pool, name, { district, window });
            const expected = tally(figure, figure.items(lives, window));
            expect({ name, window, tallies: told }).toEqual({ name, window, tallies: expected });
            for (const { n, hits, excluded } of told) {
              const before = seen.get(name) ?? { n: 0, hits: 0, excluded: 0 };
              seen.set(name, { n: before.n + n, hits: before.hits + hits, excluded: before.excluded + excluded });
            }
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  });

  it('was compared where it had something to tell', () => {
    const hollow = FIGURE_NAMES.filter((name) => {
      const { n = 0, hits = 0 } = seen.get(name) ?? {};
      return n === 0 || hits === 0 || (figureOf(name).numerator !== undefined && hits === n);
    });
    expect(hollow).toEqual([]);
  });

  it('leaves out the judgement that an approved appeal excludes, and shows how many', async () => {
    const district = '150499';
    const story = storyAt('closed', { place: PLACE });
    const history = renumbered(story.events, district, 1);
    story.give('appealJudgement');
    for (const name of ['one', 'another'])
      story.give('ruleOnAppeal', BODIES.ruleOnAppeal, { actor: { account: name, role: 'reviewer' } });
    const other = renumbered(story.events, district, 2);
    for (const events of [history, other]) await record(db, events);
    for (const name of ['resolution_rate_first', 'satisfaction_rate_latest'] as const) {
      const expected = [{ unit: 'housing', n: 1, hits: 1, excluded: 1, numbers: [] }];
      expect(await countFigure(db.pool, name, { district, window: WIDE })).toEqual(expected);
      expect(tally(figureOf(name), figureOf(name).items([lifeOf(history), lifeOf(other)], WIDE))).toEqual(expected);
    }
  });
});
