import { type Clock, isLive, type LoaderoClient, type Watch } from '@loadero-test/core'
import type { JournaledSession } from '../journal/read.js'
import { stopRun } from '../run/stop-run.js'

/** What became of one run, or of a launch of which nobody knows whether there is a run. */
export interface StoppedRun {
  /** Its full name. */
  readonly test: string
  readonly note: string
  /** Whether it surely goes on no longer. */
  readonly over: boolean
}

interface Stopping {
  readonly client: LoaderoClient
  readonly clock: Clock
}

/** Between two looks at the runs that are being stopped. */
const pauseMs = 2_000

/** Stops whatever a session has launched and that is not over, and says of each what became of it. */
export async function stopSession(
  session: JournaledSession,
  { client, clock }: Stopping,
): Promise<readonly StoppedRun[]> {
  const watch = client.watch({ pauseMs: () => pauseMs, errorTimeoutMs: 20_000 })
  const launched = [...session.runs].filter(([, { status }]) => isLive(status))
  const unsure = session.tests.flatMap(({ test: { id: test }, under }) =>
    under?.kind === 'launching' ? [{ test, testId: under.testId, known: under.known }] : [],
  )
  const stopped = await Promise.all([
    ...launched.map(([id, run]) => stopOne({ id, ...run }, watch, { client, clock })),
    ...unsure.map(async ({ test, testId, known }) => {
      const { results } = await client.test(testId).runs.list({ order_by: '-id', limit: 25 })
      const [found, ...others] = results.filter(({ id }) => !known.includes(id))
      if (!found) return []
      if (others.length === 0) return stopOne({ id: found.id, test, testId }, watch, { client, clock })
      const ids = [found, ...others].map(({ id }) => id).join(' and ')
      return [
        { test, note: `runs ${ids} of test ${testId} may be its own, and were left alone`, over: false },
      ]
    }),
  ])
  return stopped.flat()
}

async function stopOne(
  { id, test, testId }: { readonly id: number; readonly test: string; readonly testId: number },
  watch: Watch,
  { client, clock }: Stopping,
): Promise<readonly StoppedRun[]> {
  const run = await client.run(id).get()
  if (!isLive(run.status)) {
    return [{ test, note: `run ${id} had already ended as ${run.status}`, over: true }]
  }
  const stopped = await stopRun(client.test(testId).run(id), run, { clock, watch })
  return [{ test, note: stopped.note, over: !isLive(stopped.run.status) }]
}
