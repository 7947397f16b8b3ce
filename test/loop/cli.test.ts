import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestId } from '../../src/domain/number.js';
import { runCli, serviceEnvironment } from '../support/processes.js';
import { openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
const nowhere = mkdtempSync(join(tmpdir(), 'bihuan-cli-'));
beforeAll(async () => {
  service = await openService();
});
afterAll(async () => {
  await service.stop();
  rmSync(nowhere, { recursive: true });
});

/** Each is a process of its own: it must end by itself, whatever went wrong. */
describe('the command line ends', () => {
  it.each([
    ['without a service', ['verify', '150302-2026-000001'], {}, /没有找到运行中的服务.*No running service/],
    [
      'where nobody listens',
      ['verify', '150302-2026-000001'],
      {
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        BIHUAN_SECRET: Buffer.alloc(32).toString('base64'),
      },
      /服务没有运行.*cannot be reached/,
    ],
    [
      'without the file of a secret',
      ['prepare'],
      { DATABASE_URL_FILE: join(nowhere, 'none') },
      /DATABASE_URL_FILE: .* cannot be read/,
    ],
    ['with a command that is none', ['verifi'], {}, /unknown command/],
    ['with an option that is none', ['prepare', '--bogus'], {}, /unknown option/],
  ] as const)('with 2 and a sentence %s', async (_when, args, env, sentence) => {
    const { code, said } = await runCli(args, { BIHUAN_STATE_DIR: nowhere, ...env });
    expect({ code, said }).toEqual({ code: 2, said: expect.stringMatching(sentence) });
    // A sentence, no stack.
    expect(said).not.toMatch(/^\s+at /m);
  });

  it('with 2 for a number that nobody has, and with 0 for one that is sound', async () => {
    const env = serviceEnvironment(service);
    const none = await runCli(['verify', '150302-2026-999999999'], env);
    expect(none).toEqual({ code: 2, said: expect.stringMatching(/没有编号为/) });
    const { caseId } = await submitOne(service.door);
    const number = caseId.replace(/^request:(\d+):/, '$1-');
    expect(requestId(number)).toBe(caseId);
    expect(await runCli(['verify', number], env)).toEqual({ code: 0, said: expect.stringMatching(/未发现问题/) });
  });

  it('with a sheet of figures and a list of abuses, and with 2 for a day to come', async () => {
    const env = serviceEnvironment(service);
    const sheet = await runCli(['figures', '--date', '2026-03-03'], env);
    expect(sheet).toEqual({ code: 0, said: expect.stringMatching(/^0 .*受理诉求 \/ Received/m) });
    const abuses = await runCli(['abuses', '--date', '2026-03-03'], env);
    expect(abuses).toEqual({ code: 0, said: expect.stringMatching(/月末清零 .*: 0/) });
    const none = await runCli(['figures', '--date', '2999-01-01'], env);
    expect(none).toEqual({ code: 2, said: expect.stringMatching(/no later than tomorrow/) });
    const unknown = await runCli(['abuses', '--district', '000000'], env);
    expect(unknown).toEqual({ code: 2, said: expect.stringMatching(/name the district .*150302/) });
  });
});
