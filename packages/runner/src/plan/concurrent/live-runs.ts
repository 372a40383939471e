import { isLive, type LoaderoClient } from '@loadero-test/core'
import { listFirst, plural } from '@loadero-test/core/internal'
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
  /** Of other processes that share an output directory. */
  readonly sessions?: readonly WaitingSession[] | undefined
}

/** A session that has tests to launch. */
interface WaitingSession {
  readonly id: string
  readonly prefix: string
  readonly waiting: ReadonlySet<string>
}

/**
 * Refuses changes to existing tests while a run of a declared test is live: its session may still have the changed tests
 * in its queue, and would launch them as they are then. Between two of its runs, only a session that shares the output
 * directory is known. Takes one request, and none without such a change.
 */
export async function refuseWhileLive(
  planned: readonly PlannedTest[],
  { declared }: Pick<DeclaredSpecs, 'declared'>,
  client: LoaderoClient,
  { prefix, force, signal, sessions = [] }: LiveRunOptions,
): Promise<readonly PlannedTest[]> {
  if (force || !planned.some(({ plan }) => plan?.test.kind === 'update')) return planned
  const names = new Set(declared.map(({ id }) => remoteName(prefix, id)))
  const { results } = await client.runs.list({ order_by: '-id', limit: newestRuns }, { signal })
  const live = results.filter(({ status, test_name }) => isLive(status) && names.has(test_name ?? ''))
  const shown = listFirst(live, 3, ({ id, test_name }) => `run ${id} of '${test_name ?? '?'}'`)
  const isOne = live.length === 1
  const liveRuns =
    live.length === 0
      ? undefined
      : `while ${plural(live.length, 'run')} of the project ${isOne ? 'is' : 'are'} live: ${shown}. ` +
        `The session of ${isOne ? 'that run' : 'those runs'} may still have to launch it`
  return planned.map((one) => {
    if (one.plan?.test.kind !== 'update') return one
    const session = sessions.find((other) => other.prefix === prefix && other.waiting.has(one.test.id))
    if (live.length === 0 && session === undefined) return one
    const { test, computeUnits, notices } = one
    const error = new UserError(
      'plan',
      `'${test.id}' would be changed at Loadero ${liveRuns ?? `before session ${session?.id}, which is live, launches it`}.`,
      `Wait for the end of the ${liveRuns === undefined ? 'session' : 'runs'}, give each branch its own tests with --prefix, or change the test with --force.`,
    )
    return { test, computeUnits, notices, error }
  })
}
