import type { TestResult } from '../model/model.js'
import { launchOnce } from '../run/launch-once.js'
import type { AttemptListener, RunContext } from '../run/execute.js'
import { bySize, type Limits, type Load, nextToGo } from '../run/turns.js'

export interface DetachedTest {
  readonly load: Load
  readonly apply: () => Promise<number>
  readonly record: (testId: number) => AttemptListener
  readonly broken: (error: unknown) => TestResult
}

export interface Detached {
  /** Of those that could not be launched. */
  readonly results: readonly TestResult[]
  readonly launched: number
  readonly waiting: number
}

/** Launches as many tests as may run at a time, and leaves them. */
export async function launchDetached(
  departures: readonly DetachedTest[],
  limits: Limits,
  { client, signal }: Pick<RunContext, 'client' | 'signal'>,
): Promise<Detached> {
  const now = goingNow(departures, limits)
  const results = await Promise.all(
    now.map(async ({ apply, record, broken }) => {
      try {
        const testId = await apply()
        const { onSend, onLaunched } = record(testId)
        onLaunched(await launchOnce(client.test(testId), { signal, onSend }))
        return undefined
      } catch (error) {
        return broken(error)
      }
    }),
  )
  const failed = results.filter((result) => result !== undefined)
  return { results: failed, launched: now.length - failed.length, waiting: departures.length - now.length }
}

function goingNow(departures: readonly DetachedTest[], limits: Limits): readonly DetachedTest[] {
  const waiting = departures
    .toSorted((a, b) => bySize(a.load, b.load))
    .map((departure) => ({ ...departure.load, passedBy: 0, departure }))
  const going: typeof waiting = []
  for (
    let index = nextToGo(waiting, going, limits);
    index !== undefined;
    index = nextToGo(waiting, going, limits)
  )
    going.push(...waiting.splice(index, 1))
  return going.map(({ departure }) => departure)
}
