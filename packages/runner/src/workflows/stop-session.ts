import {
  AuthenticationError,
  type Clock,
  isLive,
  type LoaderoClient,
  NotFoundError,
  type Watch,
} from '@loadero-test/core'
import { errorMessage } from '@loadero-test/core/internal'
import type { JournaledSession } from '../journal/read.js'
import { stopRun } from '../run/stop-run.js'

/** How stopping one run ended, or one launch that may have started a run. */
export interface StoppedRun {
  /** Full name of the test. */
  readonly test: string
  readonly note: string
  /** Whether the run has certainly ended. */
  readonly over: boolean
}

interface StopContext {
  readonly client: LoaderoClient
  readonly clock: Clock
}

/** Between two polls of the runs that are being stopped. */
const pauseMs = 2_000

/**
 * Stops all live runs of a session, and reports how each ended. A run that cannot be read does not affect the others.
 * @throws AuthenticationError when the service refuses the token
 */
export async function stopSession(
  session: Pick<JournaledSession, 'runs' | 'tests'>,
  { client, clock }: StopContext,
): Promise<readonly StoppedRun[]> {
  const watch = client.watch({ pauseMs: () => pauseMs, errorTimeoutMs: 20_000 })
  const launched = [...session.runs].filter(([, { status }]) => isLive(status))
  const unconfirmed = session.tests.flatMap(({ test: { id: test }, resumed }) =>
    resumed?.kind === 'launching' ? [{ test, testId: resumed.testId, known: resumed.known }] : [],
  )
  const stopped = await Promise.all([
    ...launched.map(([id, run]) =>
      stopOne({ id, ...run }, watch, { client, clock }).catch((error: unknown) =>
        unreadable(run.test, `run ${id}`, error),
      ),
    ),
    ...unconfirmed.map(async ({ test, testId, known }) => {
      try {
        const { results } = await client.test(testId).runs.list({ order_by: '-id', limit: 25 })
        const [found, ...others] = results.filter(({ id }) => !known.includes(id))
        if (!found) return []
        if (others.length === 0)
          return await stopOne({ id: found.id, test, testId }, watch, { client, clock })
        const ids = [found, ...others].map(({ id }) => id).join(' and ')
        const note = `runs ${ids} of test ${testId} may belong to the session, and were not stopped`
        return { test, note, over: false }
      } catch (error) {
        return unreadable(test, `test ${testId}`, error)
      }
    }),
  ])
  return stopped.flat()
}

async function stopOne(
  { id, test, testId }: { readonly id: number; readonly test: string; readonly testId: number },
  watch: Watch,
  { client, clock }: StopContext,
): Promise<StoppedRun> {
  const run = await client.run(id).get()
  if (!isLive(run.status)) {
    return { test, note: `run ${id} had already ended as ${run.status}`, over: true }
  }
  const stopped = await stopRun(client.test(testId).run(id), run, { clock, watch })
  return { test, note: stopped.note, over: !isLive(stopped.run.status) }
}

/** What was deleted at Loadero is over. */
function unreadable(test: string, subject: string, error: unknown): StoppedRun {
  if (error instanceof AuthenticationError) throw error
  return error instanceof NotFoundError
    ? { test, note: `${subject} was deleted at Loadero`, over: true }
    : {
        test,
        note: `${subject} cannot be read: ${errorMessage(error)}; a run may still be active`,
        over: false,
      }
}
