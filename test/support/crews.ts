import { expect } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import type { Call, Reply } from './http.js';
import { auditWith, type TestService } from './service.js';

/** Crews through REST: haibei's dispatcher, and the officers of the rosters of haibei and xinhua. */

export const DISPATCHER = 'haibei.enforcement-dispatcher';
export const [URBAN, URBAN2, MARKET, POLICE, HOUSING] = [
  'urban-management.officer-1',
  'urban-management.officer-2',
  'market-regulation.officer-1',
  'police.officer-1',
  'housing.officer-1',
] as const;
export const WEEKEND = { offDutyReason: '演示:周末集中整治' };
export const HOUR_MS = 3_600_000;

export interface BoardOfficer {
  account: string;
  login: string;
  displayName: string;
  tasks: { number?: string; state?: string; from: string; until: string }[];
}

/** A time that has begun. */
export const now = () => ({
  from: new Date(Date.now() - HOUR_MS).toISOString(),
  until: new Date(Date.now() + HOUR_MS).toISOString(),
});

/** A day at +08:00, so many days ahead. */
export const inDays = (days: number) =>
  new Date(Date.now() + 8 * HOUR_MS + days * 24 * HOUR_MS).toISOString().slice(0, 10);

export async function openCrews(service: TestService, call: Call) {
  const { db, client } = service;
  const post = (login: string, path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Reply> =>
    call(login, 'POST', path, { body, headers });
  const board = async (place = 'haibei', login = DISPATCHER): Promise<readonly BoardOfficer[]> => {
    const { body } = await call(login, 'GET', `/v1/subdistricts/${place}/board`);
    return (body['units'] as { officers: BoardOfficer[] }[]).flatMap((unit) => unit.officers);
  };
  const everybody = [...(await board('haibei')), ...(await board('xinhua'))];
  /** Accounts by login. */
  const officers: Readonly<Record<string, string>> = Object.fromEntries(
    everybody.map(({ login, account }) => [login, account]),
  );
  const crewOf = (...logins: string[]) => logins.map((login) => officers[login] ?? login);
  let windows = 0;
  /** A time of a morning that no other test books: every call gives another one, days ahead. */
  const aTime = (): { from: string; until: string } => {
    windows += 1;
    const from = Date.now() + (48 + windows * 12) * HOUR_MS;
    return { from: new Date(from).toISOString(), until: new Date(from + 2 * HOUR_MS).toISOString() };
  };
  const asking = (more: object = {}) => ({
    ...{ urgency: 'routine', lead: 'urban-management', task: '演示:占道经营集中整治', equipment: ['演示·执法记录仪'] },
    ...{ crew: crewOf(URBAN, MARKET), place: { subdistrict: 'haibei', address: '演示·立春路' } },
    // On whatever day these tests run.
    ...WEEKEND,
    ...more,
  });
  const dispatch = (more: object = {}, login: string = DISPATCHER) =>
    post(login, '/v1/enforcement-dispatches', asking(more));
  const order = (login: string, number: string, verb: string, body: object = {}) =>
    post(login, `/v1/enforcement-dispatches/${number}/${verb}`, body);
  return {
    ...{ officers, crewOf, aTime, asking, post, board, dispatch, order },
    tasksOf: async (login: string) => (await board()).find((one) => one.login === login)?.tasks ?? [],
    dispatched: async (more: object = {}): Promise<string> => {
      const { status, body } = await dispatch({ ...aTime(), ...more });
      expect([status, body['code'], body['errors']]).toEqual([201, undefined, undefined]);
      return String(body['number']);
    },
    read: async (number: string, login: string = DISPATCHER) =>
      (await call(login, 'GET', `/v1/enforcement-dispatches/${number}`)).body,
    done: async (login: string, number: string, verb: string, body: object = {}): Promise<void> => {
      const { status, body: answer } = await order(login, number, verb, body);
      expect([verb, status, answer['title'], answer['errors']]).toEqual([verb, 200, undefined, undefined]);
    },
    isClean: async (number: string): Promise<void> => {
      const { findings } = await verifyCase({ db, client, number, ...auditWith(service) });
      expect([number, findings]).toEqual([number, []]);
    },
  };
}
export type Crews = Awaited<ReturnType<typeof openCrews>>;
