import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installBrowser } from './install-browser.js'
import { EngineError } from './process/errors.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'install-browser-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Installs from a mirror with these files, by path. */
async function installFrom(replies: Readonly<Record<string, Reply>>, version = '131.0.6778.108') {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const { status = 200, headers = {}, body = '' } = replies[request.url ?? ''] ?? { status: 404 }
    response.writeHead(status, headers)
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const steps: string[] = []
  const problem = await installBrowser({
    env: { ...process.env, LOADERO_BROWSERS_PATH: folder },
    browser: 'chrome-headless-shell',
    version,
    mirror: new URL(origin.replace('//', '//user:secret@')),
    signal: AbortSignal.timeout(60_000),
    report: (step) => steps.push(step.replaceAll(origin, '<mirror>')),
  }).catch((error: unknown) => error)
  await new Promise((resolve) => server.close(resolve))
  if (!(problem instanceof EngineError)) throw problem
  return { message: problem.message.replaceAll(origin, '<mirror>'), hint: problem.hint, steps, requests }
}

const driver = '/131.0.6778.108/linux64/chromedriver-linux64.zip'
const shell = '/131.0.6778.108/linux64/chrome-headless-shell-linux64.zip'
const link = 0o120_777 * 65_536

function zip(name: string, content: string, attrs = 0o100_755 * 65_536): Uint8Array {
  return zipSync({ [name]: [strToU8(content), { os: 3, attrs, mtime: '2026-01-01T00:00:00' }] })
}

const goodDriver = zip('chromedriver-linux64/chromedriver', '#!/bin/sh\n')

// The names in the paths are those of this platform.
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('an installation that fails', () => {
  test.each<[string, Readonly<Record<string, Reply>>]>([
    ['a missing build', {}],
    ['a refusal', { [driver]: { status: 403 } }],
    [
      'another checksum',
      { [driver]: { body: goodDriver, headers: { 'x-goog-hash': 'crc32c=AAAAAA==,md5=AAAA==' } } },
    ],
    ['a page instead of an archive', { [driver]: { body: '<html>Sign in</html>' } }],
    ['a name that leads out', { [driver]: { body: zip('../outside', '') } }],
    [
      'a link that leads out',
      { [driver]: { body: zip('chromedriver-linux64/link', '../../outside', link) } },
    ],
    ['a file below a link', { [driver]: { body: zip('chromedriver-linux64/link', '/etc', link) } }],
    ['no browser inside', { [driver]: { body: goodDriver }, [shell]: { body: zip('other', '') } }],
    [
      'a browser that does not start',
      {
        [driver]: { body: goodDriver },
        [shell]: { body: zip('chrome-headless-shell-linux64/chrome-headless-shell', '#!/bin/sh\nexit 3\n') },
      },
    ],
  ])('reports %s and leaves nothing', async (_case, replies) => {
    const { message, steps } = await installFrom(replies)
    expect([...steps, message].join('\n').replaceAll(folder, '<folder>')).toMatchSnapshot()
    expect(readdirSync(folder)).toEqual([])
  })

  test('reports a download that ends early', async () => {
    const headers = { 'content-length': '1000' }
    const server = createServer((_request, response) => {
      response.writeHead(200, headers)
      response.write('a', () => response.destroy())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const installing = installBrowser({
      env: { LOADERO_BROWSERS_PATH: folder },
      browser: 'chrome',
      version: '131.0.6778.108',
      mirror: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      signal: AbortSignal.timeout(60_000),
      report: () => undefined,
    })
    await expect(installing).rejects.toThrow(/ended after 1 bytes|ended after 0 bytes/)
    await new Promise((resolve) => server.close(resolve))
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['stable', '/last-known-good-versions.json', { channels: { Stable: { version: '131.0.6778.108' } } }],
    ['131', '/latest-versions-per-milestone.json', { milestones: { 131: { version: '131.0.6778.108' } } }],
  ])('finds the version %s in the list of the mirror', async (version, list, content) => {
    const md5 = createHash('md5').update(goodDriver).digest('base64')
    const { requests, steps } = await installFrom(
      {
        [list]: { body: JSON.stringify(content) },
        [driver]: { body: goodDriver, headers: { 'x-goog-hash': `md5=${md5}` } },
      },
      version,
    )
    expect(requests).toEqual([list, driver, shell])
    expect(steps.join('\n')).toContain('the checksum of the server matches')
    expect(steps.join('\n')).not.toContain('secret')
  })
})
