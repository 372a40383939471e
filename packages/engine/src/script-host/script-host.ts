import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { EngineError, messageOf } from '../process/errors.js'
import type { FromHost, ScriptJob, Timecard, ToHost, ScriptOutcome } from './messages.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

/** What a script needs from outside of its host's process. */
export interface HostCalls {
  timecard(card: Timecard): void
  /** A command of that line of the author's script begins. */
  line(line: number): void
  /** Resolves when the script may start. */
  ready(): Promise<void>
  /** Does what a command asks for; a rejection fails the command. */
  answer(request: string, args: readonly unknown[]): Promise<unknown>
}

/** Runs one script in a process of its own; how is its own affair. */
export interface ScriptHost {
  /** Never throws: a host that does not get to a verdict gives one by that. */
  play(part: ScriptJob, calls: HostCalls): Promise<ScriptOutcome>
}

export interface HostOptions {
  readonly groups: ProcessGroups
  readonly workspace: Workspace
  /** Called with all that the script writes. */
  readonly output: (text: string) => void
}

const heapMegabytes = 512
const hostFile = fileURLToPath(new URL('../../host/host.cjs', import.meta.url))
// Nightwatch takes plugins from the working directory; its own folder has none.
const nightwatchFolder = path.dirname(createRequire(import.meta.url).resolve('nightwatch/package.json'))

/** Starts a host and resolves when Nightwatch is loaded in it, which takes most of its start-up. */
export async function startScriptHost({ groups, workspace, output }: HostOptions): Promise<ScriptHost> {
  const host = groups.spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, hostFile], {
    cwd: nightwatchFolder,
    env: workspace.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [host.stdout, host.stderr]) stream?.setEncoding('utf8').on('data', output)
  // Messages and output may still be on their way when the process has ended; after `close` they are not.
  const ended = once(host, 'close') as Promise<[number | null, string | null]>
  const [first] = await Promise.race([once(host, 'message'), ended.then(() => [])])
  if ((first as FromHost | undefined)?.kind !== 'loaded')
    throw new EngineError('the script host did not start')
  return { play: (part, calls) => play(host, ended, part, calls) }
}

function play(
  host: ChildProcess,
  ended: Promise<[number | null, string | null]>,
  part: ScriptJob,
  calls: HostCalls,
): Promise<ScriptOutcome> {
  const tell = (message: ToHost) => void (host.connected && host.send(message, () => {}))
  let stray: string | undefined
  let line: number | undefined
  return new Promise((resolve) => {
    host.on('message', (message: FromHost) => {
      if (message.kind === 'verdict') resolve(message)
      else if (message.kind === 'stray') stray ??= message.reason
      else if (message.kind === 'timecard') calls.timecard(message)
      else if (message.kind === 'line') calls.line((line = message.line))
      else if (message.kind === 'ready') calls.ready().then(() => tell({ kind: 'start' }), noStart)
      else if (message.kind === 'ask') void answer(message, calls).then(tell)
    })
    void ended.then(([code, signal]) =>
      resolve({ passed: false, reason: stray ?? endOf(code, signal) + placedBrowser(line) }),
    )
    tell({ kind: 'play', ...part })
  })
}

/** Where in the author's script something happened, as it is told at the end of a reason. */
export function placedBrowser(line: number | undefined): string {
  return line === undefined ? '' : ` (script line ${line})`
}

function endOf(code: number | null, signal: string | null): string {
  if (signal === 'SIGABRT') return `The script ran out of memory: it has ${heapMegabytes} MB`
  return `The script's process ended early, ${signal ? `by ${signal}` : `with exit code ${code}`}`
}

/** The participant ended before its turn came, by a stop of the run or the end of its browser: nobody waits here. */
function noStart() {}

async function answer(
  { id, request, args }: Extract<FromHost, { kind: 'ask' }>,
  calls: HostCalls,
): Promise<ToHost> {
  try {
    return { kind: 'answer', id, value: await calls.answer(request, args) }
  } catch (error) {
    return { kind: 'answer', id, error: messageOf(error) }
  }
}
