import type { VerifyCall, VerifyOutcome } from '../../model/verify-call.js'
import type { ThrownError } from '../../model/thrown-error.js'
import type { CollectedFile } from '../dsl/collector.js'
import { decode } from '../worker/encode.js'
import type { CodeOwner } from '../worker/protocol.js'
import {
  type LateError,
  startWorkerThread,
  TaskError,
  type TaskLimits,
  type ThreadOptions,
  type WorkerThread,
} from './worker-thread.js'

/** The code of the authors of a session, in threads of its own. */
export interface UserCode {
  /**
   * Loads a spec file, and returns what it declares. Its callbacks are called in the thread that loaded it.
   * @throws TaskError
   */
  readonly loadSpec: (path: string) => Promise<CollectedFile>
  /** The new errors that came after their cause had ended: floating rejections and errors in timers. */
  readonly takeLateErrors: () => readonly LateError[]
  readonly close: () => Promise<void>
}

export interface UserCodeOptions extends Pick<ThreadOptions, 'alias'> {
  /** For each spec file. */
  readonly loadTimeoutMs: number
  /** For each callback. */
  readonly verifyTimeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly onOutput?: ThreadOptions['onOutput'] | undefined
}

/**
 * One thread loads many spec files. A file that changes what all code of a thread shares, such as a prototype, keeps its
 * thread for itself, so the next file is loaded in a new one.
 */
export function createUserCode(options: UserCodeOptions): UserCode {
  const { loadTimeoutMs, verifyTimeoutMs, signal } = options
  const lateErrors: LateError[] = []
  const threads = new Set<WorkerThread>()
  const threadOf = new Map<string, WorkerThread>()
  let current: WorkerThread | undefined

  const start = () => {
    const thread = startWorkerThread({
      alias: options.alias,
      onOutput: options.onOutput ?? writeToStderr,
      onLateError: (error) => lateErrors.push(error),
    })
    threads.add(thread)
    return thread
  }
  const load = async (path: string, thread: WorkerThread) => {
    const reply = await thread.run({ kind: 'spec', path }, { timeoutMs: loadTimeoutMs, signal })
    threadOf.set(path, thread)
    return reply
  }
  const loadSpec = async (path: string) => {
    if (!current?.isAlive()) current = start()
    let thread = current
    const reply = await load(path, thread).catch((error: unknown) => {
      // Code of an earlier file has ended the thread.
      if (!(error instanceof TaskError) || error.failure.kind !== 'ended' || !error.failure.byOther)
        throw error
      thread = current = start()
      return load(path, thread)
    })
    const { value, changed } = reply
    const file = decode(value) as CollectedFile
    if (changed.length > 0) {
      current = undefined
      if (file.tests.every(({ verify }) => verify === undefined)) thread.retire()
    }
    return { ...file, tests: file.tests.map((test, index) => withCall(test, { path, index })) }
  }
  const withCall = (test: CollectedFile['tests'][number], owner: Required<CodeOwner>) =>
    typeof test.verify === 'function' ? { ...test, verify: verifyCall(owner) } : test

  /** One callback of a file at a time: an endless loop then ends no other callback. */
  const queues = new Map<WorkerThread, Promise<unknown>>()
  const verifyCall =
    (owner: Required<CodeOwner>): VerifyCall =>
    async (evidence, callSignal) => {
      const limits = { timeoutMs: verifyTimeoutMs, signal: callSignal }
      const thread = threadOf.get(owner.path)
      const queued = (thread && queues.get(thread)) ?? Promise.resolve()
      const call = queued.then(() => callVerify(owner, evidence, limits))
      if (thread) queues.set(thread, call)
      return call
    }
  const callVerify = async (
    owner: Required<CodeOwner>,
    evidence: Parameters<VerifyCall>[0],
    limits: TaskLimits,
  ): Promise<VerifyOutcome> => {
    try {
      let thread = threadOf.get(owner.path)
      if (!thread?.isAlive()) {
        // Other code has ended the thread.
        thread = start()
        await load(owner.path, thread)
      }
      const before = lateErrors.length
      const { value } = await thread.run({ kind: 'verify', ...owner, ...evidence }, limits)
      const thrown = value as readonly ThrownError[]
      const floating = takeOwn(lateErrors, before, owner)
      return { kind: 'ended', thrown: [...thrown, ...floating] }
    } catch (error) {
      if (error instanceof TaskError) return { kind: 'inconclusive', failure: error.failure }
      throw error
    }
  }
  return {
    loadSpec,
    takeLateErrors: () => lateErrors.splice(0),
    close: async () => {
      await Promise.all([...threads].map((thread) => thread.close()))
    },
  }
}

/** Removes and returns the errors of a callback that came while it ran. */
function takeOwn(errors: LateError[], from: number, { path, index }: Required<CodeOwner>) {
  const own = errors.slice(from).filter(({ owner }) => owner?.path === path && owner.index === index)
  for (const error of own) errors.splice(errors.indexOf(error), 1)
  return own.map(({ error }) => ({ ...error, isFloating: true }))
}

/** Standard output belongs to the command: it may be JSON. */
function writeToStderr(chunk: Uint8Array): void {
  process.stderr.write(chunk)
}
