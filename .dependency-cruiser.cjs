/** The import arrow of docs/architecture.md: commands go in, facts come out, nothing flows back. */
const only = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^(src|workflows|activities)', pathNot: [from, ...to] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle has no beginning to read from.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-alone',
      severity: 'error',
      comment: 'The domain is pure: no packages, no I/O, no other layer.',
      from: { path: '^src/domain' },
      to: { pathNot: '^src/domain' },
    },
    only(
      'workflows',
      '^workflows',
      ['^src/domain', '^activities/index'],
      'Workflows tell the procedure with the domain and the types of activities.',
    ),
    {
      name: 'workflow-packages',
      severity: 'error',
      comment: 'What is bundled is replayed for years.',
      from: { path: '^workflows' },
      to: { path: 'node_modules', pathNot: 'node_modules/@temporalio/(workflow|common)' },
    },
    only(
      'activities',
      '^activities',
      ['^src/domain', '^src/store', '^src/commands', '^workflows/contract'],
      'Activities do side effects.',
    ),
    only(
      'store',
      '^src/store',
      ['^src/domain', '^src/generated', '^src/passwords', '^src/project-root', '^src/tracing'],
      'The store knows the domain only.',
    ),
    {
      name: 'attachments-are-alone',
      severity: 'error',
      comment: 'What a content is depends on its bytes alone.',
      from: { path: '^src/attachments' },
      to: { path: ['^(src|workflows|activities)', 'node_modules'], pathNot: '^src/attachments' },
    },
    only('blobs', '^src/blobs', ['^src/config'], 'A blob is bytes under a key, whatever they are.'),
    only(
      'temporal',
      '^src/temporal/',
      ['^src/domain', '^workflows/contract', '^src/tracing'],
      'The gateway knows the contract only.',
    ),
    only(
      'commands',
      '^src/commands',
      [
        '^src/domain',
        '^src/store',
        '^src/temporal/',
        '^src/calendar-data',
        '^workflows/contract',
        '^src/tracing',
        '^src/attachments',
        '^src/blobs/blobs',
      ],
      'The only door in.',
    ),
    only(
      'api',
      '^src/api/',
      [
        '^src/domain',
        '^src/store',
        '^src/commands',
        '^src/metrics',
        '^src/tracing',
        '^src/attachments',
        '^src/blobs/blobs',
      ],
      'The surface talks to the door and to queries.',
    ),
    {
      name: 'one-hand-writes-the-record',
      severity: 'error',
      comment: 'Only the door and the recording activity apply events.',
      from: { pathNot: '^(src/commands|activities/record|src/store)' },
      to: { path: '^src/store/apply' },
    },
    {
      name: 'opentelemetry-in-one-place',
      severity: 'error',
      comment: 'Loaded only where traces are wanted: by one file, and that file only on demand.',
      from: { path: '^(src|workflows|activities)', pathNot: '^src/open-telemetry' },
      to: { path: 'node_modules/@opentelemetry' },
    },
    {
      name: 'opentelemetry-on-demand',
      severity: 'error',
      comment: 'Loaded only where traces are wanted: by one file, and that file only on demand.',
      from: { path: '^(src|workflows|activities)' },
      to: { path: '^src/open-telemetry', dynamic: false },
    },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      from: { path: '^(src|workflows|activities)' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
