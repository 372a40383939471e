import { type LaunchedRun, LaunchLostError, type TestNode } from '@loadero-test/core'

export interface LaunchOnce {
  /** Keeps a launch back that has not left yet. */
  readonly signal: AbortSignal
  /** The runs that were there before a launch of which nobody knows whether it left. */
  readonly known?: readonly number[] | undefined
  /** Notes the runs that are there before one more begins; what it throws keeps the launch back. */
  readonly onSend: (known: readonly number[]) => void
}

/**
 * Launches a test so that there is one run more in the end, and not two.
 * When the answer is lost and no run has appeared, it is tried once more, and what has appeared by then is taken over.
 * @throws LaunchLostError when nobody can tell
 */
export async function launchOnce(
  test: Pick<TestNode, 'launch'>,
  { signal, known, onSend }: LaunchOnce,
): Promise<LaunchedRun> {
  let there = known
  const note = (runs: readonly number[]) => {
    there = runs
    onSend(runs)
  }
  try {
    return await test.launch({ signal, knownRunIds: known, onSend: note })
  } catch (error) {
    const nothingBegan = error instanceof LaunchLostError && error.searched && error.candidates.length === 0
    if (!nothingBegan || signal.aborted) throw error
    return test.launch({ signal, knownRunIds: there, onSend: note })
  }
}
