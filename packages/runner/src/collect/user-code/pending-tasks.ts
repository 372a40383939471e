import { startTimer } from '@loadero-test/core/internal'
import type { CodeFailure } from '../../model/thrown-error.js'
import type { CodeOwner, WorkerRequest, WorkerTask } from '../worker/protocol.js'
import { TaskError, type TaskReply } from './task.js'

interface TimeLimit {
  readonly timeoutMs: number
  readonly onTimeout: (id: number) => void
}

interface PendingOptions {
  /** Is called when the last task has ended. */
  readonly onIdle: () => void
  /** The id of the task that the thread runs; the replies of those before it may not have come yet. */
  readonly runningId: () => number
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
  readonly #options: PendingOptions

  constructor(options: PendingOptions) {
    this.#options = options
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

  /** Whether a task that runs may be of this owner. */
  isRunning(owner: CodeOwner | undefined): boolean {
    return this.#running().some((id) => {
      const task = this.#tasks.get(id)?.task
      return task !== undefined && (!('path' in task) || owner === undefined || task.path === owner.path)
    })
  }

  /**
   * Rejects the task that runs in the list of a task whose time has elapsed. The others of the list have no reply.
   * @returns false when the task has ended
   */
  endLate(id: number, timeoutMs: number): boolean {
    if (!this.#tasks.has(id)) return false
    const list = this.#listFrom(id)
    this.reject(this.#runningOf(list), { kind: 'timeout', timeoutMs })
    for (const each of list) this.#remove(each)?.resolve(undefined)
    return true
  }

  /** Rejects the tasks that run. The others have no reply. */
  end(failure: CodeFailure): void {
    const running = this.#running()
    for (const id of this.#tasks.keys()) {
      if (running.includes(id)) this.reject(id, failure)
      else this.#remove(id)?.resolve(undefined)
    }
  }

  /** A list has one task with a timer. It, or a later one of its list, runs. */
  #running(): readonly number[] {
    return [...this.#tasks].flatMap(([id, { timer }]) =>
      timer === undefined ? [] : this.#runningOf(this.#listFrom(id)),
    )
  }

  #runningOf(list: readonly number[]): number {
    const running = this.#options.runningId()
    return list.includes(running) ? running : (list[0] ?? running)
  }

  /** The tasks that the thread runs one after another, from one of them. */
  #listFrom(id: number): readonly number[] {
    const list: number[] = []
    for (let at: number | undefined = id; at !== undefined; at = this.#tasks.get(at)?.next)
      if (this.#tasks.has(at)) list.push(at)
    return list
  }

  #start(id: number | undefined): void {
    const task = id === undefined ? undefined : this.#tasks.get(id)
    if (id === undefined || task === undefined) return
    const { timeoutMs, onTimeout } = task.limit
    task.timer = startTimer(timeoutMs, () => onTimeout(id))
  }

  #remove(id: number): PendingTask | undefined {
    const task = this.#tasks.get(id)
    task?.timer?.cancel()
    if (this.#tasks.delete(id) && this.#tasks.size === 0) this.#options.onIdle()
    return task
  }
}
