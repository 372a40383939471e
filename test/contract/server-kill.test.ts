import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, defaultServerConditions } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

const server = fileURLToPath(new URL('../../packages/server/', import.meta.url))
// In the server's folder, so that imports that are not bundled resolve as for the server.
const bundle = join(server, 'node_modules', '.kill-test', String(process.pid))

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    root: server,
    ssr: {
      resolve: { conditions: ['source', ...defaultServerConditions] },
      noExternal: [/^@loadero-test\//],
    },
    resolve: { alias: { '@loadero-test/server': join(server, 'src/index.ts') } },
    build: {
      ssr: fileURLToPath(new URL('./server-kill-process.ts', import.meta.url)),
      outDir: bundle,
      rollupOptions: { output: { entryFileNames: 'server.mjs' } },
    },
  })
})
afterAll(() => rm(bundle, { recursive: true, force: true }))

async function start(directory: string) {
  const child = spawn(process.execPath, [join(bundle, 'server.mjs'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: 'LoaderoAuth any' }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`${url}${path}`, init)
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Answer }
  }
  return { child, ask }
}

interface Answer {
  readonly id?: number
  readonly name?: string
  readonly status?: string
  readonly tests?: readonly { readonly id: number; readonly name: string }[]
  readonly runs?: readonly { readonly id: number; readonly status: string }[]
  readonly groups?: readonly { readonly id: number; readonly test_id: number }[]
}
type Ask = Awaited<ReturnType<typeof start>>['ask']

function testBody(name: string) {
  return {
    name,
    script: 'x',
    start_interval: 1,
    participant_timeout: 600,
    mode: 'performance',
    increment_strategy: 'linear',
  }
}

/** Test id → the last acknowledged name, or `deleted`. */
type AcknowledgedNames = Map<number, string>

/** Creates, renames and deletes tests and records each response, until the connection breaks. */
async function write(ask: Ask, known: AcknowledgedNames, acknowledged: () => void) {
  const tests = '/v2/projects/1/tests/'
  for (let round = 0; ; round++) {
    const { id = 0 } = (await ask('POST', tests, testBody(`new ${round}`))).body
    expect(known.has(id)).toBe(false)
    known.set(id, `new ${round}`)
    acknowledged()
    await ask('POST', `${tests}${id}/groups/`, { name: 'pair', count: 1 })
    if (round % 4 === 3) {
      known.delete(id) // The state is unknown until the response.
      await ask('DELETE', `${tests}${id}/`)
      known.set(id, 'deleted')
    }
    if (round % 4 === 1) {
      known.delete(id)
      await ask('PUT', `${tests}${id}/`, testBody(`renamed ${round}`))
      known.set(id, `renamed ${round}`)
    }
    acknowledged()
  }
}

/** Ignores the TypeError that `fetch` throws when its connection breaks. */
function ignoreBrokenConnection(error: unknown) {
  if (!(error instanceof TypeError)) throw error
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function verify(ask: Ask, known: AcknowledgedNames) {
  const { tests = [], groups = [], runs = [] } = (await ask('GET', '/local/dump/')).body
  const names = new Map(tests.map(({ id, name }) => [id, name]))
  const lost = [...known].filter(([id, name]) => (names.get(id) ?? 'deleted') !== name)
  expect(lost).toEqual([])
  expect(groups.filter(({ test_id }) => !names.has(test_id))).toEqual([])
  expect(runs.filter(({ status }) => status !== 'aborted')).toEqual([])
  return runs.length
}

test('a killed server keeps everything that it acknowledged', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'loadero-test-kill-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const known: AcknowledgedNames = new Map()
  for (let round = 0; round < 6; round++) {
    const { child, ask } = await start(directory)
    expect(await verify(ask, known)).toBe(round)
    const { id } = (await ask('POST', '/v2/projects/1/tests/', testBody('to run'))).body
    await ask('POST', `/v2/projects/1/tests/${id}/participants/`, {
      name: 'a',
      count: 2,
      browser: 'chromeLatest',
    })
    expect((await ask('POST', `/v2/projects/1/tests/${id}/runs/`)).status).toBe(202)
    let answers = 0
    const writers = Array.from({ length: 4 }, () =>
      write(ask, known, () => {
        if (++answers === 25 + 20 * round) void child.kill('SIGKILL')
      }).catch(ignoreBrokenConnection),
    )
    await Promise.all([...writers, once(child, 'exit')])
  }
  const { child, ask } = await start(directory)
  expect(await verify(ask, known)).toBe(6)
  await kill(child)
})
