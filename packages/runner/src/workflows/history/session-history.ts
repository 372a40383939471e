import { resolve } from 'node:path'
import type { Run } from '@loadero-test/core'
import { errorMessage, plural } from '@loadero-test/core/internal'
import type { Baseline } from '../../model/analysis/history-limit.js'
import type { Notice } from '../../model/session.js'
import type { SessionSettings } from '../../model/session-settings.js'
import type { TestResult } from '../../model/result.js'
import type { TestSpec } from '../../model/spec.js'
import { specName } from '../../plan/identity.js'
import { subjectOf } from '../../verdict/checks/check-name.js'
import { withBaseline } from '../../verdict/compare/expected-history.js'
import {
  type BaselineEntry,
  type BaselineFile,
  type BaselinePlace,
  readBaselineFile,
  updateBaselineFile,
} from './baseline-file.js'
import { compareWithEarlierRuns, maxHistoryRequests, RequestLimitError } from './earlier-runs.js'
import { type ReadOptions, readFrozenRun, type RunSetup, setupOf } from './run-setup.js'

export interface SessionHistoryOptions extends Pick<ReadOptions, 'client' | 'cacheDirectory' | 'signal'> {
  /** Of the project; the baseline file is relative to it. */
  readonly root: string
  readonly place: BaselinePlace
  readonly settings: Pick<SessionSettings, 'prefix' | 'baseline' | 'requireBaseline' | 'updateBaseline'>
}

/** Where expectations on history get what earlier runs measured. */
export interface SessionHistory {
  /** Whole results are kept there, so that the next session need not read them. Absent for local runs. */
  readonly cacheDirectory: string | undefined
  /** Completes the expectations on history of a run. When history cannot be read, they are errored. */
  readonly resolve: (spec: TestSpec, run: Run) => Promise<TestSpec>
  /** Writes the baseline file, when the session does that. Returns what it wrote and what it left out. */
  readonly update: (
    results: readonly TestResult[],
  ) => Promise<readonly Pick<Notice, 'message' | 'severity'>[]>
}

/** @throws UserError when the baseline file cannot be read */
export function createSessionHistory(options: SessionHistoryOptions): SessionHistory {
  const { settings, root, place, cacheDirectory } = options
  const path = resolve(root, settings.baseline)
  const file = readBaselineFile(path)
  const setups = new Map<number, RunSetup>()
  return {
    cacheDirectory,
    resolve: async (spec, run) => {
      if (spec.expects.every(({ history }) => history === undefined)) return spec
      try {
        return await resolveHistory(spec, run, { ...options, file, setups })
      } catch (error) {
        options.signal.throwIfAborted()
        const reason = `they could not be read: ${errorMessage(error)}`
        return withBaselines(spec, () => ({ kind: 'missing', reason, isRequired: true }))
      }
    },
    update: (results) =>
      settings.updateBaseline
        ? updateBaselines(results, { path, name: settings.baseline, place, setups })
        : Promise.resolve([]),
  }
}

function withBaselines(spec: TestSpec, find: (subject: TestSpec['expects'][number]) => Baseline): TestSpec {
  return { ...spec, expects: spec.expects.map((one) => (one.history ? withBaseline(one, find(one)) : one)) }
}

interface ResolveOptions extends SessionHistoryOptions {
  readonly file: BaselineFile
  /** Receives what the run has in common with comparable ones. */
  readonly setups: Map<number, RunSetup>
}

async function resolveHistory(spec: TestSpec, run: Run, options: ResolveOptions): Promise<TestSpec> {
  const { client, cacheDirectory, signal, settings, place, file, setups } = options
  const { requireBaseline: isRequired, updateBaseline, baseline: fileName } = settings
  let requests = 0
  const countRequests = (count: number) => {
    if (requests + count > maxHistoryRequests)
      throw new RequestLimitError(
        `others would take more than ${maxHistoryRequests} requests, and are read by the next session`,
      )
    requests += count
  }
  const reading = { client, cacheDirectory, signal, countRequests }
  const setup = setupOf(run, await readFrozenRun(run, reading), spec)
  setups.set(run.id, setup)
  const missing = (reason: string): Baseline => ({ kind: 'missing', reason, isRequired })
  if (updateBaseline)
    return withBaselines(spec, () => ({ ...missing(`this session writes ${fileName}`), isRequired: false }))
  const entry = file.tests[specName(settings.prefix, run.test_name ?? '')]?.[place]
  if (entry) {
    const other =
      entry.script !== setup.script
        ? 'another script'
        : entry.participants === setup.participants
          ? undefined
          : 'other participants'
    return withBaselines(spec, (expectation) => {
      if (other !== undefined)
        return missing(`its baseline in ${fileName} is of ${other}; write it again with --update-baseline`)
      const value = entry.values[subjectOf(expectation)]
      return value === undefined
        ? missing(`its baseline in ${fileName} lacks it; write it again with --update-baseline`)
        : { kind: 'known', value, source: fileName, runIds: [] }
    })
  }
  if (place === 'service') return compareWithEarlierRuns(spec, run, { ...reading, setup, isRequired })
  return withBaselines(spec, () =>
    missing(`${fileName} has no baseline of ${place} runs of this test; write it with --update-baseline`),
  )
}

/** Only a test that passed has values that later runs may be compared with. */
async function updateBaselines(
  results: readonly TestResult[],
  {
    path,
    name,
    place,
    setups,
  }: { path: string; name: string; place: BaselinePlace; setups: ReadonlyMap<number, RunSetup> },
): Promise<readonly Pick<Notice, 'message' | 'severity'>[]> {
  const entries = new Map<string, BaselineEntry>()
  const notices: Pick<Notice, 'message' | 'severity'>[] = []
  for (const { test, verdict, run, checks } of results) {
    const compared = checks.flatMap(({ history }) => history ?? [])
    if (compared.length === 0) continue
    const setup = run && setups.get(run.id)
    const values = compared.flatMap(({ subject, value }) =>
      value === undefined ? [] : [[subject, Number(value.toPrecision(6))] as const],
    )
    if (verdict === 'passed' && setup !== undefined && values.length === compared.length)
      entries.set(test.id, { ...setup, values: Object.fromEntries(values) })
    else {
      const reason = verdict === 'passed' ? 'it did not measure everything that it compares' : `it ${verdict}`
      notices.push({ severity: 'warning', message: `the baseline of '${test.id}' is not written: ${reason}` })
    }
  }
  if (entries.size === 0) return notices
  await updateBaselineFile(path, place, entries)
  const message = `the baseline of ${plural(entries.size, 'test')} is written to ${name}`
  return [...notices, { severity: 'info', message }]
}
