import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
// Tests run from source, so that no stale build can pass them; only e2e starts the built command.
const resolve = { conditions: ['source', ...defaultServerConditions] }
const shared = { root, resolve, ssr: { resolve } }
const snapshotSerializers = ['test/support/error-snapshots.ts']
/** No result may depend on the speed of the machine: a limit only ends a test that hangs. */
const limits = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  unstubEnvs: true,
  expect: { poll: { timeout: 120_000 } },
}

// Unit, contract and integration tests load the sources once for all files (`isolate: false`): a third of the time.
export default defineConfig({
  ...shared,
  test: {
    // Tests wait for threads and processes much of their time. By default, Vitest leaves one core free.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        test: {
          ...limits,
          name: 'unit',
          isolate: false,
          include: ['packages/*/src/**/*.test.ts', 'fixtures/projects/*/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          snapshotSerializers,
          // Spec files run in threads, which need built code.
          globalSetup: ['test/support/build.ts'],
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          isolate: false,
          snapshotSerializers,
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          snapshotSerializers,
          globalSetup: ['test/support/build.ts', 'test/support/spec-module.ts'],
          isolate: false,
        },
      },
      { ...shared, test: { ...limits, name: 'workspace', include: ['test/*.test.ts'] } },
      {
        ...shared,
        test: {
          ...limits,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          globalSetup: ['test/support/build.ts'],
        },
      },
      {
        ...shared,
        test: {
          ...limits,
          name: 'browser',
          globalSetup: ['test/support/build.ts'],
          include: ['packages/*/src/**/*.browser.test.ts', 'test/e2e/**/*.browser.test.ts'],
          fileParallelism: false,
        },
      },
    ],
  },
})
