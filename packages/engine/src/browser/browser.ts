import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
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
const outputEndTimeoutMs = 1_000
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
  const outputEnd = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  const endpoint = devtoolsUrlOf(child)
  const first = await Promise.race([endpoint, ended, sleep(startTimeoutMs, undefined, { ref: false })])
  if (first === undefined)
    throw new EngineError(`the browser did not open its debugging port within ${startTimeoutMs / 1_000} s`)
  if (typeof first === 'string')
    return { cdp: await connectCdp(first), port: Number(new URL(first).port), ended }
  // The last output may come after the end.
  await Promise.race([outputEnd, sleep(outputEndTimeoutMs, undefined, { ref: false })])
  const output = stderrTail()
  const message = `the browser did not start: ${first.reason}\n${output}`
  throw new EngineError(message, /sandbox/i.test(output) ? { hint: sandboxHint } : {})
}

/** Resolves with the address of the DevTools of a browser when it prints it. */
function devtoolsUrlOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (!stderr) return
    createInterface(stderr).on('line', (line) => {
      const url = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
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
