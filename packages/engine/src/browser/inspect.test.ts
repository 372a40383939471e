import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { EngineError } from '../process/errors.js'
import { inspectBrowser } from './inspect.js'

const folder = mkdtempSync(path.join(tmpdir(), 'inspect-'))
const watchdog = { guard() {}, release() {}, close: () => Promise.resolve() }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a browser that listens on a port, names it in its profile, and runs `code` at its start. */
function writeBrowser(code: string): string {
  const browserPath = path.join(mkdtempSync(path.join(folder, 'b-')), 'browser')
  const ws = createRequire(import.meta.url).resolve('ws')
  writeFileSync(
    browserPath,
    `#!${process.execPath}
const { WebSocketServer } = require(${JSON.stringify(ws)})
const { mkdirSync, writeFileSync } = require('node:fs')
if (process.argv.includes('--version')) process.exit(1)
const profile = process.argv.find((each) => each.startsWith('--user-data-dir=')).slice(16)
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  mkdirSync(profile, { recursive: true })
  writeFileSync(profile + '/DevToolsActivePort', server.address().port + '\\n/devtools/browser/1')
})
${code}
`,
  )
  chmodSync(browserPath, 0o755)
  return browserPath
}

describe.skipIf(process.platform === 'win32')('a browser', () => {
  test.each([
    {
      what: 'ends when it is connected',
      code: `server.on('headers', () => process.exit(3))`,
      message: /^the browser did not start: The browser ended with code 3/,
    },
    {
      what: 'ends when it is asked',
      code: `server.on('connection', (socket) => socket.on('message', () => process.exit(3)))`,
      message: /started, and did not answer: Browser\.getVersion: the browser has gone$/,
    },
    {
      what: 'refuses the question',
      code: `server.on('connection', (socket) => socket.on('message', (text) => {
  socket.send(JSON.stringify({ id: JSON.parse(text).id, error: { message: 'not now' } }))
}))`,
      message: /started, and did not answer: Browser\.getVersion: not now$/,
    },
  ])('that $what is not used', async ({ code, message }) => {
    const inspected = inspectBrowser(
      { browserPath: writeBrowser(code), driverPath: process.execPath },
      { env: { PATH: process.env['PATH'], XDG_CACHE_HOME: folder }, watchdog, workRoot: folder },
    )
    const error: unknown = await inspected.catch((each: unknown) => each)
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toHaveProperty('message', expect.stringMatching(message))
  })
})
