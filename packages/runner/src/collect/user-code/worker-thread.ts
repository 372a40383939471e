import { randomUUID } from 'node:crypto'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { startTimer } from '@loadero-test/core/internal'
import type { CodeFailure, ThrownError } from '../../model/thrown-error.js'
import { createChunkRedactor } from '../../model/redact-secrets.js'
import { rememberSecret } from '../../model/secrets.js'
import type {
  CodeOwner,
  SealedMessage,
  WorkerMessage,
  WorkerSettings,
  WorkerTask,
} from '../worker/protocol.js'

/** Tests run the sources, but a thread needs built code. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/collect/worker/worker.js' : '../worker/worker.js',
  import.meta.url,
)

export class TaskError extends Error {
  override readonly name = 'TaskError'
  readonly failure: CodeFailure

  constructor(failure: CodeFailure) {
    super('error' in failure ? failure.error.message : failure.kind)
    this.failure = failure
  }
}

export interface TaskLimits {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface TaskReply {
  readonly value: unknown
  /** Names of what the code changed for all other code of its thread. */
  readonly changed: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** An error that no task waits for. */
export interface LateError {
  readonly error: ThrownError
  readonly owner?: CodeOwner | undefined
}

export interface WorkerThread {
  /**
   * Runs a task. A task that exceeds its limit ends the thread, because nothing else ends an endless loop.
   * @throws TaskError
   */
  run(task: WorkerTask, limits: TaskLimits): Promise<TaskReply>
  readonly isAlive: () => boolean
  /** Lets the thread end when the code has nothing left to do. Settles at its end. */
  retire(): Promise<void>
  close(): Promise<void>
}

type OutputStream = 'stdout' | 'stderr'

export interface ThreadOptions extends Pick<WorkerSettings, 'alias'> {
  /** Receives what the code prints, line by line, without secrets. */
  readonly onOutput: (text: string, stream: OutputStream) => void
  readonly onLateError: (error: LateError) => void
}

interface PendingTask {
  readonly task: WorkerTask
  readonly resolve: (reply: TaskReply) => void
  readonly reject: (failure: CodeFailure) => void
}

/** Starts a thread that runs code of authors. It does not keep the process alive, unless a task is running. */
export function startWorkerThread(options: ThreadOptions): WorkerThread {
  return new CodeThread(options)
}

class CodeThread implements WorkerThread {
  readonly #worker: Worker
  readonly #tasks: MessagePort
  readonly #exited: Promise<void>
  readonly #onLateError: ThreadOptions['onLateError']
  readonly #pending = new Map<number, PendingTask>()
  readonly #key: string
  /** Shows lines that are not complete. */
  readonly #flushOutput: () => void
  #nextId = 0
  #ended: ThrownError | undefined
  #byOther = false

