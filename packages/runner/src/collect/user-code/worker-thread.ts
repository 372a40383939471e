import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { CodeFailure, ThrownError } from '../../model/thrown-error.js'
import { rememberSecret } from '../scripts/secrets.js'
import type { CodeOwner, WorkerMessage, WorkerSettings, WorkerTask } from '../worker/protocol.js'

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
  /** Lets the thread end when the code has nothing left to do. */
  retire(): void
  close(): Promise<void>
}

export interface ThreadOptions extends Pick<WorkerSettings, 'alias'> {
  readonly onOutput: (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void
  readonly onLateError: (error: LateError) => void
}

interface PendingTask {
  readonly task: WorkerTask
  readonly resolve: (reply: TaskReply) => void
  readonly reject: (failure: CodeFailure) => void
}

/** Starts a thread that runs code of authors. It does not keep the process alive, unless a task is running. */
export function startWorkerThread({ alias, onOutput, onLateError }: ThreadOptions): WorkerThread {
  const { port1: secrets, port2: secretsPort } = new MessageChannel()
  const settings: WorkerSettings = { alias, secretsPort }
  const worker = new Worker(workerFile, {
    workerData: settings,
    transferList: [secretsPort],
    stdout: true,
    stderr: true,
    execArgv: [],
  })
  const pending = new Map<number, PendingTask>()
  let nextId = 0
  let ended: ThrownError | undefined
  let byOther = false
  worker.unref()
  for (const stream of ['stdout', 'stderr'] as const) {
    worker[stream].on('data', (chunk: Uint8Array) => {
      rememberSecretsOf(secrets)
      onOutput(chunk, stream)
    })
  }
  worker.on('message', (message: WorkerMessage) => {
    rememberSecretsOf(secrets)
    if (message.kind === 'late') return onLateError(message)
    if (message.kind === 'exiting') {
      ended = message.error
      const isOfTask = [...pending.values()].some(({ task }) => isOwner(task, message.owner))
      byOther = !isOfTask && message.owner !== undefined
      if (pending.size === 0 || byOther) onLateError(message)
      return
    }
    const task = pending.get(message.id)
    pending.delete(message.id)
    const { outcome, changed, env } = message
    if ('error' in outcome) task?.reject({ kind: 'threw', error: outcome.error })
    else task?.resolve({ value: outcome.value, changed, env })
  })
  worker.on('error', (error) => {
    rememberSecretsOf(secrets)
    ended ??= threadError(error)
    if (pending.size === 0) onLateError({ error: ended })
  })
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      rememberSecretsOf(secrets)
      secrets.close()
      ended ??= plainError(`the thread of the code ended with ${code}`)
      for (const task of pending.values()) task.reject({ kind: 'ended', error: ended, byOther })
      pending.clear()
      resolve()
    })
  })
  const stop = async () => {
    ended ??= plainError('the thread was stopped')
    await worker.terminate()
    await exited
  }
  return {
    isAlive: () => ended === undefined,
    retire: () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      if (ended === undefined) worker.postMessage('retire')
    },
    close: stop,
    run: (task, { timeoutMs, signal }) => {
      if (ended !== undefined) return Promise.reject(new TaskError({ kind: 'ended', error: ended }))
      const id = nextId++
      return new Promise<TaskReply>((resolve, reject) => {
        worker.ref()
        const release = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', onAbort)
          pending.delete(id)
          if (pending.size === 0) worker.unref()
        }
        const fail = (failure: CodeFailure) => {
          release()
          reject(new TaskError(failure))
        }
        const abandon = (failure: CodeFailure) => {
          fail(failure)
          void stop()
        }
        const onAbort = () => abandon({ kind: 'aborted' })
        const timer = setTimeout(() => abandon({ kind: 'timeout', timeoutMs }), timeoutMs)
        pending.set(id, {
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
        worker.postMessage({ id, task })
      })
    },
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
