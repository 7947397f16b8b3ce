/** One transform for all: swc, ESM. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  clearMocks: true,
};

const project = (name, folders, more = {}) => ({
  ...shared,
  displayName: name,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  ...more,
});

const drawing = { setupFiles: ['<rootDir>/test/support/seed.ts'] };

/** @type {import('jest').Config} */
export default {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testTimeout: 60_000,
  // Much of a test is waiting for servers: one more than the two cores that a gate has.
  maxWorkers: 3,
  // Modules of finished suites are never freed: late suites, above all the matrix of roles, would mostly collect garbage.
  workerIdleMemoryLimit: '512MB',
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  projects: [
    project('domain', ['domain', 'import', 'deploy', 'attachments'], drawing),
    project('embedded', ['embedded']),
    project('workflows', ['workflows']),
    project('store', ['store', 'blobs', 'notify'], drawing),
    project('audit', ['audit']),
    project('api', ['api']),
    project('loop', ['loop', 'demo']),
    project('replay', ['replay']),
    project('reliability', ['reliability']),
  ],
};
