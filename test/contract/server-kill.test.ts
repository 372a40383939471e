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
// Beside the server, so that what is not bundled is found as the server finds it.
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

function body(name: string) {
  return {
    name,
    script: 'x',
    start_interval: 1,
    participant_timeout: 600,
    mode: 'performance',
    increment_strategy: 'linear',
  }
}

/** What the client knows for sure: by test id, the last name that was acknowledged, or `deleted`. */
type Known = Map<number, string>

/** Creates, renames and deletes without end; whatever is answered is noted, until the connection breaks. */
async function write(ask: Ask, known: Known, acknowledged: () => void) {
  const tests = '/v2/projects/1/tests/'
  for (let round = 0; ; round++) {
    const { id = 0 } = (await ask('POST', tests, body(`new ${round}`))).body
    expect(known.has(id)).toBe(false)
    known.set(id, `new ${round}`)
    acknowledged()
    await ask('POST', `${tests}${id}/groups/`, { name: 'pair', count: 1 })
    if (round % 4 === 3) {
      known.delete(id) // From here to the answer nobody can know.
      await ask('DELETE', `${tests}${id}/`)
      known.set(id, 'deleted')
    }
    if (round % 4 === 1) {
      known.delete(id)
      await ask('PUT', `${tests}${id}/`, body(`renamed ${round}`))
      known.set(id, `renamed ${round}`)
    }
    acknowledged()
  }
}

/** What `fetch` throws when its connection breaks is what this is about; anything else is a failure. */
function onlyBroken(error: unknown) {
  if (!(error instanceof TypeError)) throw error
}

async function kill(child: ChildProcess) {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function verify(ask: Ask, known: Known) {
  const { tests = [], groups = [], runs = [] } = (await ask('GET', '/local/dump/')).body
  const names = new Map(tests.map(({ id, name }) => [id, name]))
  const lost = [...known].filter(([id, name]) => (names.get(id) ?? 'deleted') !== name)
  expect(lost).toEqual([])
  expect(groups.filter(({ test_id }) => !names.has(test_id))).toEqual([])
  expect(runs.filter(({ status }) => status !== 'aborted')).toEqual([])
  return runs.length
}

test('a server that is killed at any moment has kept all that it answered, and aborts what it ran', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'loadero-test-kill-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const known: Known = new Map()
  for (let round = 0; round < 6; round++) {
    const { child, ask } = await start(directory)
    expect(await verify(ask, known)).toBe(round)
    const { id } = (await ask('POST', '/v2/projects/1/tests/', body('to run'))).body
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
      }).catch(onlyBroken),
    )
    await Promise.all([...writers, once(child, 'exit')])
  }
  const { child, ask } = await start(directory)
  expect(await verify(ask, known)).toBe(6)
  await kill(child)
})
