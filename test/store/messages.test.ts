import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCaseActivities } from '../../activities/record.js';
import { deliver } from '../../src/commands/deliver.js';
import { openingRow, putOpening } from '../../src/commands/open-case.js';
import type { NewCase } from '../../src/domain/case/case-ref.js';
import type { CaseEvent } from '../../src/domain/case/lifecycle.js';
import { SYSTEM_ACTOR, type Actor } from '../../src/domain/envelope.js';
import { lifecycleOfCase, stateAfter } from '../../src/domain/procedures.js';
import { apply } from '../../src/store/apply.js';
import { clientOfCase, commandIdOf } from '../../src/store/identity.js';
import { claimRows, type CommandOutcome, type InboxRow } from '../../src/store/inbox.js';
import { listEvents } from '../../src/store/queries/find-request.js';
import { CaseNotRunning, type Gateway } from '../../src/temporal/gateway.js';
import { CHAIR, convening, NEXT_WEEK, raised, SECRETARY } from '../domain/joint-meeting/facts.js';
import { assigning } from '../domain/joint-meeting/stories.js';
import { DISPATCH, DISPATCHER, sent } from '../domain/enforcement/stories.js';
import { blown, LEADER, WHISTLE } from '../domain/whistle/stories.js';
import { MONDAY, text } from '../support/domain.js';
import { openService, type TestService } from '../support/service.js';

/** What events tell other cases, as the record gives it to them: without any workflow. */
let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

let made = 0;

async function opened({ case: id, body }: NewCase, actor: Actor): Promise<readonly CaseEvent[]> {
  const row = openingRow({ case: id, body }, { client: 'test', key: id, actor, receivedAt: MONDAY });
  await putOpening(service.db.pool, { ...row, outcome: { version: 1, state: '' } }, {});
  return row.body.opening;
}

/** What a command comes to, put on nobody's record yet. */
async function decided(caseId: string, name: string, body: object, actor: Actor): Promise<readonly CaseEvent[]> {
  const events = (await listEvents(service.db, caseId)).map(({ event }) => event as CaseEvent);
  const lifecycle = lifecycleOfCase(caseId);
  const state = stateAfter(caseId, events);
  if (state === undefined) throw new Error(`there is no ${caseId}`);
  const id = commandIdOf('test', String((made += 1)));
  const command = { id, name, body, actor, receivedAt: state.at };
  const { events: said, refusal } = lifecycle.decide(state, lifecycle.termsOf(events), command, state.at);
  expect([name, refusal]).toEqual([name, undefined]);
  return said;
}

async function give(caseId: string, name: string, body: object, actor: Actor): Promise<void> {
  await apply(service.db.pool, caseId, await decided(caseId, name, body, actor));
}

/** A sitting that prepares, and an item that waits for one. */
async function sittingAndItem(n: number) {
  const ordinal = String(n).padStart(6, '0');
  const [item, sitting] = [`agenda_item:150302:2026-${ordinal}`, `joint_meeting:150302:2026-${ordinal}`];
  const number = `A150302-2026-${ordinal}`;
  const { request: _request, ...body } = raised({ number, source: 'member' });
  await opened({ case: item, body }, SECRETARY);
  await give(item, 'acceptItem', { office: 'secretary' }, SECRETARY);
  await opened({ case: sitting, body: convening({ number: `J150302-2026-${ordinal}`, sort: 'urgent' }) }, CHAIR);
  const meeting = { case: sitting, number: `J150302-2026-${ordinal}` };
  return { item, sitting, meeting, fact: { item: { case: item, number, source: 'member' } } };
}

async function inboxOf(caseId: string) {
  const { rows } = await service.db.pool.query<Record<string, unknown>>(
    'SELECT client, key, kind, actor, body, outcome FROM inbox WHERE case_id = $1 AND ordinal > 1 ORDER BY ordinal',
    [caseId],
  );
  return rows;
}

const said = (teller: string, key: string, kind: string, body: unknown) => ({
  ...{ client: clientOfCase(teller), key, kind, actor: SYSTEM_ACTOR, body, outcome: null },
});
const when = { when: NEXT_WEEK };

