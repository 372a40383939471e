import type { SourceLocation } from '../../model/diagnostic.js'
import type { ThrownError } from '../../model/thrown-error.js'
import { thrownAt, thrownDetails, thrownMessage } from '../../model/wire/thrown-text.js'
import { decode } from '../worker/encode.js'
import { TaskError } from './task.js'
import { startWorkerThread, type ThreadOptions } from './worker-thread.js'

export interface LoadedConfig {
  /** The default export. Its functions cannot be called. */
  readonly value: unknown
  readonly hasDefault: boolean
  /** Environment variables that the file has changed. `undefined`: deleted. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Why a module cannot be loaded. */
export interface LoadProblem {
  readonly problem: string
  /** The rest of the error, line by line. */
  readonly details: readonly string[]
  readonly location?: SourceLocation | undefined
}

export interface LoadConfigOptions extends Partial<Pick<ThreadOptions, 'onOutput'>> {
  readonly alias: ThreadOptions['alias']
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** Paths of errors are relative to it. */
  readonly root: string
}

/** Loads a configuration file in a thread of its own. A default export that is a function is called. */
export async function loadConfigModule(
  path: string,
  { alias, timeoutMs, signal, root, onOutput }: LoadConfigOptions,
): Promise<LoadedConfig | LoadProblem> {
  const lateErrors: ThrownError[] = []
  const thread = startWorkerThread({
    alias,
    onOutput: onOutput ?? ((text) => void process.stderr.write(text)),
    onLateError: ({ error }) => lateErrors.push(error),
  })
  try {
    const { value, env } = await thread.run({ kind: 'config', path }, { timeoutMs, signal })
    const [late] = lateErrors
    if (late) return describeError(late, root)
    return { ...(decode(value) as Pick<LoadedConfig, 'value' | 'hasDefault'>), env }
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    return problemOf(error, root)
  } finally {
    await thread.close()
  }
}

function problemOf({ failure }: TaskError, root: string): LoadProblem {
  switch (failure.kind) {
    case 'threw':
    case 'ended':
      return describeError(failure.error, root)
    case 'timeout':
      return { problem: `it did not finish within ${failure.timeoutMs / 1_000} s`, details: [] }
    default:
      return { problem: 'it was interrupted', details: [] }
  }
}

function describeError(error: ThrownError, root: string): LoadProblem {
  const [problem = ''] = thrownMessage(error).split('\n')
  return { problem, details: thrownDetails(error, root), location: thrownAt(error, root) }
}
