import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { createDeliveryActivities } from '../../activities/deliver-webhook.js';
import { createJobActivities } from '../../activities/jobs.js';
import { createCaseActivities } from '../../activities/record.js';
import { createRingActivities } from '../../activities/ring.js';
import { submit } from '../../src/commands/submit.js';
import { freePort } from '../../src/embedded/ports.js';
import { projectRoot } from '../../src/project-root.js';
import { namesIn } from '../support/exposition.js';
import { COMPLAINT, httpAt } from '../support/http.js';
import { addressOf, startApiProcess, startWorkerProcess } from '../support/processes.js';
import { aKey, aSubmission, LOOPBACK, openService, TEST_KEYS, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
/** What the parts of the service showed Prometheus, after something of everything had happened to them. */
let shown: Map<string, Set<string>>;
let sdk: string;

const read = (file: string): string => readFileSync(join(projectRoot(), 'deploy', file), 'utf8');
const scrape = async (url: string): Promise<string> => (await fetch(url)).text();

beforeAll(async () => {
  service = await openService();
  const { db, client, taskQueue } = service;
  const [workerPort, sdkPort] = [await freePort(), await freePort()];
  // One whose limits have run out, and no table to record it in: the recording fails until there is.
  await submit(service.door, {
    client: 'hotline',
    key: aKey(),
    actor: { account: 'clerk', role: 'hotline_clerk' },
    submission: aSubmission({ urgency: 'urgent' }),
    receivedAt: new Date(Date.now() - 30 * 3_600_000).toISOString(),
  });
  await db.pool.query('ALTER TABLE case_events RENAME TO case_events_away');
  startWorkerProcess(service, {
    WORKER_PORT: String(workerPort),
    TEMPORAL_METRICS_ADDRESS: `127.0.0.1:${String(sdkPort)}`,
  });
  const sdkUrl = `http://127.0.0.1:${String(sdkPort)}/metrics`;
  await until(async () => (await scrape(sdkUrl).catch(() => '')).includes('activity_execution_failed'));
  await db.pool.query('ALTER TABLE case_events_away RENAME TO case_events');

  const url = await addressOf(startApiProcess(service));
  const { call } = httpAt(url);
  await until(async () => (await call(undefined, 'GET', '/readyz')).status === 200);
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT });
  const path = `/v1/requests/${String(body['number'])}/sign-for`;
  expect((await call('urban-management.coordinator', 'POST', path, { body: {} })).status).toBe(200);

  // A procedure that no worker knows: its task fails, and is tried again until somebody ends it.
  const unknown = await client.workflow.start('noSuchProcedure', { workflowId: taskQueue, taskQueue });
  await until(async () => (await scrape(sdkUrl)).includes('workflow_task_execution_failed'));
  await unknown.terminate();

  sdk = await scrape(sdkUrl);
  const own = await scrape(`http://127.0.0.1:${String(workerPort)}/metrics`);
  shown = namesIn([await scrape(`${url}/metrics`), own, sdk].join('\n'));
});
afterAll(() => service.stop());

interface Selected {
  name: string;
  labels: string[];
}

/** The series an expression selects, and the labels it groups by. Throws where Prometheus would not understand it. */
function understand(expression: string): { selected: Selected[]; groupedBy: string[] } {
  // Grafana puts a length of time in its place.
  const text = expression.replaceAll('$__rate_interval', '5m');
  const selected: Selected[] = [];
  const groupedBy: string[] = [];
  parser.parse(text).iterate({
    enter: (node) => {
      const { name, type, from, to } = node;
      const isIn = (parent: string): boolean => node.matchContext([parent]);
      if (type.isError) throw new Error(`not understood: ${text.slice(0, from)}⟪here⟫${text.slice(from)}`);
      const word = text.slice(from, to);
      if (name === 'Identifier' && isIn('VectorSelector')) selected.push({ name: word, labels: [] });
      if (name === 'LabelName' && isIn('UnquotedLabelMatcher')) selected.at(-1)?.labels.push(word);
      if (name === 'LabelName' && isIn('GroupingLabels')) groupedBy.push(word);
    },
  });
  return { selected, groupedBy };
}

/** Prometheus puts these on whatever it scrapes. */
const OF_THE_SCRAPE = ['job', 'instance'];

/** What an expression asks for and nobody shows. */
function untrue(expression: string): string[] {
  const { selected, groupedBy } = understand(expression);
  const labelsOf = ({ name }: Selected) => [...(shown.get(name) ?? []), ...OF_THE_SCRAPE];
  const lost = selected.filter(({ name }) => !shown.has(name)).map(({ name }) => name);
  const mislabelled = selected.flatMap((each) =>
    each.labels.filter((label) => !labelsOf(each).includes(label)).map((label) => `${each.name}{${label}}`),
  );
  const known = selected.flatMap(labelsOf);
  return [...lost, ...mislabelled, ...groupedBy.filter((label) => !known.includes(label))];
}

