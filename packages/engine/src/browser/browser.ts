import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sharedFlags } from './flags.js'
import { type Cdp, connectCdp } from '../cdp/cdp.js'
import { EngineError } from '../process/errors.js'
import type { Env } from '../process/env.js'
import type { Feeds } from '../media/feeds.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

export interface BrowserProcess {
  readonly cdp: Cdp
  /** Where a chromedriver can attach, on 127.0.0.1. */
  readonly port: number
  /** Resolves when the browser has ended, with how. */
  readonly ended: Promise<string>
}

export interface BrowserOptions {
  readonly path: string
  /** For every page and worker; left out, the browser names itself. */
  readonly userAgent?: string
  /** Left out, the browser makes sound and pictures up. */
  readonly feeds?: Feeds
  readonly groups: ProcessGroups
  readonly workspace: Workspace
  /** The caller's, for the proxy's address alone. */
  readonly env: Env
}

const startTimeoutMs = 30_000

/** Starts a browser of its own; throws an `EngineError` with its last words when it does not come up. */
export async function startBrowser(options: BrowserOptions): Promise<BrowserProcess> {
  const { groups, workspace } = options
  const child = groups.spawn(options.path, browserFlags(options), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...workspace.env, ...proxyOf(options.env) },
  })
  const lastWords = keepTail(child)
  const ended = endOf(child)
  let end: string | undefined
  void ended.then((how) => (end = how))
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await sleep(10)) {
    if (end !== undefined) throw new EngineError(`the browser did not start: ${end}\n${lastWords()}`)
    const [port, endpoint] = readIfThere(path.join(workspace.profile, 'DevToolsActivePort')).split('\n')
    if (!endpoint) continue
    return { cdp: await connectCdp(`ws://127.0.0.1:${port}${endpoint.trim()}`), port: Number(port), ended }
  }
  throw new EngineError(`the browser did not open its debugging port within ${startTimeoutMs / 1_000} s`)
}

function browserFlags({ userAgent, feeds, workspace }: BrowserOptions): string[] {
  const asRoot = process.getuid?.() === 0
  return [
    ...sharedFlags,
    '--remote-debugging-port=0',
    ...(asRoot ? ['--no-sandbox'] : []),
    ...(userAgent === undefined ? [] : [`--user-agent=${userAgent}`]),
    ...(feeds?.audio ? [`--use-file-for-fake-audio-capture=${feeds.audio}`] : []),
    ...(feeds?.video ? [`--use-file-for-fake-video-capture=${feeds.video}`] : []),
    `--user-data-dir=${workspace.profile}`,
    'about:blank',
  ]
}

function proxyOf(env: Env): Env {
  const names = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()])
  return Object.fromEntries(names.map((name) => [name, env[name]]))
}

/** The last thousand characters that it has to say for itself. */
export function keepTail(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-1_000)))
  return () => tail.trim()
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    return signal ? `ended by ${signal}` : `ended with code ${code}`
  } catch (error) {
    return `could not be run (${(error as Error).message})`
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
