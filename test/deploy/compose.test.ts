import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ConfigFault, readConfig } from '../../src/config.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { OBJECT_STORE } from '../../src/embedded/programs.js';
import { projectRoot } from '../../src/project-root.js';

interface Service {
  image: string;
  build?: string;
  restart?: string;
  environment?: Record<string, string>;
  ports?: string[];
  networks: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  command?: string[];
  profiles?: string[];
}

interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
}

const read = (file: string): string => readFileSync(join(projectRoot(), file), 'utf8');
const source = read('docker-compose.yml');
const compose = parse(source, { merge: true }) as Compose;
const services = Object.entries(compose.services);
/** Those that run to an end of their own. */
const JOBS = ['temporal-schema', 'prepare'];

/** Every `${NAME…}` of the file, with what stands behind the name. */
const variables = [...source.matchAll(/\$\{([A-Z0-9_]+)([^}]*)\}/g)].map(([, name = '', rest = '']) => ({
  name,
  rest,
}));

describe('docker-compose.yml', () => {
  it('is what the Compose Specification allows', () => {
    const schema = JSON.parse(read('test/deploy/compose-spec/compose-spec.json')) as AnySchema;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect([ajv.validate(schema, compose), ajv.errors]).toEqual([true, null]);
    expect(ajv.validate(schema, { services: { api: { imagge: 'x' } } })).toBe(false);
  });

  it('has no default for any secret, and .env.example names every variable', () => {
    const secrets = variables.filter(({ name }) => /PASSWORD|SECRET/.test(name));
    expect(new Set(secrets.map(({ name }) => name)).size).toBe(7);
    for (const { name, rest } of secrets) {
      // A gateway's own is asked for by the API, where there is a gateway.
      if (name.startsWith('NOTICE_')) expect([name, rest]).toEqual([name, ':-']);
      else expect(`${name} ${rest.slice(0, 2)}`).toBe(`${name} :?`);
    }
    const example = new Map(
      [...read('.env.example').matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect([...example.keys()].sort()).toEqual([...new Set(variables.map(({ name }) => name))].sort());
    for (const { name } of secrets) expect(example.get(name)).toBe('');
  });

  it('gives the API, the worker and the job of preparation a configuration that is complete', () => {
    for (const name of ['api', 'worker', 'prepare']) {
      const { environment = {} } = compose.services[name] ?? {};
      const filled = Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          value
            .replace(/\$\{BIHUAN_SECRET[^}]*\}/, Buffer.alloc(32).toString('base64'))
            .replace(/\$\{[A-Z0-9_]+:-([^}]*)\}/, '$1')
            .replace(/\$\{[^}]*\}/, 'x'),
        ]),
      );
      const config = readConfig(filled);
      // A misspelled name would be ignored in silence.
      expect(Object.keys(config)).toEqual(expect.arrayContaining(Object.keys(filled)));
      expect(() => readConfig({ ...filled, BIHUAN_SECRET: '' })).toThrow(ConfigFault);
      const gateway = { NOTICE_SMS_URL: 'https://sms.example.org/' };
      expect(() => readConfig({ ...filled, ...gateway, NOTICE_SMS_SECRET: '' })).toThrow(/NOTICE_SMS_SECRET/);
      expect(() => readConfig({ ...filled, ...gateway, NOTICE_SMS_SECRET: 'short' })).toThrow(/NOTICE_SMS_SECRET/);
      expect(readConfig({ ...filled, ...gateway, NOTICE_SMS_SECRET: newSecret() })).toMatchObject(gateway);
    }
  });

  it('gives the gateways that tell people to the API, which tells them', () => {
    for (const [name, { environment = {} }] of services) {
      const named = Object.keys(environment).filter((key) => /^NOTICE_(SMS|STAFF)_(URL|SECRET)$/.test(key));
      expect([name, named.length]).toEqual([name, name === 'api' ? 4 : 0]);
    }
  });

  it('gives the place of attachments to the API and the job that makes it, and to nobody else', () => {
    const place = { S3_BUCKET_URL: 'http://object-store:8333/attachments', S3_ACCESS_KEY_ID: 'bihuan' };
    for (const [name, { environment = {} }] of services) {
      if (name === 'api' || name === 'prepare') expect(environment).toMatchObject(place);
      else expect(environment).not.toHaveProperty('S3_BUCKET_URL');
    }
    const store = compose.services['object-store'];
    expect(store?.image).toMatch(new RegExp(`:${OBJECT_STORE.version}$`));
    // Behind S3 nothing asks for keys: it stays within the container.
    expect(store?.command?.filter((flag) => /bind/.test(flag))).toEqual(['-ip.bind=127.0.0.1', '-s3.ip.bind=0.0.0.0']);
    expect(store?.environment).toMatchObject({ AWS_ACCESS_KEY_ID: place.S3_ACCESS_KEY_ID });
  });

  it('names the version of every image, restarts what runs on, and asks each for its health', () => {
    for (const [name, service] of services) {
      expect(`${name} ${service.image}`).toMatch(/:(v?\d|\$\{)/);
      if (JOBS.includes(name)) expect(service).toMatchObject({ restart: 'on-failure:5' });
      else expect(service).toMatchObject({ restart: 'unless-stopped' });
      if (!JOBS.includes(name) && name !== 'temporal-ui') expect(service.healthcheck).toBeDefined();
    }
  });

  it('waits for jobs to be done and for servers to be healthy', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(compose.services[other]).toBeDefined();
        expect(condition).toBe(JOBS.includes(other) ? 'service_completed_successfully' : 'service_healthy');
      }
    }
  });

  it('lets the outside reach the proxy only, and this host the engine’s pages and the dashboard', () => {
    const published = services.filter(([, { ports }]) => ports).map(([name]) => name);
    expect(published).toEqual(['temporal-ui', 'proxy', 'grafana']);
    for (const name of ['temporal-ui', 'grafana']) {
      expect(compose.services[name]?.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    }
    expect(compose.networks['inside']).toEqual({ internal: true });
    for (const [name, { networks }] of services) {
      // Webhooks are sent by the worker, messages to people by the API; nobody can reach them by that network.
      const reaches = ['worker', 'api'].includes(name) ? ['inside', 'webhooks'] : ['inside'];
      if (!published.includes(name)) expect(networks).toEqual(reaches);
    }
  });

  it('watches itself only where that is wanted, and then every port that shows figures', () => {
    const watching = services.filter(([, { profiles }]) => profiles).map(([name]) => name);
    expect(watching).toEqual(['prometheus', 'grafana']);
    for (const [name, { depends_on = {} }] of services) {
      if (!watching.includes(name)) expect(Object.keys(depends_on)).not.toEqual(expect.arrayContaining(watching));
    }
    const { scrape_configs: scrapes } = parse(read('deploy/prometheus.yml')) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const scraped = scrapes.flatMap(({ dns_sd_configs }) =>
      dns_sd_configs.map(({ names, port }) => `${names.join()}:${String(port)}`),
    );
    const { environment: worker = {} } = compose.services['worker'] ?? {};
    const { environment: temporal = {} } = compose.services['temporal'] ?? {};
    const portOf = (address = '') => address.split(':').at(-1) ?? '';
    expect(scraped).toEqual([
      'api:3000',
      `worker:${worker['WORKER_PORT'] ?? ''}`,
      `worker:${portOf(worker['TEMPORAL_METRICS_ADDRESS'])}`,
      `temporal:${portOf(temporal['PROMETHEUS_ENDPOINT'])}`,
    ]);
  });

  it('runs the engine on 512 shards, with a user and databases of its own', () => {
    const { environment = {} } = compose.services['temporal'] ?? {};
    expect(environment).toMatchObject({ NUM_HISTORY_SHARDS: '512', POSTGRES_USER: 'temporal', DBNAME: 'temporal' });
    const script = read('deploy/postgres/create-databases.sh');
    for (const line of ['bihuan OWNER bihuan', 'temporal OWNER temporal', 'temporal_visibility OWNER temporal']) {
      expect(script).toContain(`CREATE DATABASE ${line};`);
    }
  });

  it('mounts, copies and builds from what is there', () => {
    const mounted = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .map((volume) => volume.replace(/^\$\{[A-Z0-9_]+:-([^}]*)\}/, '$1').split(':')[0] ?? '')
      .filter((path) => path.startsWith('./'));
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(mounted.length).toBeGreaterThan(3);
    expect(copied.length).toBeGreaterThan(6);
    const missing = [...mounted, ...copied].filter((path) => !existsSync(join(projectRoot(), path)));
    expect(missing).toEqual([]);
    const kept =
      read('.dockerignore')
        .match(/^!(.+)$/gm)
        ?.map((line) => line.slice(1)) ?? [];
    const context = copied.filter((path) => path !== '.').map((path) => path.split('/')[0] ?? '');
    expect(kept).toEqual(expect.arrayContaining(context));
  });
});
