import type { Clock } from '../clock/clock.js'
import { isLive } from '../constants/run-statuses.js'
import type { Run } from '../types/run.js'

export interface WaitOptions {
  /** Time between two looks; 5 s unless told. */
  readonly intervalMs?: number
  /** How long to wait at most; for ever unless told. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Called with the first answer and whenever the status changed. */
  readonly onChange?: ((run: Run) => void) | undefined
}

/** The run was still live when the time to wait for it was over. It goes on, and goes on costing. */
export class WaitTimeoutError extends Error {
  /** As it was seen last. */
  readonly run: Run

  constructor(run: Run, timeoutMs: number) {
    super(`run ${run.id} is still ${run.status ?? 'without a status'} after ${timeoutMs / 1_000} s`)
    this.name = 'WaitTimeoutError'
    this.run = run
  }
}

/**
 * Reads a run until it can no longer change; an unknown status counts as live.
 * @throws WaitTimeoutError after one last look when the time is over
 */
export async function waitForRun(
  read: () => Promise<Run>,
  clock: Clock,
  options: WaitOptions = {},
): Promise<Run> {
  const { intervalMs = 5_000, timeoutMs = Infinity, signal, onChange } = options
  const end = clock.now() + timeoutMs
  let status: string | undefined | null = null
  for (;;) {
    const run = await read()
    if (run.status !== status) onChange?.(run)
    status = run.status
    if (!isLive(status)) return run
    const leftMs = end - clock.now()
    if (leftMs <= 0) throw new WaitTimeoutError(run, timeoutMs)
    await clock.sleep(Math.min(intervalMs, leftMs), signal)
  }
}
