import { type LaunchedRun, LaunchLostError, type TestNode } from '@loadero-test/core'

export interface LaunchOnceOptions {
  /** Prevents a launch that was not sent yet. */
  readonly signal: AbortSignal
  /** The runs that existed before an earlier launch of which it is unknown whether it was sent. */
  readonly known?: readonly number[] | undefined
  /** Called with the runs that exist before a launch is sent. If it throws, nothing is launched. */
  readonly onSend: (knownRunIds: readonly number[]) => void
}

/**
 * Launches a test so that exactly one run is added. When the response is lost and no run appears, it launches once
 * more, and accepts a run of the first launch that appears late.
 * @throws LaunchLostError when it stays unknown which run was launched
 */
export async function launchOnce(
  test: Pick<TestNode, 'launch'>,
  { signal, known, onSend }: LaunchOnceOptions,
): Promise<LaunchedRun> {
  let knownRunIds = known
  const onLaunch = (runIds: readonly number[]) => {
    knownRunIds = runIds
    onSend(runIds)
  }
  try {
    return await test.launch({ signal, knownRunIds: known, onSend: onLaunch })
  } catch (error) {
    const noRunAppeared = error instanceof LaunchLostError && error.searched && error.candidates.length === 0
    if (!noRunAppeared || signal.aborted) throw error
    return test.launch({ signal, knownRunIds, onSend: onLaunch })
  }
}
