/** What a run status means to a caller that waits for the run. */
export interface RunStatusInfo {
  /** The run may still change. */
  readonly live: boolean
  /** `finished` is not a verdict: all participants of a finished run can have failed. */
  readonly meaning: 'finished' | 'stopped' | 'configuration' | 'infrastructure' | 'live'
}

const live = { live: true, meaning: 'live' } as const
const infrastructure = { live: false, meaning: 'infrastructure' } as const

/** The 14 statuses. The live ones are in the order of a successful run. */
export const runStatuses = {
  pending: live,
  initializing: live,
  running: live,
  'waiting-results': live,
  'collecting-results': live,
  stopping: live,
  done: { live: false, meaning: 'finished' },
  aborted: { live: false, meaning: 'stopped' },
  'no-users': { live: false, meaning: 'configuration' },
  'insufficient-resources': infrastructure,
  'aws-error': infrastructure,
  'db-error': infrastructure,
  'server-error': infrastructure,
  'timeout-exceeded': infrastructure,
} as const satisfies Record<string, RunStatusInfo>

export type RunStatus = keyof typeof runStatuses

/** An unknown or missing status counts as live: only the caller's time limit ends the wait for it. */
export function isLive(status: string | undefined): boolean {
  return status === undefined || !Object.hasOwn(runStatuses, status) || runStatuses[status as RunStatus].live
}

export const resultStatuses = ['pass', 'fail', 'timeout', 'aborted'] as const
export type ResultStatus = (typeof resultStatuses)[number]

export const assertStatuses = ['pass', 'fail', 'skipped'] as const
export type AssertStatus = (typeof assertStatuses)[number]
