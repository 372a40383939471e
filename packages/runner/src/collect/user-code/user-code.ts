import { setTimeout as wait } from 'node:timers/promises'
import type { VerifyCall, VerifyOutcome } from '../../model/verify-call.js'
import type { CollectedFile } from '../dsl/collector.js'
import { decode } from '../worker/encode.js'
import type { CodeOwner, VerifyReply } from '../worker/protocol.js'
import { TaskError, type TaskLimits, type TaskReply } from './task.js'
import { type LateError, startWorkerThread, type ThreadOptions, type WorkerThread } from './worker-thread.js'

/** The code of the authors of a session, in threads of its own. */
export interface UserCode {
  /**
   * Loads a spec file, and returns what it declares. Its callbacks are called in the thread that loaded it.
   * @param following the files that are loaded next, in their order; the thread need not wait for each call
   * @throws TaskError
   */
  readonly loadSpec: (path: string, following?: readonly string[]) => Promise<CollectedFile>
  /** The new errors that came after their cause had ended: floating rejections and errors in timers. */
  readonly takeLateErrors: () => readonly LateError[]
  /** Waits up to two seconds for timers and promises that nothing waits for. Returns whether all code has ended. */
  readonly waitForCode: () => Promise<boolean>
}

const maxWaitMs = 2_000

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
 * thread for itself, so the next file is loaded in a new one. All threads end when `use` has ended; a callback that is
 * called later is inconclusive.
 */
export async function withUserCode<T>(
  options: UserCodeOptions,
  use: (code: UserCode) => Promise<T>,
): Promise<T> {
  const code = new ThreadedCode(options)
  try {
    return await use(code)
  } finally {
    await code.close()
  }
}

/** A file that a thread loads, or has loaded before it was asked for. */
interface RequestedFile {
  readonly thread: WorkerThread
  /** Undefined when an earlier file has failed or changed the thread. */
  readonly reply: Promise<TaskReply | undefined>
  /** Whether it need not be requested again: it has a reply, or it has failed. */
  isKnown: boolean
}

class ThreadedCode implements UserCode {
  readonly #options: UserCodeOptions
  readonly #lateErrors: LateError[] = []
  readonly #threads = new Set<WorkerThread>()
  readonly #threadOf = new Map<string, WorkerThread>()
  readonly #requested = new Map<string, RequestedFile>()
  /** One callback of a thread at a time: an endless loop then ends no other callback. */
  readonly #queues = new Map<WorkerThread, Promise<unknown>>()
  #current: WorkerThread | undefined
  #comparesEach = false
  #isClosed = false

  constructor(options: UserCodeOptions) {
    this.#options = options
  }