describe('the Temporal core of a worker', () => {
  it('shows its own figures at the address it was given', () => {
    for (const name of ['temporal_workflow_task_execution_latency_seconds_count', 'temporal_num_pollers']) {
      expect(shown.has(name)).toBe(true);
    }
    const executed =
      /temporal_workflow_task_execution_latency_seconds_count\{[^}]*workflow_type="residentRequest"[^}]*\} (\d+)/;
    expect(Number(executed.exec(sdk)?.[1])).toBeGreaterThan(1);
    expect(sdk).not.toContain(COMPLAINT.requester.phone);
  });

  it('that cannot have the address says which variable names it', async () => {
    const taken = new URL(await service.listen());
    const worker = startWorkerProcess(service, { TEMPORAL_METRICS_ADDRESS: taken.host });
    await until(() => Promise.resolve(worker.child.exitCode !== null));
    expect([worker.child.exitCode, worker.output()]).toEqual([2, expect.stringContaining('TEMPORAL_METRICS_ADDRESS')]);
  });
});

describe('an expression', () => {
  it('is held against what is shown: a name, a label, a group or a syntax that is wrong is found', () => {
    expect(untrue('sum by (check) (bihuan_ready{check="worker"}) == 0')).toEqual([]);
    expect(untrue('bihuan_redy')).toEqual(['bihuan_redy']);
    expect(untrue('bihuan_ready{chek="worker"}')).toEqual(['bihuan_ready{chek}']);
    expect(untrue('sum by (district) (bihuan_ready)')).toEqual(['district']);
    expect(() => understand('sum by (check) (bihuan_ready')).toThrow('not understood');
  });
});

interface Rule {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
  annotations: Record<string, string>;
}

describe('alerts.yml', () => {
  const { groups } = parse(read('alerts.yml')) as { groups: { name: string; rules: Rule[] }[] };
  const rules = groups.flatMap(({ rules }) => rules);

  it('tells in both languages what is wrong, what it means and what to do', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
    const parts = ['summary', 'description', 'runbook'].flatMap((part) => [part, `${part}_zh`]).sort();
    for (const { alert, labels, annotations, for: lasting = '0m', ...rule } of rules) {
      expect([alert, Object.keys(annotations).sort()]).toEqual([alert, parts]);
      for (const part of parts) {
        const text = annotations[part] ?? '';
        expect([alert, part, /\p{Script=Han}/u.test(text)]).toEqual([alert, part, part.endsWith('_zh')]);
      }
      expect(['critical', 'warning']).toContain(labels.severity);
      expect([alert, lasting]).toEqual([alert, expect.stringMatching(/^\d+[mh]$/)]);
      expect([alert, Object.keys(rule)]).toEqual([alert, ['expr']]);
    }
  });

  it('asks for nothing that nobody shows', () => {
    for (const { alert, expr } of rules) {
      expect(understand(expr).selected.length).toBeGreaterThan(0);
      expect([alert, untrue(expr)]).toEqual([alert, []]);
    }
  });

  it('wakes somebody for what is not recorded, rung or given, and not for a subscriber: each activity has its rule', () => {
    const failing = rules.filter(({ expr }) => expr.includes('temporal_activity_execution_failed_total'));
    const watched = failing.map(({ expr, labels }) => [
      labels.severity,
      /activity_type=~"([\w|]+)"/.exec(expr)?.[1]?.split('|').sort(),
    ]);
    const { db } = service;
    const own = { ...createCaseActivities(db), ...createRingActivities(db), ...createJobActivities(db) };
    const outside = createDeliveryActivities({ db, keys: TEST_KEYS, egress: LOOPBACK });
    expect(watched).toEqual([
      ['critical', Object.keys(own).sort()],
      ['warning', Object.keys(outside).sort()],
    ]);
  });

  it('names in its texts only labels that its expression leaves', () => {
    for (const { alert, expr, annotations } of rules) {
      const { groupedBy } = understand(expr);
      const used = [
        ...Object.values(annotations)
          .join()
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label);
      expect([alert, groupedBy]).toEqual([alert, expect.arrayContaining(used)]);
    }
  });
});

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  targets?: { expr: string; datasource: { uid: string } }[];
}

describe('grafana-dashboard.json', () => {
  const dashboard = JSON.parse(read('grafana-dashboard.json')) as {
    schemaVersion: number;
    panels: Panel[];
    templating: { list: { name: string; type: string; definition?: string }[] };
  };
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  it('has a title in Chinese and an explanation in English for each panel, on a source that is chosen', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(41);
    expect(dashboard.templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
    expect(panels.length).toBeGreaterThan(12);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, description = '', targets = [] } of panels) {
      expect(title).toMatch(/\p{Script=Han}/u);
      expect(description).toMatch(/^[\x20-\x7e]{20,}$/);
      expect(targets.length).toBeGreaterThan(0);
      for (const { datasource } of targets) expect(datasource.uid).toBe('${datasource}');
    }
  });

  it('asks for nothing that nobody shows', () => {
    for (const { title, targets = [] } of panels) {
      for (const { expr } of targets) expect([title, untrue(expr)]).toEqual([title, []]);
    }
    for (const { definition } of dashboard.templating.list) {
      const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition ?? '') ?? [];
      if (definition !== undefined) expect([...(shown.get(metric) ?? [])]).toContain(label);
    }
  });
});
