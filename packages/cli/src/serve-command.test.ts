import { mkdtempSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serve } from './commands/serve.js'
import { resolveServeConfig } from './serve-options.js'

const directory = () => {
  const path = mkdtempSync(join(tmpdir(), 'loadero-test-serve-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

const config = (flags: Record<string, string | boolean>, env = {}, cwd = '/') =>
  resolveServeConfig({ port: '0', engine: 'none', ...flags }, env, cwd)

/** A server that runs until it is told to stop. */
const start = async (settings: ReturnType<typeof config>) => {
  const stopper = new AbortController()
  let output = ''
  let ended: Promise<number> | undefined
  await new Promise<void>((resolve, reject) => {
    const write = (text: string) => {
      output += text
      if (output.includes('Ctrl-C')) resolve()
    }
    ended = serve(settings, { env: {}, write, signal: stopper.signal, version: '0' })
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
  return { stop, get, output: () => output }
}

test('what it prints is what a client needs, and a signal ends it cleanly', async () => {
  const server = await start(config({}))
  expect((await server.get('projects/1/')).status).toBe(200)
  expect((await server.get('projects/1/', 'other')).status).toBe(401)
  expect(await server.stop()).toBe(0)
  await expect(server.get('projects/1/')).rejects.toThrow('fetch failed')
})

test('a token that somebody chose lets in and is never shown', async () => {
  const server = await start(config({ project: '7' }, { LOADERO_SERVE_TOKEN: 'chosen' }))
  expect((await server.get('projects/7/', 'chosen')).status).toBe(200)
  expect(server.output()).not.toContain('=chosen')
})

test.each(['0.0.0.0', '192.168.1.7', '::'])(
  'it does not open %s without a token of its own',
  async (host) => {
    await expect(start(config({ host }))).rejects.toThrow('no token of its own')
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
  await expect(start(config(flags, {}, cwd))).rejects.toThrow('in use by another server')
})

test('simulated answers say so', async () => {
  const cwd = directory()
  await writeFile(join(cwd, 'scenario.json'), '{"pace":"virtual"}')
  const server = await start(config({ engine: 'simulate', simulate: 'scenario.json' }, {}, cwd))
  expect((await server.get('projects/1/tests/')).headers.get('x-loadero-simulated')).toBe('true')
  expect(server.output()).toContain('simulated')
})

test.each([
  ['copyStatus=202', 'copyStatus can be 200 or 201, not 202'],
  ['colour=red', 'No assumption is called colour; there are copyStatus'],
])('the assumption %s is refused', async (assume, message) => {
  await expect(start(config({ assume }))).rejects.toThrow(message)
})

describe('settings', () => {
  test.each([
    [{ port: '70000' }, '--port must be a port from 0 to 65535'],
    [{ engine: 'quantum' }, "there is no engine 'quantum'"],
    [{ capacity: 'performance' }, '--capacity wants name=value'],
    [{ capacity: 'stress=4' }, "there is no test mode 'stress'"],
    [{ assume: 'copyStatus' }, '--assume wants name=value'],
  ])('%o are refused by name', (flags, message) => {
    expect(() => config(flags)).toThrow(message)
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
