import type { Clock } from './clock.js'
import { isLive } from './constants/run-statuses.js'
import type { Run } from './types/run.js'

export interface WaitOptions {
  /** Time between two looks; 5 s unless told. */
  readonly intervalMs?: number
  readonly signal?: AbortSignal | undefined
  /** Called with the first answer and whenever the status changed. */
  readonly onChange?: ((run: Run) => void) | undefined
}

/** Reads a run until it can no longer change. Bound it with a signal: an unknown status counts as live. */
export const waitForRun = async (
  read: () => Promise<Run>,
  clock: Clock,
  options: WaitOptions = {},
): Promise<Run> => {
  const { intervalMs = 5_000, signal, onChange } = options
  let status: string | undefined | null = null
  for (;;) {
    const run = await read()
    if (run.status !== status) onChange?.(run)
    status = run.status
    if (!isLive(run.status)) return run
    await clock.sleep(intervalMs, signal)
  }
}
