import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveServeConfig } from '../config/serve-config.js'
import { serveCommand } from './serve.js'

const token = 'chosen-token-1234'

/** Starts `serve` until `stop`, with functions that send requests to it. */
async function startServe(flags: Record<string, string | boolean>, env = {}, cwd = '/') {
  const stopper = new AbortController()
  let output = ''
  let ended: ReturnType<typeof serveCommand> | undefined
  await new Promise<void>((resolve, reject) => {
    const write = (text: string) => {
      output += text
      if (output.includes('Ctrl-C')) resolve()
    }
    const settings = resolveServeConfig({ port: '0', ...flags }, env, cwd)
    ended = serveCommand(settings, { env: {}, write, signal: stopper.signal, version: '0' })
    ended.catch(reject)
  })
  const stop = async () => {
    stopper.abort()
    return (await ended)?.code
  }
  onTestFinished(async () => void (await stop()))
  const base = /LOADERO_API_BASE=(\S+)/.exec(output)?.[1] ?? ''
  const send = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `LoaderoAuth ${token}` }
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
    const response = await fetch(`${base}projects/1/${path}`, init)
    return { status: response.status, body: (await response.json()) as Answer }
  }
  return { stop, base, send, output: () => output }
}

interface Answer {
  readonly id: number
  readonly results: readonly { readonly name: string }[]
}

test('a recording of a service is a seed', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadero-test-record-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  const chosen = { LOADERO_SERVE_TOKEN: token }
  const service = await startServe({ engine: 'none', assume: 'copyStatus=201' }, chosen)
  const recorder = await startServe({ record: 'recording', upstream: service.base }, {}, cwd)
  const settings = { start_interval: 1, participant_timeout: 10, mode: 'load', increment_strategy: 'linear' }
  const { body } = await recorder.send('POST', 'tests/', { name: 'Recorded', script: 'x', ...settings })
  expect((await recorder.send('POST', `tests/${body.id}/copy/`, { name: 'Its copy' })).status).toBe(201)
  expect(await recorder.stop()).toBe(0)
  const output = recorder.output().replaceAll(cwd, '<cwd>').replaceAll(/:\d+/g, ':<port>')
  expect(output).toMatchSnapshot()
  const seeded = await startServe({ engine: 'none', seed: 'recording' }, chosen, cwd)
  const { results } = (await seeded.send('GET', 'tests/')).body
  expect(results.map(({ name }) => name)).toEqual(['Recorded', 'Its copy'])
})

test.each([{ engine: 'none', seed: 'seed.json', control: true }, { host: '0.0.0.0' }])(
  'a recorder with %o is refused',
  async (flags) => {
    await expect(startServe({ record: 'here', ...flags })).rejects.toThrowErrorMatchingSnapshot()
  },
)

test('a recorder with an unknown assumption is refused', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadero-test-record-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  await expect(startServe({ record: 'here', assume: 'colour=red' }, {}, cwd)).rejects.toThrow(
    'Unknown assumption colour',
  )
})
