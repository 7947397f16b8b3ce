import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { conveneRegular } from '../../src/commands/convene-regular.js';
import type { JointMeeting } from '../../src/domain/joint-meeting/joint-meeting.js';
import { localTime } from '../../src/domain/local-time.js';
import { caseIdOf, numberOf } from '../../src/domain/number.js';
import { stateAfter } from '../../src/domain/procedures.js';
import { listProceedings } from '../../src/store/queries/find-proceeding.js';
import { scheduleMeetings, startScheduler } from '../../src/meeting-scheduler.js';
import { taskQueuesOf } from '../../src/temporal/task-queues.js';
import { meetingScheduleId } from '../../workflows/contract/convene-meeting.js';
import { auditWith, HAIBOWAN, openService, silent, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Regular sittings by Temporal's own schedules, on a real server: no other test has any. */
const DISTRICT = HAIBOWAN;
let service: TestService;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
});
afterAll(async () => {
  const { schedule } = service.client;
  for await (const { scheduleId } of schedule.list()) {
    if (scheduleId.startsWith(`joint-meetings:${DISTRICT}:`)) await schedule.getHandle(scheduleId).delete();
  }
  await service.stop();
});

const sync = () =>
  scheduleMeetings({ client: service.client, queues: taskQueuesOf(service.taskQueue), db: service.db });
const handle = (committee: string) =>
  service.client.schedule.getHandle(meetingScheduleId({ district: DISTRICT, committee }));

async function meetings() {
  const held = [{ role: 'auditor', scope: { district: DISTRICT, kind: 'district', code: DISTRICT } }] as const;
  return listProceedings(service.db, {
    ...{ reader: { account: 'auditor', held }, filter: { kind: 'joint_meeting' }, limit: 50 },
  });
}

describe('the schedules of regular sittings', () => {
  it('stand for every committee in force, in China time, a week before its regular day', async () => {
    expect(await sync()).toBe(4);
    const { spec, action } = await handle('haibei').describe();
    expect(spec.timezone).toBe('Asia/Shanghai');
    // On the 20th at 14:30.
    expect(spec.calendars?.[0]).toMatchObject({
      dayOfMonth: [{ start: 13 }],
      hour: [{ start: 14 }],
      minute: [{ start: 30 }],
    });
    expect(action).toMatchObject({
      workflowType: 'conveneMeeting',
      args: [{ district: DISTRICT, committee: 'haibei' }],
    });
    // Of the district: on 25 January, April, July and October.
    const district = await handle('district').describe();
    expect(district.spec.calendars?.[0]?.month).toHaveLength(4);
  });

  it('follow the directory, and stay paused where an operator has paused them', async () => {
    await handle('haibei').pause('by hand');
    const change = (day: number) =>
      service.db.pool.query(`UPDATE committees SET regular_day = $1 WHERE code = 'haibei'`, [day]);
    await change(21);
    await sync();
    const { spec, state } = await handle('haibei').describe();
    expect(spec.calendars?.[0]?.dayOfMonth).toMatchObject([{ start: 14 }]);
    expect(state.paused).toBe(true);
    await change(20);
    await handle('haibei').unpause();
    await service.db.pool.query(`UPDATE committees SET valid_until = '2026-01-02' WHERE code = 'qianlishan-03'`);
    expect(await sync()).toBe(3);
    await expect(handle('qianlishan-03').describe()).rejects.toThrow();
  });

  it('convene a sitting, once for a committee and a day, however often they fire', async () => {
    await sync();
    await handle('haibei').trigger();
    await until(async () => (await meetings()).length === 1);
    const [meeting] = await meetings();
    const number = meeting?.number ?? '';
    expect(meeting).toMatchObject({ sort: 'regular', state: 'preparing', subdistrict: 'haibei' });
    // Whatever starts it once more comes upon the same sitting.
    const again: unknown = await service.client.workflow.execute('conveneMeeting', {
      ...{ workflowId: `again-${number}`, taskQueue: service.taskQueue },
      args: [{ district: DISTRICT, committee: 'haibei' }],
    });
    expect(again).toBe(caseIdOf(number));
    expect(await meetings()).toHaveLength(1);
    const { db, client } = service;
    await until(async () => (await verifyCase({ db, client, number, ...auditWith(service) })).findings.length === 0);
  });

  it('move the day off holidays, and leave the days of notice', async () => {
    const directory = await service.door.directories.current(DISTRICT);
    const convened = async (committee: string, now: string) => {
      const made = await conveneRegular(service.db, directory, { committee }, now);
      const state = made && (stateAfter(made.case, made.opening.opening) as JointMeeting);
      return state && { when: localTime(state.when).slice(0, 16), number: numberOf(state.case) };
    };
    // The procedure asks that a sitting lies ahead of the clock of the database: a year that is to come.
    const year = new Date().getUTCFullYear() + 1;
    const regular = await convened('haibei', `${String(year)}-03-13T06:30:00.000Z`);
    expect(regular?.when.slice(0, 8)).toBe(`${String(year)}-03-`);
    expect(regular?.when.slice(11)).toBe('14:30');
    expect(await convened('haibei', `${String(year)}-03-13T06:30:00.000Z`)).toEqual(regular);
    expect(await convened('nobody', `${String(year)}-03-13T06:30:00.000Z`)).toBeUndefined();
    expect(await convened('qianlishan-03', `${String(year)}-03-13T06:30:00.000Z`)).toBeUndefined();
  });

  it('are kept by a running service', async () => {
    await handle('haibei').delete();
    const { client, db, taskQueue } = service;
    const scheduler = startScheduler({ client, db, log: silent, queues: taskQueuesOf(taskQueue) });
    await until(() =>
      handle('haibei')
        .describe()
        .then(
          () => true,
          () => false,
        ),
    );
    await scheduler.stop();
  });
});