  constructor({ alias, onOutput, onLateError }: ThreadOptions) {
    const { port1: secrets, port2: secretsPort } = new MessageChannel()
    const { port1: tasks, port2: tasksPort } = new MessageChannel()
    this.#key = randomUUID()
    const settings: WorkerSettings = { alias, secretsPort, tasksPort, key: this.#key }
    const worker = new Worker(workerFile, {
      workerData: settings,
      transferList: [secretsPort, tasksPort],
      stdout: true,
      stderr: true,
      execArgv: [],
    })
    worker.unref()
    const outputs = (['stdout', 'stderr'] as const).map((stream) => {
      const { write, end } = createChunkRedactor()
      const show = (text: string) => {
        if (text !== '') onOutput(text, stream)
      }
      worker[stream].on('data', (chunk: Uint8Array) => {
        rememberSecretsOf(secrets)
        show(write(chunk))
      })
      return () => show(end())
    })
    this.#flushOutput = () => {
      for (const flush of outputs) flush()
    }
    tasks.on('message', ({ key, message }: SealedMessage) => {
      rememberSecretsOf(secrets)
      // Code of an author can find the port, but not the key.
      if (key === this.#key) this.#receive(message)
    })
    tasks.unref()
    worker.on('error', (error) => {
      rememberSecretsOf(secrets)
      this.#ended ??= threadError(error)
      if (this.#pending.size === 0) onLateError({ error: this.#ended })
    })
    this.#exited = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        rememberSecretsOf(secrets)
        secrets.close()
        // What was posted before the end is still in the port.
        for (let next = receiveMessageOnPort(tasks); next; next = receiveMessageOnPort(tasks)) {
          const { key, message } = next.message as SealedMessage
          if (key === this.#key) this.#receive(message)
        }
        tasks.close()
        this.#flushOutput()
        this.#rejectAll(code)
        resolve()
      })
    })
    this.#worker = worker
    this.#tasks = tasks
    this.#onLateError = onLateError
  }

  readonly isAlive = () => this.#ended === undefined

  retire(): Promise<void> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    if (this.isAlive()) this.#tasks.postMessage('retire')
    return this.#exited
  }

  async close(): Promise<void> {
    this.#ended ??= plainError('the thread was stopped')
    await this.#worker.terminate()
    await this.#exited
  }

  run(task: WorkerTask, { timeoutMs, signal }: TaskLimits): Promise<TaskReply> {
    if (this.#ended !== undefined) return Promise.reject(new TaskError({ kind: 'ended', error: this.#ended }))
    const id = this.#nextId++
    return new Promise<TaskReply>((resolve, reject) => {
      this.#worker.ref()
      const release = () => {
        timer.cancel()
        signal?.removeEventListener('abort', onAbort)
        this.#pending.delete(id)
        if (this.#pending.size === 0) this.#worker.unref()
      }
      const fail = (failure: CodeFailure) => {
        release()
        reject(new TaskError(failure))
      }
      const abandon = (failure: CodeFailure) => {
        fail(failure)
        void this.close()
      }
      const onAbort = () => abandon({ kind: 'aborted' })
      const timer = startTimer(timeoutMs, () => abandon({ kind: 'timeout', timeoutMs }))
      this.#pending.set(id, {
        task,
        resolve: (reply) => {
          release()
          resolve(reply)
        },
        reject: fail,
      })
      signal?.addEventListener('abort', onAbort)
      if (signal?.aborted) return onAbort()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#tasks.postMessage({ id, task })
    })
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'late') return this.#onLateError(message)
    if (message.kind === 'exiting') {
      this.#ended = message.error
      const isOfTask = [...this.#pending.values()].some(({ task }) => isOwner(task, message.owner))
      this.#byOther = !isOfTask && message.owner !== undefined
      if (this.#pending.size === 0 || this.#byOther) this.#onLateError(message)
      return
    }
    this.#flushOutput()
    const task = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    const { outcome, changed, env } = message
    if ('error' in outcome) task?.reject({ kind: 'threw', error: outcome.error })
    else task?.resolve({ value: outcome.value, changed, env })
  }

  #rejectAll(exitCode: number): void {
    this.#ended ??= plainError(`the thread of the code ended with ${exitCode}`)
    for (const task of this.#pending.values())
      task.reject({ kind: 'ended', error: this.#ended, byOther: this.#byOther })
    this.#pending.clear()
  }
}

/** Reads without waiting, because the order of messages of several ports is not defined. */
function rememberSecretsOf(port: MessagePort): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    rememberSecret((next as { readonly message: string }).message)
  }
}

function isOwner(task: WorkerTask, owner: CodeOwner | undefined): boolean {
  return !('path' in task) || owner === undefined || task.path === owner.path
}

/** For example out of memory. */
function threadError(error: unknown): ThrownError {
  const { message = String(error), stack = '', code } = error as Partial<Error> & { readonly code?: string }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return plainError('the code needs more memory than is available')
  return { ...plainError(message), stack }
}

function plainError(message: string): ThrownError {
  return { message, stack: '', isAssertion: false, causes: [] }
}
