import { randomUUID } from 'node:crypto'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { ThrownError } from '../../model/thrown-error.js'
import type {
  CodeOwner,
  SealedMessages,
  WorkerMessage,
  WorkerSettings,
  WorkerTask,
} from '../worker/protocol.js'
import { PendingTasks } from './pending-tasks.js'
import { TaskError, type TaskLimits, type TaskReply } from './task.js'
import { forwardOutput, type OutputStream, rememberSecretsOf } from './thread-output.js'

/** Tests run the sources, but a thread needs built code. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/collect/worker/worker.js' : '../worker/worker.js',
  import.meta.url,
)

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
  /** Whether one of several files has changed the thread, and it is not known which. No code may run in it. */
  readonly isMixed: () => boolean
  /** Lets the thread end when the code has nothing left to do. Settles at its end. */
  retire(): Promise<void>
  close(): Promise<void>
}

export interface ThreadOptions
  extends Pick<WorkerSettings, 'alias'>, Partial<Pick<WorkerSettings, 'comparesEach'>> {
  /** Receives what the code prints, line by line, without secrets. */
  readonly onOutput: (text: string, stream: OutputStream) => void
  readonly onLateError: (error: LateError) => void
}

/** Starts a thread that runs code of authors. It does not keep the process alive, unless a task is running. */
export function startWorkerThread(options: ThreadOptions): WorkerThread {
  return new CodeThread(options)
}

class CodeThread implements WorkerThread {
  readonly #worker: Worker
  /** Lists of requests, and the messages of the worker. */
  readonly #tasks: MessagePort
  /** The values that the code marks as secret. */
  readonly #secrets: MessagePort
  readonly #key = randomUUID()
  readonly #pending: PendingTasks
  readonly #exited: Promise<void>
  readonly #onLateError: ThreadOptions['onLateError']
  readonly #flushOutput: () => void
  #nextId = 0
  #isMixed = false
  #ended: ThrownError | undefined
  /** Whether code of an earlier task has ended the thread. */
  #endedByOther = false

  constructor({ alias, comparesEach = false, onOutput, onLateError }: ThreadOptions) {
    const { port1: secrets, port2: secretsPort } = new MessageChannel()
    const { port1: tasks, port2: tasksPort } = new MessageChannel()
    const running = new SharedArrayBuffer(4)
    const runningId = new Int32Array(running).fill(-1)
    const workerData: WorkerSettings = {
      alias,
      comparesEach,
      secretsPort,
      tasksPort,
      key: this.#key,
      running,
    }
    const worker = new Worker(workerFile, {
      workerData,
      transferList: [secretsPort, tasksPort],
      stdout: true,
      stderr: true,
      execArgv: [],
    })
    this.#worker = worker
    this.#tasks = tasks
    this.#secrets = secrets
    this.#onLateError = onLateError
    this.#pending = new PendingTasks({
      onIdle: () => worker.unref(),
      runningId: () => Atomics.load(runningId, 0),
    })
    this.#flushOutput = forwardOutput(worker, secrets, onOutput)
    tasks.on('message', (sealed: SealedMessages) => this.#receive(sealed))
    worker.on('error', (thrown: unknown) => {
      rememberSecretsOf(secrets)
      const error = thrown as Partial<Error> & { readonly code?: string }
      const { message = String(thrown), stack = '', code } = error
      const isOutOfMemory = code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#ended ??= isOutOfMemory
        ? plainError('the code needs more memory than is available')
        : { ...plainError(message), stack }
      if (this.#pending.isIdle()) onLateError({ error: this.#ended })
    })
    this.#exited = new Promise<void>((resolve) => {
      worker.on('exit', (code) => {
        this.#finish(code)
        resolve()
      })
    })
    worker.unref()
    tasks.unref()
  }

  readonly isAlive = () => this.#ended === undefined

  readonly isMixed = () => this.#isMixed

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
    this.#worker.ref()
    const onTimeout = (id: number) => {
      // A reply may have come with the end of the time.
      this.#receiveAll()
      if (this.#pending.endLate(id, timeoutMs)) void this.close()
    }
    const replies = this.#pending.add(requests, { timeoutMs, onTimeout })
    const onAbort = () => {
      for (const { id } of requests) this.#pending.reject(id, { kind: 'aborted' })
      void this.close()
    }
    signal?.addEventListener('abort', onAbort)
    void Promise.allSettled(replies).then(() => signal?.removeEventListener('abort', onAbort))
    if (signal?.aborted) onAbort()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    else this.#tasks.postMessage(requests)
    return replies
  }

  #receive({ key, messages }: SealedMessages): void {
    rememberSecretsOf(this.#secrets)
    // Code of an author can find the port, but not the key.
    if (key !== this.#key) return
    for (const message of messages) this.#handle(message)
  }

  #handle(message: WorkerMessage): void {
    switch (message.kind) {
      case 'late':
        return this.#onLateError(message)
      case 'exiting':
        this.#ended = message.error
        this.#endedByOther = message.owner !== undefined && !this.#pending.isRunning(message.owner)
        if (this.#pending.isIdle() || this.#endedByOther) this.#onLateError(message)
        return undefined
      case 'mixed':
        this.#isMixed = true
        return this.#pending.resolve(message.id, undefined)
      case 'not-started':
        return this.#pending.resolve(message.id, undefined)
      default: {
        this.#flushOutput()
        const { id, outcome, changed, env } = message
        return 'error' in outcome
          ? this.#pending.reject(id, { kind: 'threw', error: outcome.error })
          : this.#pending.resolve(id, { value: outcome.value, changed, env })
      }
    }
  }

  /** What the thread has posted and no event has brought yet. */
  #receiveAll(): void {
    rememberSecretsOf(this.#secrets)
    for (let next = receiveMessageOnPort(this.#tasks); next; next = receiveMessageOnPort(this.#tasks))
      this.#receive(next.message as SealedMessages)
  }

  /** After the end of the thread: what it posted before is still in the ports. */
  #finish(exitCode: number): void {
    this.#receiveAll()
    this.#secrets.close()
    this.#tasks.close()
    this.#flushOutput()
    const error = (this.#ended ??= plainError(`the thread of the code ended with ${exitCode}`))
    this.#pending.end({ kind: 'ended', error, byOther: this.#endedByOther })
  }
}

function plainError(message: string): ThrownError {
  return { message, stack: '', isAssertion: false, causes: [] }
}
