import type { Result, Run } from '@loadero-test/core'
import type { CollectedResult } from '../../model/result.js'
import type { ExpectationSpec, TestSpec } from '../../model/spec.js'
import { needsLogs } from '../../model/timed/metric-path.js'
import { isResultCached, readResult } from '../../results/collect-results.js'
import { baselineOf, type EarlierValue, withBaseline } from '../../verdict/compare/expected-history.js'
import { expectationValue } from '../../verdict/checks/expectations.js'
import { isInSlice, toJudgedParticipant, traitsOf } from '../../verdict/judged-participant.js'
import { discountLoad } from '../../verdict/overload.js'
import { type FrozenRun, type ReadOptions, readFrozenRun, type RunSetup, setupOf } from './run-setup.js'

/** More requests for the history of a test than this. */
export class RequestLimitError extends Error {
  override readonly name = 'RequestLimitError'
}

/** One minute at four requests a second. */
export const maxHistoryRequests = 240

/** Runs of a test that are considered: one page of the list. */
const maxCandidates = 100

export interface EarlierRunsOptions extends ReadOptions {
  /** Of the run that is judged. */
  readonly setup: RunSetup
  readonly isRequired: boolean
}

/**
 * Completes the expectations on history by the earlier runs of the test at Loadero: ended ones with the same script and
 * participants, on machines that were not overloaded. What was read once is cached.
 */
export async function compareWithEarlierRuns(
  spec: TestSpec,
  run: Run,
  options: EarlierRunsOptions,
): Promise<TestSpec> {
  const { client, setup, isRequired, signal, countRequests } = options
  const pending = spec.expects.filter(({ history }) => history)
  const values = new Map(pending.map((expectation) => [expectation, [] as EarlierValue[]]))
  const lacksValue = (expectation: ExpectationSpec) =>
    expectation.history !== undefined &&
    !(expectation.metric && needsLogs(expectation.metric)) &&
    (values.get(expectation)?.length ?? 0) < expectation.history.runs
  let omitted: string | undefined
  try {
    countRequests(1)
    const page = await client
      .test(run.test_id)
      .runs.list({ limit: maxCandidates, offset: 0, order_by: '-id' }, { signal })
    const candidates = page.results
      .filter(({ id, status }) => id < run.id && status === 'done')
      .toSorted((a, b) => b.id - a.id)
    for (const earlier of candidates) {
      const wanted = pending.filter(lacksValue)
      if (wanted.length === 0) break
      // Other compute units are of other participants, which need not be read to know it.
      if (earlier.total_cu_count !== run.total_cu_count || earlier.test_mode !== run.test_mode) continue
      const frozen = await readFrozenRun(earlier, options)
      const its = setupOf(earlier, frozen, spec)
      if (its.script !== setup.script || its.participants !== setup.participants) continue
      // Participants without a result would make the others a selection.
      if (frozen.results.length !== frozen.participants.length) continue
      const read = await readValues(earlier.id, frozen.results, wanted, options)
      for (const [expectation, value] of read) values.get(expectation)?.push({ runId: earlier.id, value })
    }
  } catch (error) {
    if (!(error instanceof RequestLimitError)) throw error
    omitted = error.message
  }
  return {
    ...spec,
    expects: spec.expects.map((expectation) => {
      const found = values.get(expectation)
      if (found === undefined) return expectation
      const ofLogs = expectation.metric && needsLogs(expectation.metric)
      const reason = ofLogs
        ? 'the logs of earlier runs are not read, so this metric needs a baseline file: --update-baseline'
        : omitted
      return withBaseline(expectation, baselineOf(expectation, found, { omitted: reason, isRequired }))
    }),
  }
}

/** What a run measured of each expectation. Those without a value are absent. */
async function readValues(
  runId: number,
  rows: FrozenRun['results'],
  wanted: readonly ExpectationSpec[],
  options: EarlierRunsOptions,
): Promise<ReadonlyMap<ExpectationSpec, number>> {
  const isNeeded = (row: Result) =>
    wanted.some(({ metric, slice }) => metric && isInSlice(slice, traitsOf(row)))
  const unread = rows.filter(
    (row) => isNeeded(row) && !isResultCached(runId, row.id, options.cacheDirectory ?? ''),
  )
  options.countRequests(unread.length)
  const collected: CollectedResult[] = []
  for (const row of rows)
    collected.push({ result: isNeeded(row) ? await readResult(runId, row.id, options) : row, files: [] })
  const participants = discountLoad(collected.map(toJudgedParticipant), () => [])
  if (participants.some(({ overload }) => overload)) return new Map()
  return new Map(
    wanted.flatMap((expectation) => {
      const value = expectationValue(expectation, participants)
      return value === undefined ? [] : [[expectation, value] as const]
    }),
  )
}
