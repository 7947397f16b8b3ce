import {
  callBack,
  carriedOut,
  consent,
  finish,
  said,
  screened,
  SIDES,
  sitting,
  takeOn,
  type Committee,
} from '../acts.js';
import { Beside } from '../beside.js';
import { diceOf } from '../dice.js';
import type { Life } from '../life.js';
import type { Case, Stage } from '../stage.js';
import { subdistrictOf } from '../words.js';

/** Where disputes are played: a community with mediators and a committee of its own, and the next committee above. */
const PLACES: readonly (Committee & { above: Committee & { level: 'subdistrict' | 'district' } })[] = [
  {
    ...{ code: 'haibei-01', chair: 'haibei-01.committee-1', seats: 9 },
    above: { level: 'subdistrict', code: 'haibei', chair: 'haibei.leader', seats: 13 },
  },
  {
    ...{ code: 'qianlishan-03', chair: 'qianlishan-03.committee-1', seats: 11 },
    above: { level: 'district', code: 'district', chair: 'district.committee-1', seats: 12 },
  },
];
type Place = (typeof PLACES)[number];

const DISPUTES = [
  { text: '演示:楼上漏水,双方对赔偿有争议', term: '演示:修复防水并补偿材料费' },
  { text: '演示:邻居装修噪声,要求限定时段', term: '演示:约定施工时段并登门致歉' },
  { text: '演示:过道堆物挡了对门,屡劝不听', term: '演示:三日内清空过道' },
  { text: '演示:两家为车位先后起争执', term: '演示:按月轮换车位' },
  { text: '演示:狗吠扰民,狗主不认', term: '演示:夜间入室,办理犬证' },
] as const;

/** What a dispute comes to, the commonest more often. The mediation, where the committee has to go on with it. */
type Course = (stage: Stage, mediation: Beside, mediator: string, term: string) => Promise<Beside | undefined>;

const orally: Course = async (stage, mediation, mediator, term) => {
  await consent(stage, mediation, mediator);
  await mediation.give(mediator, 'agree-orally', {
    ...{ scope: 'full', content: term, performedAtOnce: true },
    assents: SIDES.map((side) => ({ side, means: 'visit' })),
  });
  return undefined;
};

const inWriting: Course = async (stage, mediation, mediator, term) => {
  await consent(stage, mediation, mediator);
  const terms = [{ side: 's1', to: 's2', what: term, dueOn: stage.day(30) }];
  const at = stage.at(0);
  await mediation.give(mediator, 'draft-agreement', { scope: 'full', content: term, terms, at });
  for (const side of SIDES) await mediation.give(mediator, 'sign-agreement', said(stage, side));
  await mediation.give(mediator, 'seal-agreement', { seal: `DEMO-${mediation.number}`, at });
  const performance = mediation.part('a1', 'P');
  await performance.recorded('performance_opened');
  await performance.give(mediator, 'confirm-term', { term: 1, on: stage.day(0), note: '演示:当日履行' });
  return undefined;
};

const refused: Course = async (stage, mediation, mediator) => {
  await mediation.give(mediator, 'consent', said(stage, 's1'));
  await mediation.give(mediator, 'refuse', said(stage, 's2'));
  return mediation;
};

const inVain: Course = async (stage, mediation, mediator) => {
  await consent(stage, mediation, mediator);
  await mediation.give(mediator, 'end', { reason: 'no_agreement_possible', explanation: '演示:各执一词' });
  return mediation;
};

const COURSES: readonly Course[] = [orally, orally, orally, orally, orally, inWriting, inWriting, refused, inVain];

/** Disputes that one sitting can go on with. */
const A_SITTING = 10;
/** Every so many of them somebody has called the hotline about. */
const CALLED_ABOUT = 5;

/**
 * 矛盾调处: so many disputes, ten at a time in one community. What its mediators cannot settle comes before its committee, which
 * settles it, or raises it to the committee above of its own accord.
 */
