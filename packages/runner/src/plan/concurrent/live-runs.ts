import { isLive, type LoaderoClient, type Run } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import { UserError } from '../../model/errors.js'
import { remoteName } from '../identity.js'
import type { PlannedTest } from '../plan-all.js'
import type { DeclaredSpecs } from '../renames.js'

/** Live runs are among the newest: a project launches them one after another. */
const newestRuns = 100

export interface LiveRunOptions {
  readonly prefix: string
  /** Change tests although runs are live. */
  readonly force?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Refuses changes to existing tests while a run of a declared test is live: its session may still have the changed tests
 * in its queue, and would launch them as they are then. Takes one request, and none without such a change.
 */
export async function refuseWhileLive(
  planned: readonly PlannedTest[],
  { declared }: Pick<DeclaredSpecs, 'declared'>,
  client: LoaderoClient,
  { prefix, force, signal }: LiveRunOptions,
): Promise<readonly PlannedTest[]> {
  if (force || !planned.some(changesExisting)) return planned
  const names = new Set(declared.map(({ id }) => remoteName(prefix, id)))
  const { results } = await client.runs.list({ order_by: '-id', limit: newestRuns }, { signal })
  const live = results.filter(({ status, test_name }) => isLive(status) && names.has(test_name ?? ''))
  if (live.length === 0) return planned
  return planned.map((one) =>
    changesExisting(one)
      ? { test: one.test, computeUnits: one.computeUnits, notices: one.notices, error: liveError(one, live) }
      : one,
  )
}

function changesExisting({ plan }: PlannedTest): boolean {
  return plan?.test.kind === 'update'
}

function liveError({ test }: PlannedTest, live: readonly Run[]): UserError {
  const runs = live.slice(0, 3).map(({ id, test_name }) => `run ${id} of '${test_name ?? '?'}'`)
  const others = live.length > runs.length ? ` and ${live.length - runs.length} more` : ''
  return new UserError(
    'plan',
    `'${test.id}' would be changed at Loadero while ${plural(live.length, 'run')} of the project ${live.length === 1 ? 'is' : 'are'} live: ${runs.join(', ')}${others}. The session of ${live.length === 1 ? 'that run' : 'those runs'} may still have to launch it.`,
    'Wait for the end of the runs, give each branch its own tests with --prefix, or change the test with --force.',
  )
}
