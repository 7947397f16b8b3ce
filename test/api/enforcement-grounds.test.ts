import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DISPATCHER, MARKET, openCrews, URBAN, type Crews } from '../support/crews.js';
import { openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call } from '../support/http.js';
import { aPhone, openService, type TestService } from '../support/service.js';

/** On what a crew is dispatched, and whom that keeps out of it. */
let service: TestService;
let call: Call;
let submitted: Desk['submitted'];
let crews: Crews;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submitted } = openDesk(service, call));
  crews = await openCrews(service, call);
});
afterAll(() => service.stop());

/** What haibei is told of somebody in confidence. */
const tipOff = (against: object, more: object = {}) =>
  submitted({
    ...{ kind: 'tip_off', against, place: { subdistrict: 'haibei' } },
    requester: { mode: 'confidential', name: '演示·举报人', phone: aPhone() },
    ...more,
  });

/** The numbers of the dispatches that somebody is shown. */
async function listed(login: string): Promise<readonly string[]> {
  const { body } = await call(login, 'GET', '/v1/enforcement-dispatches');
  return (body['cases'] as { number: string }[]).map(({ number }) => number);
}

describe('who is reported', () => {
  it('sends nobody to look into it, and neither reads nor hears of who does', async () => {
    const request = await tipOff({ unit: 'urban-management' });
    const refused = await crews.dispatch({ ...crews.aTime(), request });
    expect([refused.status, refused.body['code']]).toEqual([409, 'reported_unit']);
    const crew = crews.crewOf(MARKET);
    const number = await crews.dispatched({ request, crew, lead: 'market-regulation' });
    const [officer] = crews.crewOf(URBAN);
    const booking = await crews.order(DISPATCHER, number, 'book-officer', { officer, offDutyReason: '演示:加派一人' });
    expect([booking.status, booking.body['code']]).toEqual([409, 'reported_unit']);
    for (const login of ['urban-management.head', 'urban-management.coordinator', URBAN]) {
      expect((await call(login, 'GET', `/v1/enforcement-dispatches/${number}`)).status).toBe(404);
      expect(await listed(login)).toEqual([]);
    }
    expect(await listed('market-regulation.head')).toEqual([number]);
    await crews.done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });

  it('does not come in person, though others of the unit may', async () => {
    const request = await tipOff({ unit: 'urban-management', staff: true, login: URBAN }, { kind: 'complaint' });
    const refused = await crews.dispatch({ ...crews.aTime(), request, crew: crews.crewOf(URBAN, MARKET) });
    expect([refused.status, refused.body['code']]).toEqual([409, 'reported_officer']);
    const number = await crews.dispatched({ request, crew: crews.crewOf('urban-management.officer-2', MARKET) });
    const [officer] = crews.crewOf(URBAN);
    const booking = await crews.order(DISPATCHER, number, 'book-officer', { officer, offDutyReason: '演示:加派一人' });
    expect([booking.status, booking.body['code']]).toEqual([409, 'reported_officer']);
    expect((await call(URBAN, 'GET', `/v1/enforcement-dispatches/${number}`)).status).toBe(404);
    await crews.done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });
});