describe('a message', () => {
  it('is written with the event that tells it, once, however many record that', async () => {
    const { item, sitting, fact, meeting } = await sittingAndItem(1);
    const events = await decided(sitting, 'addItem', { office: 'secretary', ...fact }, SECRETARY);
    await Promise.all(Array.from({ length: 5 }, () => apply(service.db.pool, sitting, events)));
    await apply(service.db.pool, sitting, events);
    expect(await inboxOf(item)).toEqual([said(sitting, '2.1', 'scheduleItem', { meeting, ...when })]);
  });

  it('of an opening is written with it, once', async () => {
    const request = { case: 'request:150302:2026-000007', number: '150302-2026-000007' };
    const [item, number] = ['agenda_item:150302:2026-000005', 'A150302-2026-000005'];
    const body = raised({ number, source: 'whistle', request });
    const row = openingRow({ case: item, body }, { client: 'test', key: item, actor: SECRETARY, receivedAt: MONDAY });
    const opening = { ...row, outcome: { version: 1, state: '' } };
    const written = await Promise.all(Array.from({ length: 3 }, () => putOpening(service.db.pool, opening, {})));
    expect(written.filter((isNew) => isNew)).toHaveLength(1);
    const news = { opened: { case: item, number } };
    expect(await inboxOf(request.case)).toEqual([said(item, '1.1', 'noteOpened', news)]);
  });

  it('is not there when its event is not', async () => {
    const { item, sitting, fact } = await sittingAndItem(2);
    const events = await decided(sitting, 'addItem', { office: 'secretary', ...fact }, SECRETARY);
    const failing = service.db.transaction(async (tx) => {
      await apply(tx, sitting, events);
      throw new Error('the machine has died');
    });
    await expect(failing).rejects.toThrow('the machine has died');
    expect(await inboxOf(item)).toEqual([]);
  });

  it('of several to several cases that are recorded together keeps its place in each', async () => {
    const { item, sitting, fact, meeting } = await sittingAndItem(3);
    const other = await sittingAndItem(4);
    const before = (await listEvents(service.db, sitting)).map(({ event }) => event as CaseEvent);
    const lifecycle = lifecycleOfCase(sitting);
    let events = before;
    const wishes: readonly [string, object][] = [
      ['addItem', fact],
      ['addItem', other.fact],
      ['fixAgenda', {}],
    ];
    for (const [name, body] of wishes) {
      const state = stateAfter(sitting, events);
      if (state === undefined) throw new Error(`there is no ${sitting}`);
      const id = commandIdOf('test', `${name} ${String(events.length)}`);
      const command = { id, name, body: { office: 'secretary', ...body }, actor: SECRETARY, receivedAt: state.at };
      events = [...events, ...lifecycle.decide(state, lifecycle.termsOf(before), command, state.at).events];
    }
    await apply(service.db.pool, sitting, events);
    for (const [one, added] of [
      [item, 2],
      [other.item, 3],
    ] as const)
      expect(await inboxOf(one)).toEqual([
        said(sitting, `${String(added)}.1`, 'scheduleItem', { meeting, ...when }),
        said(sitting, `4.${String(added - 1)}`, 'noteSitting', { meeting, ...when }),
      ]);
    const { rows } = await service.db.pool.query(
      'SELECT ordinal FROM inbox WHERE case_id = ANY($1) AND ordinal > 1 ORDER BY case_id, ordinal',
      [[item, other.item]],
    );
    expect(rows).toEqual([{ ordinal: 2 }, { ordinal: 3 }, { ordinal: 2 }, { ordinal: 3 }]);
  });

  const over: CommandOutcome = { version: 3, state: 'withdrawn', refusal: { code: 'case_ended' } };
  const answering = (send: () => Promise<unknown>) => ({ db: service.db, gateway: { send } as unknown as Gateway });
  const gone = () => Promise.reject(new CaseNotRunning('no such workflow'));

  it.each<[string, (row: InboxRow) => Promise<unknown>]>([
    ['is gone', (row) => deliver(answering(gone), row)],
    // Its workflow is still there, and puts its end on record just now.
    [
      'ends',
      (row) =>
        deliver(
          answering(() => Promise.resolve({ decision: { id: '', ...over }, events: [] })),
          row,
        ),
    ],
    [
      'has put its end on record with it',
      ({ caseId, commandId: id }) =>
        createCaseActivities(service.db).recordEvents({
          ...{ case: caseId, events: [], signalled: [], decisions: [{ id, ...over }] },
        }),
    ],
  ])('whose hearer %s comes back as what its teller makes of it, once', async (how, hear) => {
    const { item, sitting, fact } = await sittingAndItem(10 + how.length);
    const added = await decided(sitting, 'addItem', { office: 'secretary', ...fact }, SECRETARY);
    await give(item, 'withdrawItem', { office: 'secretary', reason: text('why') }, SECRETARY);
    await apply(service.db.pool, sitting, added);
    const [row] = (await claimRows(service.db, 100)).filter(({ caseId }) => caseId === item);
    if (row === undefined) throw new Error('the relay finds nothing');
    await Promise.all([hear(row), hear(row), deliver(answering(gone), row)]);
    expect(await inboxOf(item)).toMatchObject([{ outcome: { refusal: { code: 'case_ended' } } }]);
    expect(await inboxOf(sitting)).toEqual([said(item, `unheard.${row.commandId}`, 'dropItem', { item })]);
  });

  it('that its hearer refuses comes back as what its teller makes of that, once', async () => {
    const request = { case: 'request:150302:2026-000030', number: '150302-2026-000030' };
    const [item, number] = ['agenda_item:150302:2026-000030', 'A150302-2026-000030'];
    await opened({ case: item, body: raised({ number, request }) }, SECRETARY);
    await give(item, 'acceptItem', { office: 'secretary' }, SECRETARY);
    const meeting = { case: 'joint_meeting:150302:2026-000030', number: 'J150302-2026-000030' };
    await give(item, 'scheduleItem', { meeting, ...when }, SYSTEM_ACTOR);
    await give(item, 'hearDecision', { meeting, decision: { ...assigning(), task: { ref: 'task' } } }, SYSTEM_ACTOR);
    const [row] = (await claimRows(service.db, 100)).filter(({ kind }) => kind === 'takeDecision');
    if (row === undefined) throw new Error('the relay finds nothing');
    const refused: CommandOutcome = {
      ...{ version: 9, state: 'in_review', allowed: [] },
      refusal: { code: 'wrong_state', params: { state: 'in_review' } },
    };
    const refusing = answering(() => Promise.resolve({ decision: { id: '', ...refused }, events: [] }));
    await Promise.all([deliver(refusing, row), deliver(refusing, row)]);
    expect(await inboxOf(item)).toEqual([
      said(request.case, `unheard.${row.commandId}`, 'noteNotTaken', { because: 'wrong_state' }),
    ]);
  });

  it('of a crew that was sent out while its whistle ended comes back as what it hears of that', async () => {
    await opened({ case: WHISTLE, body: blown() }, LEADER);
    for (const unit of ['housing', 'urban-management']) {
      await give(WHISTLE, 'releaseDepartment', { unit, reason: text('why') }, LEADER);
      await give(WHISTLE, 'noteLeft', { unit }, SYSTEM_ACTOR);
    }
    await give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, LEADER);
    const crew = [{ officer: '00000000-0000-4000-8000-000000000009', unit: 'urban-management' }];
    const parent = { case: WHISTLE, number: blown().number };
    await opened({ case: DISPATCH, body: sent({ crew, parent }) }, DISPATCHER);
    const [row] = (await claimRows(service.db, 100)).filter(({ caseId }) => caseId === WHISTLE);
    if (row === undefined) throw new Error('the relay finds nothing');
    await Promise.all([deliver(answering(gone), row), deliver(answering(gone), row)]);
    expect(await inboxOf(DISPATCH)).toEqual([said(WHISTLE, `unheard.${row.commandId}`, 'hearWhistleEnd', {})]);
  });
});
