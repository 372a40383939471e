import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorMessage } from '@loadero-test/core/internal'
import { displayEnvironment } from './display.js'
import { headlessFlags, sharedFlags, windowFlags } from './flags.js'
import { type Cdp, connectCdp } from '../cdp/cdp.js'
import { EngineError } from '../process/errors.js'
import type { Feeds } from '../media/feeds.js'
import { isEndedFromOutside } from '../process/process-end.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Env, Workspace } from '../process/workspace.js'

export interface BrowserProcess {
  readonly cdp: Cdp
  /** Where a chromedriver can attach, on 127.0.0.1. */
  readonly port: number
  /** Its DevTools: `ws://127.0.0.1:9222/devtools/browser/…` */
  readonly url: string
  /** Resolves when the browser has ended. */
  readonly ended: Promise<BrowserEnd>
}

/** How a browser, or what a script reaches it with, ended. */
export interface BrowserEnd {
  /** `The browser ended by SIGKILL` */
  readonly reason: string
  /** It did not end by itself, so its end says nothing about the product. */
  readonly fromOutside: boolean
}

/** Whether people see a browser. Default: they do not. */
export interface WindowOptions {
  readonly headed?: boolean | undefined
  /** Each page opens with its DevTools. Needs `headed`. */
  readonly devtools?: boolean | undefined
}

export interface BrowserOptions extends WindowOptions {
  readonly path: string
  /** For every page and worker. Default: the browser's own. */
  readonly userAgent?: string
  /** Default: the browser's own fake sound and picture. */
  readonly feeds?: Feeds
  readonly groups: ProcessGroups
  readonly workspace: Workspace
  /** The caller's. Only the address of a proxy and `LOADERO_NO_SANDBOX` are taken from it. */
  readonly env: Env
}

const sandboxHint =
  'Allow user namespaces here, for example with `docker run --security-opt seccomp=unconfined`. Or set LOADERO_NO_SANDBOX=1 where a container is the boundary and the pages are your own.'
const startTimeoutMs = 30_000
const proxyVariables = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()])

/**
 * Starts a browser.
 * @throws EngineError with the end of its output when it does not start
 */
export async function startBrowser(options: BrowserOptions): Promise<BrowserProcess> {
  const { userAgent, feeds, groups, workspace, env, headed = false, devtools = false } = options
  const proxy = Object.fromEntries(proxyVariables.map((name) => [name, env[name]]))
  // Chrome refuses its sandbox to root. Most containers refuse it to others, and are a boundary of their own.
  const hasSandbox = process.getuid?.() !== 0 && env['LOADERO_NO_SANDBOX'] !== '1'
  const flags = [
    ...(headed ? windowFlags : headlessFlags),
    ...(devtools ? ['--auto-open-devtools-for-tabs'] : []),
    ...sharedFlags,
    '--remote-debugging-port=0',
    ...(hasSandbox ? [] : ['--no-sandbox']),
    ...(userAgent === undefined ? [] : [`--user-agent=${userAgent}`]),
    ...(feeds?.audio ? [`--use-file-for-fake-audio-capture=${feeds.audio}`] : []),
    ...(feeds?.video ? [`--use-file-for-fake-video-capture=${feeds.video}`] : []),
    `--user-data-dir=${workspace.profile}`,
    'about:blank',
  ]
  const child = groups.spawn(options.path, flags, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...workspace.env, ...proxy, ...(headed && displayEnvironment(env)) },
  })
  const stderrTail = captureStderrTail(child)
  const ended = waitForEnd(child)
  const portFile = path.join(workspace.profile, 'DevToolsActivePort')
  let end: BrowserEnd | undefined
  void ended.then((how) => (end = how))
  for (const deadline = Date.now() + startTimeoutMs; Date.now() < deadline; await sleep(10)) {
    if (end !== undefined) {
      const output = stderrTail()
      const message = `the browser did not start: ${end.reason}\n${output}`
      throw new EngineError(message, /sandbox/i.test(output) ? { hint: sandboxHint } : {})
    }
    // A failing read of a file costs ten times as much.
    if (!existsSync(portFile)) continue
    const [port, endpoint] = (await readFile(portFile, 'utf8').catch(() => '')).split('\n')
    if (!endpoint) continue
    const url = `ws://127.0.0.1:${port}${endpoint.trim()}`
    // A browser that ends now is reported above.
    const cdp = await connectCdp(url, { timeoutMs: startTimeoutMs }).catch(() => undefined)
    if (cdp) return { cdp, port: Number(port), url, ended }
  }
  throw new EngineError(`the browser did not open its debugging port within ${startTimeoutMs / 1_000} s`)
}

/** Returns a function that gives the last thousand characters of the process's error output. */
export function captureStderrTail(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (tail = (tail + text).slice(-1_000)))
  return () => tail.trim()
}

async function waitForEnd(child: ChildProcess): Promise<BrowserEnd> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    const how = signal ? `by ${signal}` : `with code ${code}`
    return { reason: `The browser ended ${how}`, fromOutside: isEndedFromOutside(signal) }
  } catch (error) {
    return { reason: `The browser could not be run (${errorMessage(error)})`, fromOutside: true }
  }
}