  readonly loadSpec = async (path: string, following: readonly string[] = []): Promise<CollectedFile> => {
    const { thread, reply } = await this.#replyOf(path, following)
    this.#threadOf.set(path, thread)
    const { value, changed } = reply
    const file = decode(value) as CollectedFile
    if (changed.length > 0) {
      this.#current = undefined
      if (file.tests.every(({ verify }) => verify === undefined)) void thread.retire()
    }
    return {
      ...file,
      tests: file.tests.map((test, index) =>
        typeof test.verify === 'function' ? { ...test, verify: this.#verifyCall({ path, index }) } : test,
      ),
    }
  }

  /** The reply of a thread that no earlier file has changed or ended. */
  async #replyOf(
    path: string,
    following: readonly string[],
  ): Promise<{ readonly thread: WorkerThread; readonly reply: TaskReply }> {
    const requested = this.#requested.get(path)
    this.#requested.delete(path)
    // The first request starts the thread at once.
    const reply =
      requested &&
      (await requested.reply.catch((error: unknown) => {
        // What the file changed for the next one is not known.
        if (this.#current === requested.thread) this.#current = undefined
        // Code of an earlier file has ended the thread.
        if (!isEndedByOther(error)) throw error
        return undefined
      }))
    if (requested && reply) return { thread: requested.thread, reply }
    if (requested?.thread.isMixed()) this.#comparesEach = true
    if (!this.#current?.isAlive() || this.#current.isMixed()) this.#current = this.#start()
    const thread = this.#current
    const { loadTimeoutMs: timeoutMs, signal } = this.#options
    const paths = [path, ...following.filter((each) => !this.#requested.get(each)?.isKnown)]
    const replies = thread.runAll(
      paths.map((each) => ({ kind: 'spec', path: each })),
      { timeoutMs, signal },
    )
    for (const [index, each] of replies.entries()) {
      const next: RequestedFile = { thread, reply: each, isKnown: false }
      each.then(
        (value) => (next.isKnown = value !== undefined),
        (error: unknown) => (next.isKnown = !isEndedByOther(error)),
      )
      this.#requested.set(paths[index] ?? '', next)
    }
    return this.#replyOf(path, following)
  }

  readonly takeLateErrors = () => this.#lateErrors.splice(0)

  readonly waitForCode = async () => {
    const release = new AbortController()
    const ended = Promise.all([...this.#threads].map((thread) => thread.retire()))
    const isEnded = await Promise.race([
      ended.then(() => true),
      wait(maxWaitMs, false, { signal: release.signal }).catch(() => false),
    ])
    release.abort()
    return isEnded
  }

  readonly close = async () => {
    this.#isClosed = true
    await Promise.all([...this.#threads].map((thread) => thread.close()))
  }

  #start(): WorkerThread {
    if (this.#isClosed) throw new TaskError({ kind: 'aborted' })
    const thread = startWorkerThread({
      alias: this.#options.alias,
      comparesEach: this.#comparesEach,
      // Standard output belongs to the command: it may be JSON.
      onOutput: this.#options.onOutput ?? ((text) => void process.stderr.write(text)),
      onLateError: (error) => this.#lateErrors.push(error),
    })
    this.#threads.add(thread)
    return thread
  }

  #verifyCall(owner: Required<CodeOwner>): VerifyCall {
    return async (evidence, signal) => {
      const limits = { timeoutMs: this.#options.verifyTimeoutMs, signal }
      const thread = this.#threadOf.get(owner.path)
      const queued = (thread && this.#queues.get(thread)) ?? Promise.resolve()
      const call = queued.then(() => this.#callVerify(owner, evidence, limits))
      if (thread) this.#queues.set(thread, call)
      return call
    }
  }

  async #callVerify(
    owner: Required<CodeOwner>,
    evidence: Parameters<VerifyCall>[0],
    limits: TaskLimits,
  ): Promise<VerifyOutcome> {
    try {
      let thread = this.#threadOf.get(owner.path)
      if (!thread?.isAlive() || thread.isMixed()) {
        // Other code has ended or changed the thread.
        thread = this.#start()
        const { loadTimeoutMs: timeoutMs, signal } = this.#options
        await thread.run({ kind: 'spec', path: owner.path }, { timeoutMs, signal })
        this.#threadOf.set(owner.path, thread)
      }
      const before = this.#lateErrors.length
      const { value } = await thread.run({ kind: 'verify', ...owner, ...evidence }, limits)
      const { thrown, broken } = value as VerifyReply
      // The next callback of the thread is not to blame.
      if (broken !== undefined) void thread.close()
      const failures = [...thrown, ...takeOwn(this.#lateErrors, before, owner)]
      return broken !== undefined && failures.length === 0
        ? { kind: 'inconclusive', failure: { kind: 'broken', name: broken } }
        : { kind: 'ended', thrown: failures }
    } catch (error) {
      if (error instanceof TaskError) return { kind: 'inconclusive', failure: error.failure }
      throw error
    }
  }
}

function isEndedByOther(error: unknown): boolean {
  return error instanceof TaskError && error.failure.kind === 'ended' && error.failure.byOther === true
}

/** Removes and returns the errors of a callback that came while it ran. */
function takeOwn(errors: LateError[], from: number, { path, index }: Required<CodeOwner>) {
  const own = errors.slice(from).filter(({ owner }) => owner?.path === path && owner.index === index)
  for (const error of own) errors.splice(errors.indexOf(error), 1)
  return own.map(({ error }) => ({ ...error, isFloating: true }))
}
