import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submit } from '../../src/commands/submit.js';
import { projectRoot } from '../../src/project-root.js';
import { startCollector, type ReceivedSpan } from '../support/collector.js';
import { COMPLAINT, httpAt, type Call } from '../support/http.js';
import { addressOf, startApiProcess, startWorkerProcess } from '../support/processes.js';
import { aKey, aSubmission, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let collector: Awaited<ReturnType<typeof startCollector>>;
let call: Call;

beforeAll(async () => {
  service = await openService();
  collector = await startCollector(service);
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' };
  startWorkerProcess(service, env);
  ({ call } = httpAt(await addressOf(startApiProcess(service, env))));
  await until(async () => (await call(undefined, 'GET', '/readyz')).status === 200);
});
afterAll(() => service.stop());

/** A caller's trace, as W3C writes it: the ids of the trace and of the caller's own span. */
function aTrace() {
  const traceId = randomBytes(16).toString('hex');
  const spanId = '00f067aa0ba902b7';
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
}

/** The spans of a trace, once its first is there: it ends last. */
async function traceOf(traceId: string, caller: string): Promise<ReceivedSpan[]> {
  const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);
  await until(() => Promise.resolve(ofTrace().some(({ parentSpanId }) => parentSpanId === caller)));
  return ofTrace();
}

/** A trace as one tree of names, under the span that called. Throws on a span that hangs in the air. */
function treeOf(spans: readonly ReceivedSpan[], caller: string): unknown[] {
  const known = new Set([caller, ...spans.map(({ spanId }) => spanId)]);
  const lost = spans.filter(({ parentSpanId }) => !known.has(parentSpanId));
  if (lost.length > 0) throw new Error(`without a parent: ${lost.map(({ name }) => name).join(', ')}`);
  return branches(spans, caller);
}

function branches(spans: readonly ReceivedSpan[], parent: string): unknown[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .map((span) => {
      const below = branches(spans, span.spanId);
      return below.length === 0 ? span.name : [span.name, ...below];
    });
}

const caseIdOf = (number: string): string => `request:${number.replace('-', ':')}`;

/** Every header of a history, wherever Temporal keeps one: of the start, of updates, of activities. */
function headersIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => (key === 'header' ? [each as unknown] : headersIn(each)));
}

async function submitted(traceparent: string): Promise<string> {
  const { status, body } = await call('clerk-1', 'POST', '/v1/requests', {
    body: COMPLAINT,
    headers: { traceparent },
  });
  expect(status).toBe(201);
  return String(body['number']);
}

describe('with a collector, a request over HTTP', () => {
  it('is one trace from the caller’s span through the start to the record', async () => {
    const { traceId, spanId, traceparent } = aTrace();
    const number = await submitted(traceparent);
    const spans = await traceOf(traceId, spanId);
    expect(treeOf(spans, spanId)).toEqual([
      ['POST /v1/requests', 'SQL open-case-resident_requests', 'start residentRequest'],
    ]);
    const started = spans.find(({ name }) => name.startsWith('start'));
    expect(started?.attributes['temporal.workflow_id']).toBe(caseIdOf(number));
  });

  it('that gives a command is one trace from the caller’s span through the update to the SQL of apply', async () => {
    const number = await submitted(aTrace().traceparent);
    const { traceId, spanId, traceparent } = aTrace();
    const { status, body } = await call(
      'urban-management.coordinator',
      'POST',
      `/v1/requests/${number}/sign-for?phone=13000000009`,
      { body: {}, headers: { traceparent } },
    );
    expect(status).toBe(200);
    const spans = await traceOf(traceId, spanId);
    const route = 'POST /v1/requests/{number}/sign-for';
    expect(treeOf(spans, spanId)).toEqual([
      [
        route,
        'SQL inbox-receive',
        'update signFor',
        ['apply', 'SQL read-case-resident_requests', 'SQL apply-resident_requests'],
      ],
    ]);
    const attributesOf = (name: string) => spans.find((span) => span.name === name)?.attributes;
    expect(attributesOf(route)).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/requests/{number}/sign-for',
      'http.response.status_code': 200,
    });
    expect(attributesOf('update signFor')?.['temporal.update_id']).toBe(body['commandId']);
    expect(attributesOf('apply')).toMatchObject({ 'bihuan.command_id': body['commandId'] });
    expect(new Set(spans.map((span) => span.service))).toEqual(new Set(['bihuan-api']));
  });

  it('leaves no header in the history, so that workflows replay as they would without', async () => {
    const number = await submitted(aTrace().traceparent);
    const path = `/v1/requests/${number}/sign-for`;
    expect((await call('urban-management.coordinator', 'POST', path, { body: {} })).status).toBe(200);
    const { events } = await service.client.workflow.getHandle(caseIdOf(number)).fetchHistory();
    const headers = headersIn(JSON.parse(JSON.stringify(events)));
    expect(headers.length).toBeGreaterThan(0);
    for (const header of headers) expect(Object.keys((header as { fields?: object }).fields ?? {})).toEqual([]);
    expect(JSON.stringify(events)).toContain('"updateId"');
  });

  it('that is refused bears its status, and is no failure of the service', async () => {
    const { traceId, spanId, traceparent } = aTrace();
    const body = { ...COMPLAINT, requester: { mode: 'named', name: '演示丙', phone: 'abc13000000003' } };
    const answer = await call('clerk-1', 'POST', '/v1/requests', { body, headers: { traceparent } });
    expect(answer.status).toBe(422);
    const [span, ...others] = await traceOf(traceId, spanId);
    expect(others).toEqual([]);
    expect(span).toMatchObject({ failed: false, attributes: { 'http.response.status_code': 422 } });
  });

  it('leaves nothing of what was said in any span', async () => {
    const { traceId, spanId, traceparent } = aTrace();
    const number = await submitted(traceparent);
    await traceOf(traceId, spanId);
    expect(collector.received()).toContain(number.slice(7));
    for (const word of [
      COMPLAINT.text,
      COMPLAINT.requester.name,
      '1300000000',
      '演示',
      'clerk-1',
      'bihuan-demo-only',
    ]) {
      expect(collector.received()).not.toContain(word);
    }
  });
});

