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
  /**
   * Runs tasks one after another, each with its own limits, until one of them fails or changes what all code of the
   * thread shares. The promises of those after it are `undefined`.
   */
  runAll(tasks: readonly WorkerTask[], limits: TaskLimits): readonly Promise<TaskReply | undefined>[]
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
  /** Starts the time limit, when the task before it has ended. */
  readonly start: () => void
  isStarted: boolean
  readonly resolve: (reply: TaskReply | undefined) => void
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

  async run(task: WorkerTask, limits: TaskLimits): Promise<TaskReply> {
    const reply = await this.runAll([task], limits)[0]
    if (reply === undefined)
      throw new TaskError({ kind: 'ended', error: plainError('the task has not started') })
    return reply
  }

  runAll(
    tasks: readonly WorkerTask[],
    { timeoutMs, signal }: TaskLimits,
  ): readonly Promise<TaskReply | undefined>[] {
    const error = this.#ended
    if (error !== undefined) return tasks.map(() => Promise.reject(new TaskError({ kind: 'ended', error })))
    const requests = tasks.map((task) => ({ id: this.#nextId++, task }))
    const onAbort = () => {
      for (const { id } of requests) this.#pending.get(id)?.reject({ kind: 'aborted' })
      void this.close()
    }
    let remaining = requests.length
    const replies = requests.map(({ id, task }, index) => {
      const next = requests[index + 1]?.id
      return this.#expect(id, { task, next, timeoutMs }, () => {
        if (--remaining === 0) signal?.removeEventListener('abort', onAbort)
      })
    })
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    else this.#tasks.postMessage(requests)
    this.#pending.get(requests[0]?.id ?? -1)?.start()
    return replies
  }

  #expect(
    id: number,
    {
      task,
      next,
      timeoutMs,
    }: Pick<PendingTask, 'task'> & Pick<TaskLimits, 'timeoutMs'> & { next?: number | undefined },
    onEnd: () => void,
  ): Promise<TaskReply | undefined> {
    return new Promise((resolve, reject) => {
      this.#worker.ref()
      let timer: ReturnType<typeof startTimer> | undefined
      const release = () => {
        timer?.cancel()
        this.#pending.delete(id)
        if (this.#pending.size === 0) this.#worker.unref()
        onEnd()
      }
      const pending: PendingTask = {
        task,
        isStarted: false,
        start: () => {
          pending.isStarted = true
          timer = startTimer(timeoutMs, () => {
            pending.reject({ kind: 'timeout', timeoutMs })
            void this.close()
          })
        },
        resolve: (reply) => {
          release()
          if (next !== undefined) this.#pending.get(next)?.start()
          resolve(reply)
        },
        reject: (failure) => {
          release()
          reject(new TaskError(failure))
        },
      }
      this.#pending.set(id, pending)
    })
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'late') return this.#onLateError(message)
    if (message.kind === 'exiting') {
      this.#ended = message.error
      const isOfTask = [...this.#pending.values()].some(
        ({ task, isStarted }) => isStarted && isOwner(task, message.owner),
      )
      this.#byOther = !isOfTask && message.owner !== undefined
      if (this.#pending.size === 0 || this.#byOther) this.#onLateError(message)
      return
    }
    this.#flushOutput()
    const task = this.#pending.get(message.id)
    if (message.kind === 'not-started') return task?.resolve(undefined)
    const { outcome, changed, env } = message
    if ('error' in outcome) task?.reject({ kind: 'threw', error: outcome.error })
    else task?.resolve({ value: outcome.value, changed, env })
  }

  #rejectAll(exitCode: number): void {
    this.#ended ??= plainError(`the thread of the code ended with ${exitCode}`)
    const ended = { kind: 'ended', error: this.#ended, byOther: this.#byOther } as const
    for (const { isStarted, reject, resolve } of [...this.#pending.values()].toReversed()) {
      // From the last to the first, because the end of a task starts the next one.
      if (isStarted) reject(ended)
      else resolve(undefined)
    }
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
