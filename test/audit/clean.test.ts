import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textEntry } from '../../src/store/vault.js';
import type { TestService } from '../support/service.js';
import { closed, give, open, openAuditedService, verify } from './audited-case.js';

const ONE = { code: 'unit-1', kind: 'bureau', inForce: 'yes' } as const;
const OTHER = { code: 'unit-2', kind: 'bureau', inForce: 'yes' } as const;

let service: TestService;

beforeAll(async () => {
  service = await openAuditedService();
});
afterAll(() => service.stop());

/** A text on its way into the vault, and the reference that stands for it. */
function say(text: string) {
  const entry = textEntry('note', text);
  return { ref: entry.ref, texts: [entry] };
}

/** Each leaves a request behind and says which. */
const CASES: Readonly<Record<string, () => Promise<string>>> = {
  'closed with a satisfied resident': async () => (await closed(service)).caseId,

  'accepted and dispatched by hand': async () => {
    const { caseId } = await open(service, { channel: 'web' });
    const { ref, texts } = say('演示:按职责');
    await give(service, caseId, 'accept', {}, { role: 'hotline_clerk' });
    await give(service, caseId, 'dispatch', { unit: ONE, reason: ref }, { role: 'dispatcher', texts });
    return caseId;
  },

  'given to another unit after an objection': async () => {
    const { caseId, lead } = await open(service);
    const [why, ruling] = [say('演示:非本单位'), say('演示:成立')];
    await give(service, caseId, 'object', { reason: why.ref }, { role: 'unit_head', unit: lead, texts: why.texts });
    const body = { ruling: 'upheld', reason: ruling.ref, unit: OTHER } as const;
    await give(service, caseId, 'ruleOnObjection', body, { role: 'shift_leader', texts: ruling.texts });
    return caseId;
  },

  'paused for information, which came': async () => {
    const { caseId } = await open(service, { urgency: 'urgent' });
    const [question, answer] = [say('演示:哪一栋'), say('演示:三号楼')];
    await give(service, caseId, 'askInformation', { question: question.ref }, { role: 'hotline_clerk', ...question });
    await give(service, caseId, 'supplement', { text: answer.ref }, { role: 'resident', texts: answer.texts });
    return caseId;
  },

  'closed and reopened': async () => {
    const { caseId } = await closed(service);
    const { ref, texts } = say('演示:又发生');
    await give(service, caseId, 'reopen', { reason: ref }, { role: 'resident', texts });
    return caseId;
  },
};

describe('a record nobody touched has neither findings nor warnings', () => {
  it.each(Object.keys(CASES))('%s', async (name) => {
    const caseId = await CASES[name]?.();
    expect(await verify(service, caseId ?? '')).toMatchObject({
      history: { runs: 1, status: 'open' },
      findings: [],
      warnings: [],
    });
  });
});
