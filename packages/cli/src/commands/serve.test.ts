import { mkdtempSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveCommand } from './serve.js'
import { resolveServeConfig } from '../config/serve-config.js'

function directory() {
  const path = mkdtempSync(join(tmpdir(), 'loadero-test-serve-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

function config(flags: Record<string, string | boolean>, env = {}, cwd = '/') {
  return resolveServeConfig({ port: '0', engine: 'none', ...flags }, env, cwd)
}

/** Starts a server that runs until `stop`. */
async function start(settings: ReturnType<typeof config>) {
  const stopper = new AbortController()
  let output = ''
  let ended: ReturnType<typeof serveCommand> | undefined
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
    return (await ended)?.code
  }
  onTestFinished(async () => void (await stop()))
  const value = (name: string) => new RegExp(`${name}=(\\S+)`).exec(output)?.[1] ?? ''
  const get = (path: string, token = value('LOADERO_ACCESS_TOKEN')) =>
    fetch(`${value('LOADERO_API_BASE')}${path}`, { headers: { authorization: `LoaderoAuth ${token}` } })
  /** The output with placeholders for ports and the random token. */
  const banner = () => output.replaceAll(/:\d+/g, ':<port>').replaceAll(/=[\da-f]{32}$/gm, '=<token>')
  return { stop, get, banner }
}

test('the output connects a client until a signal', async () => {
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
    Press Ctrl-C to stop.
    Stopping. Active runs are aborted.
    "
  `)
  await expect(server.get('projects/1/')).rejects.toThrow('fetch failed')
})

test('a configured token works and is not printed', async () => {
  const server = await start(config({ servedProject: '7' }, { LOADERO_SERVE_TOKEN: 'chosen' }))
  expect((await server.get('projects/7/', 'chosen')).status).toBe(200)
  expect(server.banner()).not.toContain('=chosen')
  expect(server.banner()).toMatchInlineSnapshot(`
    "loadero-test 0  local Loadero: no engine: runs end as insufficient-resources

      LOADERO_API_BASE=http://127.0.0.1:<port>/v2/
      LOADERO_PROJECT_ID=7
      LOADERO_ACCESS_TOKEN=(your token)

    Logs and artifacts: http://127.0.0.1:<port>
    Press Ctrl-C to stop.
    "
  `)
})

test.each(['0.0.0.0', '192.168.1.7', '::'])('the host %s needs a configured token', async (host) => {
  await expect(start(config({ host }))).rejects.toThrowErrorMatchingSnapshot()
})

test('each token of the projects file opens its project', async () => {
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

test('the seed is dumped and data persists', async () => {
  const cwd = directory()
  await writeFile(
    join(cwd, 'seed.json'),
    JSON.stringify({ tests: [{ id: 12, name: 'Seeded', script: 'x' }] }),
  )
  const flags = { data: 'data', dump: 'dump.json' }
  await (await start(config({ ...flags, seed: 'seed.json' }, {}, cwd))).stop()
  const dumped = await readFile(join(cwd, 'dump.json'), 'utf8')
  expect(JSON.parse(dumped)).toMatchObject({ tests: [{ id: 12, name: 'Seeded' }] })
  const again = await start(config(flags, {}, cwd))
  expect(await (await again.get('projects/1/tests/12/')).json()).toMatchObject({ name: 'Seeded' })
  const refusal = await start(config(flags, {}, cwd)).catch((error: unknown) => error)
  expect(String(refusal).replaceAll(cwd, '<cwd>')).toMatchInlineSnapshot(
    `"UserError: <cwd>/data is in use by another server"`,
  )
})

test('simulated responses have a header', async () => {
  const cwd = directory()
  await writeFile(join(cwd, 'scenario.json'), '{"speed":"virtual"}')
  const server = await start(config({ engine: 'simulate', simulate: 'scenario.json' }, {}, cwd))
  expect((await server.get('projects/1/tests/')).headers.get('x-loadero-simulated')).toBe('true')
  expect(server.banner()).toMatchInlineSnapshot(`
    "loadero-test 0  local Loadero: simulated, without browsers

      LOADERO_API_BASE=http://127.0.0.1:<port>/v2/
      LOADERO_PROJECT_ID=1
      LOADERO_ACCESS_TOKEN=<token>

    Logs and artifacts: http://127.0.0.1:<port>
    Press Ctrl-C to stop.
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
  ])('%o is refused with its flag', (flags) => {
    expect(() => config(flags)).toThrowErrorMatchingSnapshot()
  })

  test('capacity, assumptions and faults are parsed', () => {
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
