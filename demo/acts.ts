import { BoardAnswer } from './answers.js';
import { Beside } from './beside.js';
import type { Case, Stage } from './stage.js';
import { REMARKS } from './words.js';

/** What staff do again and again, in the order of the loop. */

const MEANS = ['phone', 'phone', 'visit', 'online'] as const;

/** The lead signs for it. */
export async function takeOn(request: Case): Promise<void> {
  await request.give(`${request.lead}.coordinator`, 'sign-for');
}

/** The lead speaks to who asked. */
export async function contact(stage: Stage, request: Case): Promise<void> {
  await request.give(`${request.lead}.coordinator`, 'record-contact', {
    means: stage.dice.pick(MEANS),
    result: 'reached',
  });
}

/** A result with its photo where the category wants one. */
export async function submitResult(stage: Stage, request: Case, more: object = {}): Promise<void> {
  const evidence = request.matter.photo ? [await request.attach(`${request.lead}.coordinator`, 'after')] : [];
  await request.give(`${request.lead}.coordinator`, 'submit-result', {
    summary: stage.dice.pick(request.matter.done),
    ...(evidence.length > 0 && { evidence }),
    ...more,
  });
}

/** The result, and its head's word. */
export async function result(stage: Stage, request: Case, more: object = {}): Promise<void> {
  await submitResult(stage, request, more);
  await request.give(`${request.lead}.head`, 'approve-result', { approved: true });
}

export async function pass(stage: Stage, request: Case): Promise<void> {
  await request.give(stage.cast.reviewer, 'review', { passed: true });
}

export async function reply(request: Case): Promise<void> {
  await request.give(`${request.lead}.coordinator`, 'reply', { reply: '演示:您反映的事项已办理,感谢监督' });
}

/** From signing for it to the reply. */
export async function handle(stage: Stage, request: Case): Promise<void> {
  await takeOn(request);
  await contact(stage, request);
  await finish(stage, request);
}

/** From the result to the reply. */
export async function finish(stage: Stage, request: Case): Promise<void> {
  await result(stage, request);
  await pass(stage, request);
  await reply(request);
}

export const content = (stage: Stage) => ({
  contacted: true,
  solved: 'solved',
  satisfaction: 4 + stage.dice.roll(2),
  remark: stage.dice.pick(REMARKS.content),
});

export const discontent = (stage: Stage) => ({
  contacted: true,
  solved: 'not',
  satisfaction: 1 + stage.dice.roll(2),
  remark: stage.dice.pick(REMARKS.discontent),
});

/** The call in which the resident judges. */
export async function callBack(stage: Stage, request: Case, answers: object = content(stage)): Promise<void> {
  await request.give(stage.cast.callBack, 'record-call-back', { result: 'reached', answers });
}

/** Handled, called back, not content: the system sends it back. */
export async function handleInVain(stage: Stage, request: Case): Promise<void> {
  await handle(stage, request);
  await callBack(stage, request, discontent(stage));
}

/** What two neighbours are taken to mediation with. */
export const dispute = (reason: string) => ({
  ...{ kind: 'peoples', reason, domesticViolence: false, mediators: ['haibei.mediator'] },
  sides: [{ disputants: [{ name: '演示·当事人甲' }] }, { disputants: [{ name: '演示·当事人乙' }] }],
});

/** What one side says to the mediators: asked once the play had begun. */
export const said = (stage: Stage, side: string) => ({ side, means: 'visit', at: stage.at(0) });
export const SIDES = ['s1', 's2'] as const;

/** Both sides let the mediators begin. */
export async function consent(stage: Stage, mediation: Beside, mediator: string): Promise<void> {
  for (const side of SIDES) await mediation.give(mediator, 'consent', said(stage, side));
}

/** A committee with a chair who convenes, a secretary who prepares, and so many seats. */
export interface Committee {
  code: string;
  chair: string;
  seats: number;
}

const secretaryOf = ({ code }: Committee): string => `${code}.secretary`;

/** A committee's secretary takes items in: they wait for a sitting. */
export async function screened(committee: Committee, items: readonly Beside[]): Promise<void> {
  for (const item of items) await item.give(secretaryOf(committee), 'accept');
}

/** An urgent sitting, from its agenda to its minutes; everybody sits, and what is decided goes by consensus. */
export async function sitting(
  stage: Stage,
  committee: Committee,
  items: readonly Beside[],
  decision: object,
): Promise<void> {
  const [secretary, { chair }] = [secretaryOf(committee), committee];
  const meeting = await Beside.open(stage, chair, '/v1/joint-meetings', {
    ...{ committee: committee.code, when: stage.at(110), reason: '演示:居民反映强烈' },
  });
  for (const { number } of items) await meeting.edit(secretary, 'add-item', { item: number });
  for (const item of items) await item.recorded('item_scheduled');
  await meeting.edit(secretary, 'fix');
  const present = Array.from({ length: committee.seats }, (_, index) => ({ seat: index + 1 }));
  await meeting.give(secretary, 'open', { present });
  for (const { number } of items) await meeting.give(chair, 'decide', { item: number, ...decision });
  await meeting.give(chair, 'close');
  await meeting.give(chair, 'issue-minutes');
  await meeting.recorded('minutes_issued');
}

/** An officer of a subdistrict is sent for a request, finds, and is done with it: the request hears of it. */
export async function crewFor(stage: Stage, one: Case, subdistrict: string, officer: string): Promise<void> {
  const dispatcher = `${subdistrict}.enforcement-dispatcher`;
  const board = BoardAnswer.parse(await stage.playing.desk.read(dispatcher, `/v1/subdistricts/${subdistrict}/board`));
  const found = board.units.flatMap(({ officers }) => officers).find(({ login }) => login === officer);
  const crew = await Beside.open(stage, dispatcher, '/v1/enforcement-dispatches', {
    ...{ urgency: 'routine', crew: [found?.account], lead: officer.split('.')[0], request: one.number },
    ...{ task: '演示:清理占道', place: { subdistrict }, from: stage.at(0), until: stage.at(110) },
    // Whatever day the demo is played on.
    offDutyReason: '演示:群众反映强烈,当日处置',
  });
  await crew.give(officer, 'arrive', { where: '演示:占道地点' });
  await crew.give(officer, 'findings', { findings: '演示:杂物占道,当场清理' });
  await crew.give(dispatcher, 'conclude', { result: 'settled', summary: '演示:已清理' });
  await one.recorded('enforcement_noted');
}

/** What a sitting decided is done, and its secretary has seen it. */
export async function carriedOut(committee: Committee, item: Beside, by: string): Promise<void> {
  await item.recorded('item_assigned');
  await item.give(by, 'report', { summary: '演示:已按会议议定办结' });
  await item.give(secretaryOf(committee), 'verify', { solved: true });
}
