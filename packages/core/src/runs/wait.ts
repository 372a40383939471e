import type { Clock } from '../clock/clock.js'
import { isLive } from '../constants/run-statuses.js'
import type { Run } from '../types/run.js'

export interface WaitOptions {
  /** Time between two polls; 5 s by default. */
  readonly intervalMs?: number
  /** 12 hours by default; `Infinity` for no limit. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Called with the first response and after each change of the status. */
  readonly onChange?: ((run: Run) => void) | undefined
}

/** As long as the official Python client waits. */
const defaultTimeoutMs = 12 * 3_600_000

/** The run was still live at the end of the time limit. It goes on, and so do its costs. */
export class WaitTimeoutError extends Error {
  /** As it was read last. */
  readonly run: Run

  constructor(run: Run, timeoutMs: number) {
    super(`run ${run.id} is still ${run.status ?? 'without a status'} after ${timeoutMs / 1_000} s`)
    this.name = 'WaitTimeoutError'
    this.run = run
  }
}

/**
 * Polls a run until it can no longer change; an unknown status counts as live.
 * @throws WaitTimeoutError after one last poll at the end of the time limit
 */
export async function waitForRun(
  read: () => Promise<Run>,
  clock: Clock,
  options: WaitOptions = {},
): Promise<Run> {
  const { intervalMs = 5_000, timeoutMs = defaultTimeoutMs, signal, onChange } = options
  const deadlineMs = clock.now() + timeoutMs
  let status: string | undefined | null = null
  for (;;) {
    const run = await read()
    if (run.status !== status) onChange?.(run)
    status = run.status
    if (!isLive(status)) return run
    const remainingMs = deadlineMs - clock.now()
    if (remainingMs <= 0) throw new WaitTimeoutError(run, timeoutMs)
    await clock.sleep(Math.min(intervalMs, remainingMs), signal)
  }
}
