import { startTimer } from '@loadero-test/core/internal'
import type { CodeFailure } from '../../model/thrown-error.js'
import type { CodeOwner, WorkerRequest, WorkerTask } from '../worker/protocol.js'
import { TaskError, type TaskReply } from './task.js'

interface TimeLimit {
  readonly timeoutMs: number
  readonly onTimeout: () => void
}

interface PendingTask {
  readonly task: WorkerTask
  readonly limit: TimeLimit
  /** The task that starts when this one has ended. */
  readonly next: number | undefined
  /** Absent until the task has started. */
  timer?: ReturnType<typeof startTimer>
  readonly resolve: (reply: TaskReply | undefined) => void
  readonly reject: (error: TaskError) => void
}

/** The tasks of a thread that have not ended. */
export class PendingTasks {
  readonly #tasks = new Map<number, PendingTask>()
  readonly #onIdle: () => void

  /** @param onIdle is called when the last task has ended */
  constructor(onIdle: () => void) {
    this.#onIdle = onIdle
  }

  readonly isIdle = () => this.#tasks.size === 0

  /**
   * Adds tasks that the thread runs one after another. The limit of each starts when the one before it has ended.
   * @returns the reply of each; undefined when the thread has not started it
   */
  add(requests: readonly WorkerRequest[], limit: TimeLimit): readonly Promise<TaskReply | undefined>[] {
    const replies = requests.map(
      ({ id, task }, index) =>
        new Promise<TaskReply | undefined>((resolve, reject) => {
          this.#tasks.set(id, { task, limit, next: requests[index + 1]?.id, resolve, reject })
        }),
    )
    this.#start(requests[0]?.id)
    return replies
  }

  resolve(id: number, reply: TaskReply | undefined): void {
    const ended = this.#remove(id)
    this.#start(ended?.next)
    ended?.resolve(reply)
  }

  reject(id: number, failure: CodeFailure): void {
    this.#remove(id)?.reject(new TaskError(failure))
  }

  /** Whether the task that has started may be of this owner. */
  isRunning(owner: CodeOwner | undefined): boolean {
    return [...this.#tasks.values()].some(
      ({ task, timer }) =>
        timer !== undefined && (!('path' in task) || owner === undefined || task.path === owner.path),
    )
  }

  /** Rejects the task that has started. The others have no reply. */
  end(failure: CodeFailure): void {
    for (const [id, { timer }] of this.#tasks) {
      if (timer === undefined) this.#remove(id)?.resolve(undefined)
      else this.reject(id, failure)
    }
  }

  #start(id: number | undefined): void {
    const task = id === undefined ? undefined : this.#tasks.get(id)
    if (id === undefined || task === undefined) return
    const { timeoutMs, onTimeout } = task.limit
    task.timer = startTimer(timeoutMs, () => {
      this.reject(id, { kind: 'timeout', timeoutMs })
      onTimeout()
    })
  }

  #remove(id: number): PendingTask | undefined {
    const task = this.#tasks.get(id)
    task?.timer?.cancel()
    if (this.#tasks.delete(id) && this.#tasks.size === 0) this.#onIdle()
    return task
  }
}