export function disputeLives(seed: number, count: number): readonly Life[] {
  return Array.from({ length: Math.ceil(count / A_SITTING) }, (_, index) => {
    const dice = diceOf(seed, 'disputes', index);
    const place = PLACES[index % PLACES.length] ?? dice.pick(PLACES);
    const courses = Array.from({ length: Math.min(A_SITTING, count - index * A_SITTING) }, () => ({
      dispute: dice.pick(DISPUTES),
      course: dice.pick(COURSES),
    }));
    return {
      name: `disputes-${String(index + 1).padStart(2, '0')}`,
      shows: { zh: '矛盾调处十件', en: 'ten disputes: mediated, and before the committee where that was in vain' },
      play: async (stage) => {
        const left: Beside[] = [];
        for (const [nth, { dispute, course }] of courses.entries()) {
          const play = nth % CALLED_ABOUT === 0 ? calledAbout : mediated;
          const failed = await play(stage, place, dispute, course);
          if (failed) left.push(failed);
        }
        if (left.length > 0) await decided(stage, place, left, index);
      },
    };
  });
}

async function mediated(
  stage: Stage,
  { code }: Committee,
  { text, term }: (typeof DISPUTES)[number],
  course: Course,
): Promise<Beside | undefined> {
  const mediator = `${code}.mediator`;
  const mediation = await Beside.open(stage, `${code}.clerk`, '/v1/mediations', {
    ...{ kind: 'peoples', text, domesticViolence: false, mediators: [mediator], place: { community: code } },
    sides: SIDES.map(() => ({ disputants: [stage.caller()] })),
  });
  return course(stage, mediation, mediator, term);
}

/** 诉求转调解: somebody has called about it. An agreement is what the request came to; without one it goes on. */
async function calledAbout(
  stage: Stage,
  { code }: Committee,
  { text, term }: (typeof DISPUTES)[number],
  course: Course,
): Promise<Beside | undefined> {
  const request = await stage.submit(stage.cast.clerk, { matter: 'noise', community: code, text });
  await takeOn(request);
  const mediator = `${code}.mediator`;
  await request.give(stage.cast.shiftLeader, 'open-mediation', {
    ...{ kind: 'peoples', reason: text, domesticViolence: false, mediators: [mediator] },
    sides: SIDES.map(() => ({ disputants: [stage.caller()] })),
  });
  const mediation = new Beside(stage, await request.linked('mediation'));
  await mediation.recorded('mediation_opened');
  const failed = await course(stage, mediation, mediator, term);
  await request.recorded('referral_concluded');
  if (failed === undefined) await judged(stage, request);
  return failed;
}

async function judged(stage: Stage, request: Case): Promise<void> {
  await finish(stage, request);
  await callBack(stage, request);
}

/** The committee takes up what failed: every third sitting raises it to the committee above, the others have it done. */
async function decided(stage: Stage, place: Place, failed: readonly Beside[], index: number): Promise<void> {
  const items: Beside[] = [];
  for (const { number } of failed)
    items.push(
      await Beside.open(stage, `${place.code}.clerk`, '/v1/agenda-items', {
        ...{ committee: place.code, title: '演示:调解未成的纠纷', text: '演示:请会议协调', about: number },
      }),
    );
  if (index % 3 !== 2) return settledBy(stage, place, items, { owner: place.code, by: `${place.code}.clerk` });
  await screened(place, items);
  await sitting(stage, place, items, { outcome: 'raise', reason: '演示:须上级统筹' });
  for (const item of items) await item.recorded('raised_one_level');
  const above = items.map((item) => item.part(place.above.level));
  for (const item of above) await item.recorded('item_submitted');
  const owner = subdistrictOf(place.code);
  return settledBy(stage, place.above, above, { owner, by: `${owner}.coordinator` });
}

/** A committee has somebody do it, who does. */
async function settledBy(
  stage: Stage,
  committee: Committee,
  items: readonly Beside[],
  { owner, by }: { owner: string; by: string },
): Promise<void> {
  const task = '演示:组织邻里议事并定约';
  await screened(committee, items);
  await sitting(stage, committee, items, { outcome: 'assign', owner, due: stage.day(15), task });
  for (const item of items) await carriedOut(committee, item, by);
}
