import { expect } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { answered, COMPLAINT, type Call, type Reply } from './http.js';
import { auditWith, type TestService } from './service.js';

/** A street light that is out, which the housing bureau leads on. */
export const LAMP = { ...COMPLAINT, category: 'B0201' };

/** Somebody by name and phone. */
export const asked = (phone: string, more: object = {}) => ({ requester: { name: '演示·来电人', phone }, ...more });

/** What a desk does all day, through REST. */
export function openDesk(service: TestService, call: Call) {
  const submit = (more: object = {}, base: object = LAMP) =>
    call('clerk-1', 'POST', '/v1/requests', { body: { ...base, ...more } });
  const give = (login: string, number: string, verb: string, body: object = {}): Promise<Reply> =>
    call(login, 'POST', `/v1/requests/${number}/${verb}`, { body });
  return {
    submit,
    give,
    submitted: async (more: object = {}, base: object = LAMP): Promise<string> => {
      const { status, body } = await submit(more, base);
      expect([status, body['errors']]).toEqual([201, undefined]);
      return String(body['number']);
    },
    show: async (number: string, login = 'shift-leader-1') => (await call(login, 'GET', `/v1/requests/${number}`)).body,
    taken: async (login: string, number: string, verb: string, body: object = {}): Promise<void> => {
      const { status, body: answer } = await answered(call, login, give(login, number, verb, body));
      expect([verb, status, answer['detail'] ?? answer['code'], answer['errors']]).toEqual([
        verb,
        200,
        undefined,
        undefined,
      ]);
    },
    isClean: async (number: string): Promise<void> => {
      const { db, client, blobs } = service;
      expect((await verifyCase({ db, client, blobs, number, ...auditWith(service) })).findings).toEqual([]);
    },
  };
}
export type Desk = ReturnType<typeof openDesk>;
