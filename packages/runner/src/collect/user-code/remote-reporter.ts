import { thrownAt, thrownMessage } from '../../model/wire/thrown-text.js'
import type { LoadedReporter } from '../worker/protocol.js'
import { TaskError } from './task.js'
import { type LateError, startWorkerThread, type ThreadOptions, type WorkerThread } from './worker-thread.js'

/** A reporter of an author, in a thread of its own. */
export interface RemoteReporter extends LoadedReporter {
  /** Calls one of its methods with copies of the values. Rejects when the method throws. */
  readonly call: (method: string, args: readonly unknown[]) => Promise<void>
}

export interface RemoteReporterOptions extends Pick<ThreadOptions, 'alias' | 'onOutput'> {
  /** A package, or the absolute path of a file. */
  readonly name: string
  /** The file that a package is resolved from. */
  readonly from: string
  readonly options: unknown
  readonly timeoutMs: number
  /** Paths of errors are relative to it. */
  readonly root: string
}

/**
 * Loads a reporter. It gets copies of the results, so it cannot change them.
 * @throws Error with the reason why it cannot be loaded or created
 */
export async function loadReporterModule({
  name,
  from,
  options,
  timeoutMs,
  root,
  ...threadOptions
}: RemoteReporterOptions): Promise<RemoteReporter> {
  const lateErrors: LateError[] = []
  const thread = startWorkerThread({ ...threadOptions, onLateError: (error) => lateErrors.push(error) })
  const { value } = await run(thread, { kind: 'reporter', name, from, options: plain(options) })
  return {
    ...(value as LoadedReporter),
    call: async (event, args) => {
      await run(thread, { kind: 'report', event, args: plain(args) as readonly unknown[] })
    },
  }

  async function run(worker: WorkerThread, task: Parameters<WorkerThread['run']>[0]) {
    const reply = await worker.run(task, { timeoutMs }).catch((error: unknown) => {
      throw error instanceof TaskError ? new Error(textOf(error, root)) : error
    })
    const [late] = lateErrors.splice(0)
    if (late) throw new Error(placed(late.error, root))
    return reply
  }
}

function textOf({ failure }: TaskError, root: string): string {
  switch (failure.kind) {
    case 'threw':
      return placed(failure.error, root)
    case 'ended':
      return `it ended its thread: ${placed(failure.error, root)}`
    case 'timeout':
      return `it did not end within ${failure.timeoutMs / 1_000} s`
    default:
      return 'it was interrupted'
  }
}

function placed(error: Parameters<typeof thrownMessage>[0], root: string): string {
  const at = thrownAt(error, root)
  return at ? `${thrownMessage(error)} (${at.file}:${at.line}:${at.column ?? 1})` : thrownMessage(error)
}

/** Without functions, which no thread can call for another one. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
