import type { Run } from '@loadero-test/core'

/** Receives what must be known even if this process ends. */
export interface AttemptListener {
  /** Called just before a launch is sent. If it throws, nothing is launched. */
  readonly onSend: (knownRunIds: readonly number[]) => void
  readonly onLaunched: (run: Run) => void
  /** The response was lost, and no run was found. */
  readonly onLost: () => void
  readonly onStatus: (run: Run) => void
}

/** How far an attempt had come when another process left it. */
export type ResumedRun =
  /** It is unknown whether the launch was sent. The known runs existed before. */
  | { readonly kind: 'launching'; readonly known: readonly number[]; readonly sinceMs: number }
  | { readonly kind: 'launched'; readonly runId: number; readonly launchedMs: number }
