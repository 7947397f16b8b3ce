import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../../src/commands/send.js';
import { SYSTEM_ACTOR } from '../../src/domain/envelope.js';
import { caseIdOf } from '../../src/domain/number.js';
import { abolishUnit } from '../../src/store/units.js';
import { DISPATCHER, now, openCrews, POLICE, type Crews } from '../support/crews.js';
import { openHttp, type Call } from '../support/http.js';
import { aKey, HAIBOWAN, openService, type TestService } from '../support/service.js';

/** A crew whose lead, the ecology bureau, becomes part of natural resources while it is at work. */
let service: TestService;
let call: Call;
let crews: Crews;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  crews = await openCrews(service, call);
});
afterAll(() => service.stop());

const ECOLOGY = 'ecology.officer-1';
const MEASURE = { power: 'EC-02', measure: 'fine', details: '演示', evidence: ['演示·照片'] };

describe('a unit that is abolished', () => {
  it('leaves its powers, its officers and its crews to its successor', async () => {
    const early = await crews.dispatched({ ...now(), crew: crews.crewOf(ECOLOGY, POLICE), lead: 'ecology' });
    await crews.done(ECOLOGY, early, 'set-out');

    await abolishUnit(service.db, { district: HAIBOWAN, from: 'ecology', to: 'natural-resources' });
    const body = { from: 'ecology', to: { code: 'natural-resources', kind: 'bureau', inForce: 'yes' } };
    const told = await send(service.door, {
      ...{ client: 'test', key: aKey(), caseId: caseIdOf(early), name: 'succeedUnit', actor: SYSTEM_ACTOR },
      ...{ body, canonical: JSON.stringify(body) },
    });
    expect(told.status).toBe('decided');

    const there = { position: { latitude: 39.67, longitude: 106.82 } };
    await crews.done(ECOLOGY, early, 'arrive', there);
    await crews.done(POLICE, early, 'arrive', there);
    expect((await crews.order(POLICE, early, 'take-measure', MEASURE)).body).toMatchObject({
      code: 'power_of_another',
    });
    await crews.done(ECOLOGY, early, 'take-measure', MEASURE);
    expect((await crews.read(early))['measures']).toMatchObject([{ unit: 'natural-resources', power: 'EC-02' }]);
    await crews.isClean(early);

    const time = crews.aTime();
    const late = await crews.dispatched({ ...time, crew: crews.crewOf(ECOLOGY), lead: 'natural-resources' });
    expect((await crews.read(late))['crew']).toMatchObject([{ unit: 'natural-resources' }]);
    await crews.done(ECOLOGY, late, 'set-out');
    const board = (await call(DISPATCHER, 'GET', '/v1/subdistricts/haibei/board')).body;
    expect((board['units'] as { unit: string }[]).map(({ unit }) => unit)).not.toContain('ecology');
  });
});
