import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultServerConditions } from 'vite'
import type { TestProject } from 'vitest/node'

const source = fileURLToPath(new URL('../../packages/runner/src/spec.ts', import.meta.url))

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the bundle that specs import as `loadero-test`. Its sources take twenty times as long to load. */
    readonly specModule: string
  }
}

/** Bundles the spec module once for all files of a project. */
export default async function bundleSpecModule(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), 'loadero-test-spec-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, resolve: { conditions: ['source', ...defaultServerConditions] } },
    build: { ssr: source, outDir, rolldownOptions: { output: { entryFileNames: 'spec.mjs' } } },
  })
  project.provide('specModule', join(outDir, 'spec.mjs'))
  return () => rm(outDir, { recursive: true })
}
