import { fileURLToPath } from 'node:url'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
// Tests run from source, so that no stale build can pass them; only e2e starts the built command.
const resolve = { conditions: ['source', ...defaultServerConditions] }
const shared = { root, resolve, ssr: { resolve } }
const snapshotSerializers = ['test/support/error-snapshots.ts']

export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          snapshotSerializers,
        },
      },
      {
        ...shared,
        test: {
          name: 'contract',
          testTimeout: 60_000,
          include: ['test/contract/**/*.test.ts'],
          snapshotSerializers,
        },
      },
      { ...shared, test: { name: 'workspace', include: ['test/*.test.ts'], testTimeout: 60_000 } },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          globalSetup: ['test/support/build.ts'],
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'browser',
          globalSetup: ['test/support/build.ts'],
          include: ['packages/*/src/**/*.browser.test.ts', 'test/e2e/**/*.browser.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
