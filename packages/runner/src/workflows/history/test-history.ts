import { isLive, type LoaderoClient, type Result, type Run, type Test } from '@loadero-test/core'
import { metricAtPath } from '@loadero-test/core/internal'
import { UserError } from '../../model/errors.js'
import type { TestResult } from '../../model/result.js'
import { needsLogs } from '../../model/timed/metric-path.js'
import type { ExpectationSpec, SpecTest, TestSpec } from '../../model/spec.js'
import { remoteName } from '../../plan/identity.js'
import { isResultCached, readResult } from '../../results/collect-results.js'
import { subjectOf } from '../../verdict/checks/check-name.js'
import { judgeByGates } from '../../verdict/judge-by-gates.js'
import { metricValue } from '../../verdict/metric-value.js'
import { metricPathsOf } from '../../verdict/participant-outcome.js'
import { assertsOf } from '../finalize/spec-of-run.js'

/** One run of a test, as its history shows it. */
export interface HistoryEntry {
  readonly run: Run
  /** By the gates of now. Absent for a run that is live, or whose results were not read. */
  readonly judged?: Pick<TestResult, 'verdict' | 'reasons' | 'participantCounts' | 'checks'>
  /** The mean over all participants, by metric path. */
  readonly values: Readonly<Record<string, number>>
  /** Why the run is not judged. */
  readonly reason?: string
}

export interface TestHistory {
  /** Full name of the test. */
  readonly name: string
  /** Id of the test at Loadero. */
  readonly testId: number
  /** The gated metric paths. */
  readonly paths: readonly string[]
  /** Newest first. */
  readonly entries: readonly HistoryEntry[]
  readonly notices: readonly string[]
}

export interface HistoryOptions {
  readonly client: LoaderoClient
  readonly prefix: string
  /** Where whole results are kept, so that they are read once. */
  readonly cacheDirectory: string
  /** How many of the newest runs are read. */
  readonly maxRuns: number
  /** The results of a run are not read when that would take more requests in total. */
  readonly maxRequests: number
  readonly signal: AbortSignal
}

/**
 * Reads the last runs of a test at Loadero, also those that were launched from the web page, and judges them by the gates
 * of now: those of its spec, or without one the asserts of its newest run.
 * @param name full name of the test, or its id at Loadero
 * @throws UserError when Loadero has no such test
 */
export async function readHistory(
  name: string,
  tests: readonly SpecTest[],
  { client, prefix, maxRuns, maxRequests, cacheDirectory, signal }: HistoryOptions,
): Promise<TestHistory> {
  const found = await findRemoteTest(name, prefix, client, signal)
  let requests = 2
  const page = await client
    .test(found.id)
    .runs.list({ limit: maxRuns, offset: 0, order_by: '-id' }, { signal })
  const runs = page.results.toSorted((a, b) => b.id - a.id)
  const test = tests.find(({ id }) => remoteName(prefix, id) === found.name)
  const newest = runs.find(({ status }) => status === 'done')
  const { omitted, ...own } = gatesOf(test)
  let gates: Pick<TestSpec, 'asserts' | 'expects'> = own
  if (!test && newest) {
    gates = { asserts: assertsOf(await client.run(newest.id).statistics({ signal })), expects: [] }
    requests++
  }
  const compared = (test?.spec.expects ?? []).filter(({ history }) => history)
  const paths = metricPathsOf({ ...gates, expects: [...gates.expects, ...compared] })
  const unjudged = new Set<string>()
  const readEntry = async (run: Run): Promise<HistoryEntry> => {
    if (isLive(run.status)) return { run, values: {}, reason: 'is live' }
    const rows: Result[] = []
    for await (const row of client.run(run.id).results.all({}, { signal })) rows.push(row)
    requests += Math.ceil((rows.length || 1) / 100)
    const unread = rows.filter(({ id }) => !isResultCached(run.id, id, cacheDirectory)).length
    if (requests + unread > maxRequests) {
      requests++
      const { metrics } = await client.run(run.id).statistics({ signal })
      const averages = { ...metrics?.machine, ...metrics?.webrtc }
      const reason = `its ${unread} results would take more than ${maxRequests} requests; they are read the next time`
      return { run, values: valuesOf(paths, (path) => [metricAtPath(averages, path)]), reason }
    }
    requests += unread
    const results: Result[] = []
    for (const { id } of rows) results.push(await readResult(run.id, id, { client, cacheDirectory, signal }))
    const judged = judgeByGates(gates, run, results)
    for (const { path, operator, expected } of judged.unjudged)
      unjudged.add(`${path} ${operator} ${expected}`)
    return { run, judged, values: valuesOf(paths, (path) => results.map((one) => metricValue(one, path))) }
  }
  const entries: HistoryEntry[] = []
  for (const run of runs) entries.push(await readEntry(run))
  return {
    name: test?.id ?? found.name ?? name,
    testId: found.id,
    paths,
    entries,
    notices: [
      ...omitted,
      ...[...unjudged].map((gate) => `${gate} is an assert that only a run can check, so it is left out`),
    ],
  }
}

/** @throws UserError when Loadero has no test of the name or the id */
async function findRemoteTest(
  name: string,
  prefix: string,
  client: LoaderoClient,
  signal: AbortSignal,
): Promise<Test> {
  const remote = (await client.tests.list({}, { signal })).results
  const found = remote.find((one) => one.name === remoteName(prefix, name) || String(one.id) === name)
  if (!found) {
    const names = remote.slice(0, 5).map((one) => `'${one.name}'`)
    const hint = `The tests are: ${names.join(', ') || 'none'}.`
    throw new UserError('usage', `project ${client.projectId} has no test '${name}'`, hint)
  }
  return found
}

/** The gates of a spec that a history judges, and why it leaves out the others. */
function gatesOf(test: SpecTest | undefined) {
  const expects: ExpectationSpec[] = []
  const omitted: string[] = []
  for (const expectation of test?.spec.expects ?? []) {
    const { metric, history } = expectation
    const reason =
      metric && needsLogs(metric)
        ? 'needs the logs of each run, which a history does not read, so it is left out'
        : history && 'compares a run with earlier ones, so it is left out; the line of the metric shows them'
    if (reason === undefined) expects.push(expectation)
    else omitted.push(`${subjectOf(expectation)} ${reason}`)
  }
  return { asserts: test?.spec.asserts ?? [], expects, omitted }
}

/** The mean of the numbers at each path. A path without a number is absent. */
function valuesOf(
  paths: readonly string[],
  readingsAt: (path: string) => readonly (number | string | undefined)[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    paths.flatMap((path) => {
      const numbers = readingsAt(path).filter((one) => typeof one === 'number')
      return numbers.length === 0 ? [] : [[path, numbers.reduce((sum, one) => sum + one, 0) / numbers.length]]
    }),
  )
}