describe('with a collector, what nobody asked for', () => {
  it('is a trace of the worker, from the activity to the SQL of apply', async () => {
    const { caseId } = await submit(service.door, {
      client: 'hotline',
      key: aKey(),
      actor: { account: 'clerk', role: 'hotline_clerk' },
      submission: aSubmission({ urgency: 'urgent' }),
      receivedAt: new Date(Date.now() - 3_600_000 * 30).toISOString(),
    });
    const root = await until(() =>
      Promise.resolve(
        collector.spans.find(
          ({ name, attributes }) => name === 'activity recordLapse' && attributes['temporal.workflow_id'] === caseId,
        ),
      ),
    );
    expect(root).toMatchObject({ service: 'bihuan-worker', parentSpanId: '' });
    const spans = collector.spans.filter(({ traceId }) => traceId === root.traceId);
    expect(treeOf(spans, '')).toEqual([
      ['activity recordLapse', ['apply', 'SQL read-case-resident_requests', 'SQL apply-resident_requests']],
    ]);
  });
});

describe('with a collector that is away', () => {
  it('requests are answered, the log says so, and the process ends as it should', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_BSP_SCHEDULE_DELAY: '50' };
    const api = startApiProcess(service, env);
    const { call: callApi } = httpAt(await addressOf(api));
    expect((await callApi('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT })).status).toBe(201);
    await until(() => Promise.resolve(api.output().includes('spans may be missing')));
    api.child.kill('SIGTERM');
    await until(() => Promise.resolve(api.child.exitCode !== null));
    expect(api.child.exitCode).toBe(0);
  });
});

describe('without a collector', () => {
  // What the process has loaded of OpenTelemetry's SDK, by its own account.
  const loaded = async (endpoint: string): Promise<number> => {
    const program = `
      import Module from 'node:module';
      import { pino } from 'pino';
      const { inSpan, startTracing } = await import('./src/tracing.ts');
      await import('./src/api-process.ts');
      await import('./src/request-worker.ts');
      const stop = await startTracing(process.argv[1] ?? '', 'test', pino({ level: 'silent' }));
      const done = await inSpan({ name: 'step', attributes: {} }, () => Promise.resolve('done'));
      const files = Object.keys(Module._cache).filter((file) => /@opentelemetry.(sdk-|exporter-|otlp-)/.test(file));
      console.log(JSON.stringify({ done, files: files.length }));
      process.exit(0);`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program, endpoint],
      { cwd: projectRoot() },
    );
    const said = JSON.parse(stdout) as { done: string; files: number };
    expect(said.done).toBe('done');
    return said.files;
  };

  it('nothing of OpenTelemetry’s SDK is loaded, and the work is done all the same', async () => {
    expect(await loaded('')).toBe(0);
    expect(await loaded('http://127.0.0.1:1')).toBeGreaterThan(10);
  });
});
