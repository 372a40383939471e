import { mkdtempSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveCommand } from './serve.js'
import { resolveServeConfig } from '../options/serve-options.js'

function directory() {
  const path = mkdtempSync(join(tmpdir(), 'loadero-test-serve-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

function config(flags: Record<string, string | boolean>, env = {}, cwd = '/') {
  return resolveServeConfig({ port: '0', engine: 'none', ...flags }, env, cwd)
}

/** A server that runs until it is told to stop. */
async function start(settings: ReturnType<typeof config>) {
  const stopper = new AbortController()
  let output = ''
  let ended: Promise<number> | undefined
  await new Promise<void>((resolve, reject) => {
    const write = (text: string) => {
      output += text
      if (output.includes('Ctrl-C')) resolve()
    }
    ended = serveCommand(settings, { env: {}, write, signal: stopper.signal, version: '0' })
    ended.catch(reject)
  })
  const stop = async () => {
    stopper.abort()
    return ended
  }
  onTestFinished(async () => void (await stop()))
  const value = (name: string) => new RegExp(`${name}=(\\S+)`).exec(output)?.[1] ?? ''
  const get = (path: string, token = value('LOADERO_ACCESS_TOKEN')) =>
    fetch(`${value('LOADERO_API_BASE')}${path}`, { headers: { authorization: `LoaderoAuth ${token}` } })
  /** What it prints, without its port and the token that it makes up. */
  const banner = () => output.replaceAll(/:\d+/g, ':<port>').replaceAll(/=[\da-f]{32}$/gm, '=<token>')
  return { stop, get, banner }
}

test('what it prints is what a client needs, and a signal ends it cleanly', async () => {
  const server = await start(config({}))
  expect((await server.get('projects/1/')).status).toBe(200)
  expect((await server.get('projects/1/', 'other')).status).toBe(401)
  expect(await server.stop()).toBe(0)
  expect(server.banner()).toMatchInlineSnapshot(`
    "loadero-test 0  local Loadero: no engine: runs end as insufficient-resources

      LOADERO_API_BASE=http://127.0.0.1:<port>/v2/
      LOADERO_PROJECT_ID=1
      LOADERO_ACCESS_TOKEN=<token>

    Logs and artifacts: http://127.0.0.1:<port>
    Ctrl-C stops it.
    Stopping: runs are aborted.
    "
  `)
  await expect(server.get('projects/1/')).rejects.toThrow('fetch failed')
})

test('a token that somebody chose lets in and is never shown', async () => {
  const server = await start(config({ project: '7' }, { LOADERO_SERVE_TOKEN: 'chosen' }))
  expect((await server.get('projects/7/', 'chosen')).status).toBe(200)
  expect(server.banner()).not.toContain('=chosen')
  expect(server.banner()).toMatchInlineSnapshot(`
    "loadero-test 0  local Loadero: no engine: runs end as insufficient-resources

      LOADERO_API_BASE=http://127.0.0.1:<port>/v2/
      LOADERO_PROJECT_ID=7
      LOADERO_ACCESS_TOKEN=(the one that you chose)

    Logs and artifacts: http://127.0.0.1:<port>
    Ctrl-C stops it.
    "
  `)
})

test.each(['0.0.0.0', '192.168.1.7', '::'])(
  'it does not open %s without a token of its own',
  async (host) => {
    await expect(start(config({ host }))).rejects.toThrowErrorMatchingSnapshot()
  },
)

test('projects come from a file, and each token opens its own', async () => {
  const cwd = directory()
  const projects = [
    { id: 5, tokens: [{ token: 'five' }] },
    { id: 6, tokens: [{ token: 'six' }] },
  ]
  await writeFile(join(cwd, 'projects.json'), JSON.stringify(projects))
  const server = await start(config({ projects: 'projects.json' }, {}, cwd))
  expect((await server.get('projects/6/', 'six')).status).toBe(200)
  expect((await server.get('projects/6/', 'five')).status).toBe(403)
})

test('a seed comes back in the dump, and data stays for the next start', async () => {
  const cwd = directory()
  await writeFile(
    join(cwd, 'seed.json'),
    JSON.stringify({ tests: [{ id: 12, name: 'Planted', script: 'x' }] }),
  )
  const flags = { data: 'data', dump: 'dump.json' }
  await (await start(config({ ...flags, seed: 'seed.json' }, {}, cwd))).stop()
  const dumped = await readFile(join(cwd, 'dump.json'), 'utf8')
  expect(JSON.parse(dumped)).toMatchObject({ tests: [{ id: 12, name: 'Planted' }] })
  const again = await start(config(flags, {}, cwd))
  expect(await (await again.get('projects/1/tests/12/')).json()).toMatchObject({ name: 'Planted' })
  const refusal = await start(config(flags, {}, cwd)).catch((error: unknown) => error)
  expect(String(refusal).replaceAll(cwd, '<cwd>')).toMatchInlineSnapshot(
    `"UserError: <cwd>/data is in use by another server"`,
  )
})

test('simulated answers say so', async () => {
  const cwd = directory()
  await writeFile(join(cwd, 'scenario.json'), '{"speed":"virtual"}')
  const server = await start(config({ engine: 'simulate', simulate: 'scenario.json' }, {}, cwd))
  expect((await server.get('projects/1/tests/')).headers.get('x-loadero-simulated')).toBe('true')
  expect(server.banner()).toMatchInlineSnapshot(`
    "loadero-test 0  local Loadero: simulated: no browser is started

      LOADERO_API_BASE=http://127.0.0.1:<port>/v2/
      LOADERO_PROJECT_ID=1
      LOADERO_ACCESS_TOKEN=<token>

    Logs and artifacts: http://127.0.0.1:<port>
    Ctrl-C stops it.
    "
  `)
})

test.each(['copyStatus=202', 'colour=red'])('the assumption %s is refused', async (assume) => {
  await expect(start(config({ assume }))).rejects.toThrowErrorMatchingSnapshot()
})

describe('settings', () => {
  test.each([
    { port: '70000' },
    { engine: 'quantum' },
    { capacity: 'performance' },
    { capacity: 'stress=4' },
    { assume: 'copyStatus' },
  ])('%o are refused by name', (flags) => {
    expect(() => config(flags)).toThrowErrorMatchingSnapshot()
  })

  test('are read into what the server takes', () => {
    expect(
      config({ capacity: 'performance=50,load=10', assume: 'copyStatus=201,nameFilter=whole' }),
    ).toMatchObject({
      capacity: { performance: 50, load: 10 },
      assume: { copyStatus: '201', nameFilter: 'whole' },
      control: false,
    })
    expect(config({ faults: 'faults.json' }, {}, '/here')).toMatchObject({
      control: true,
      faults: '/here/faults.json',
    })
  })
})
