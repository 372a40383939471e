import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultServerConditions } from 'vite'
import { afterAll } from 'vitest'

const source = fileURLToPath(new URL('../../packages/runner/src/spec.ts', import.meta.url))

let made: Promise<string> | undefined

/** What `loadero-test` is for specs, in one file: specs that import it from its sources take twenty times as long to load. */
export const specModule = (): Promise<string> => (made ??= bundle())

const bundle = async (): Promise<string> => {
  const outDir = await mkdtemp(join(tmpdir(), 'loadero-test-spec-'))
  remove = () => rm(outDir, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, resolve: { conditions: ['source', ...defaultServerConditions] } },
    build: { ssr: source, outDir, rolldownOptions: { output: { entryFileNames: 'spec.mjs' } } },
  })
  return join(outDir, 'spec.mjs')
}

let remove = () => Promise.resolve()

afterAll(() => remove())
