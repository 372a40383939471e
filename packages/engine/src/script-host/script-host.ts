import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { errorMessage } from '@loadero-test/core/internal'
import { EngineError } from '../process/errors.js'
import { heapMegabytes, hostFile, hostFlags, nightwatchFolder } from './host-files.js'
import type { HostSnapshot } from './host-snapshot.js'
import { isEndedFromOutside } from '../process/process-end.js'
import type {
  EngineMessage,
  HostMessage,
  ScriptJob,
  ScriptOutcome,
  ScriptPosition,
  Timecard,
} from './messages.js'
import type { ProcessGroups } from '../process/process-groups.js'
import type { Workspace } from '../process/workspace.js'

/** What a script needs from outside of its host's process. */
export interface HostHandlers {
  timecard(card: Timecard): void
  /** A command begins. */
  position(position: ScriptPosition): void
  /** The session with the browser exists. Resolves when the script may start. */
  ready(sessionId: string): Promise<void>
  /** Executes the engine's part of a command; a rejection fails the command. */
  execute(command: string, args: readonly unknown[]): Promise<unknown>
}

/** Runs one script in a process of its own. */
export interface ScriptHost {
  /** Never throws: a host that ends without an outcome has failed. */
  run(job: ScriptJob, handlers: HostHandlers): Promise<ScriptOutcome>
  /** A page could not be loaded, which fails the script unless it says otherwise. */
  readonly failNavigation: (text: string) => void
}

type ProcessEnd = Promise<[code: number | null, signal: string | null]>

/** In the reason of a script that lost its driver. Errors of pages have other names: `net::ERR_…`. */
const lostConnection =
  /\b(?:ECONNRESET|ECONNREFUSED|EPIPE|socket hang up|retrieving a new session|not connected to DevTools|chrome not reachable)\b/
/**
 * Starts a host and resolves when it has loaded Nightwatch, which is most of its start-up. `output` receives all output
 * of the script.
 */
export async function startScriptHost(
  groups: ProcessGroups,
  workspace: Workspace,
  output: (text: string) => void,
  snapshot?: HostSnapshot,
): Promise<ScriptHost> {
  await snapshot?.searched
  const file = snapshot?.file()
  const snapshotFlags = file === undefined ? [] : ['--snapshot-blob', file]
  const host = groups.spawn(process.execPath, [...hostFlags, ...snapshotFlags, hostFile], {
    cwd: nightwatchFolder,
    env: workspace.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [host.stdout, host.stderr]) stream?.setEncoding('utf8').on('data', output)
  // `close` comes after all messages and output; `exit` may come before them.
  const ended = once(host, 'close') as ProcessEnd
  const [first] = await Promise.race([once(host, 'message'), ended.then(() => [])])
  if ((first as HostMessage | undefined)?.kind !== 'loaded') {
    const [, signal] = await ended
    if (file === undefined || isEndedFromOutside(signal))
      throw new EngineError('the script host did not start')
    snapshot?.discard()
    return startScriptHost(groups, workspace, output)
  }
  return {
    run: (job, handlers) => runScript(host, ended, job, handlers),
    failNavigation: (text) => sendTo(host, { kind: 'navigationFailed', text }),
  }
}

function sendTo(host: ChildProcess, message: EngineMessage): void {
  if (host.connected) host.send(message, () => {})
}

function runScript(
  host: ChildProcess,
  ended: ProcessEnd,
  job: ScriptJob,
  handlers: HostHandlers,
): Promise<ScriptOutcome> {
  const send = (message: EngineMessage) => sendTo(host, message)
  const start = () => send({ kind: 'start' })
  let uncaughtReason: string | undefined
  let position: ScriptPosition | undefined
  return new Promise((resolve) => {
    host.on('message', (message: HostMessage) => {
      if (message.kind === 'outcome') {
        const isAborted = !message.passed && lostConnection.test(message.reason ?? '')
        resolve(isAborted ? { ...message, aborted: true } : message)
      } else if (message.kind === 'uncaught') uncaughtReason ??= message.reason
      else if (message.kind === 'timecard') handlers.timecard(message)
      else if (message.kind === 'line') handlers.position((position = message))
      // It rejects when the participant ended before its start: the outcome is known by then.
      else if (message.kind === 'ready') handlers.ready(message.sessionId).then(start, () => {})
      else if (message.kind === 'request') {
        const { id, command, args } = message
        handlers.execute(command, args).then(
          (value) => send({ kind: 'response', id, value }),
          (error: unknown) => send({ kind: 'response', id, error: errorMessage(error) }),
        )
      }
    })
    void ended.then(([code, signal]) => {
      const description =
        signal === 'SIGABRT'
          ? `The script ran out of memory: it has ${heapMegabytes} MB`
          : `The script's process ended early, ${signal ? `by ${signal}` : `with exit code ${code}`}`
      const reason = uncaughtReason ?? description + positionSuffix(position)
      resolve({ passed: false, reason, ...(isEndedFromOutside(signal) && { aborted: true }) })
    })
    send({ kind: 'run', ...job })
  })
}

/** The end of a reason: the command that was running, and its line of the author's script. */
export function positionSuffix(position: ScriptPosition | undefined): string {
  return position === undefined ? '' : `, during ${position.command} (script line ${position.line})`
}
