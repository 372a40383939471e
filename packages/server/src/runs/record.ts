import { rm } from 'node:fs/promises'
import type { TestMode } from '@loadero-test/core'
import { pick } from '../store/columns.js'
import type { ArtifactKind, LogKind, ParticipantOutput } from '../engines/engine.js'
import type { ResultFiles } from './result-files.js'
import type { ResultRow, RunParticipantRow, StoredArtifacts } from '../store/tables.js'
import { timestamp, unsetTime } from '../store/timestamp.js'
import { evaluateAssert, type AssertVerdict } from './asserts.js'
import { collectAssertEvidence, metricsOf } from './evidence.js'
import { coveredMetrics } from './coverage.js'
import type { ExecutedParticipant } from './run-participant.js'
import type { LifecycleContext } from './lifecycle-context.js'

interface Recording {
  readonly participant: RunParticipantRow
  readonly mode: TestMode
  readonly played: ExecutedParticipant
  /** The job's, which is removed; '' for none. */
  readonly directory: string
}

/** Turns what was played into a result; who never had a turn before the run was stopped leaves none. */
export const recordResult = async (
  { store, files, assumptions }: Pick<LifecycleContext, 'store' | 'files' | 'assumptions'>,
  { participant, mode, played, directory }: Recording,
): Promise<void> => {
  const { start, end, cut, error } = played
  const outcome = played.outcome && coveredMetrics(mode, played.outcome, assumptions)
  if (start !== undefined || cut === undefined) {
    const logs = await keepLogs(files, outcome?.logs ?? { selenium: `✖ No outcome: ${describe(error)}\n` })
    const artifacts = await keepArtifacts(files, outcome?.artifacts ?? [], directory)
    insertResult({ store, assumptions }, participant, {
      caveat: outcome?.caveat,
      logs,
      artifacts,
      start: start === undefined ? unsetTime : timestamp(start),
      end: timestamp(end),
      // An engine that broke down says nothing about the product, so its participant must not look failed.
      selenium_result: cut ?? outcome?.seleniumResult ?? 'aborted',
      metrics: metricsOf(outcome?.metrics ?? {}),
      timecards: outcome?.timecards ?? [],
      mos: outcome?.mos ?? [],
      mos_status: outcome?.mos ? 'available' : 'none',
    })
  }
  if (directory !== '') await rm(directory, { recursive: true, force: true })
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const keepLogs = async (files: ResultFiles, logs: ParticipantOutput['logs']): Promise<ResultRow['logs']> => {
  const entries = Object.entries(logs) as [LogKind, string][]
  return Object.fromEntries(
    await Promise.all(entries.map(async ([kind, text]) => [kind, await files.keepLog(kind, text)])),
  )
}

const keepArtifacts = async (
  files: ResultFiles,
  artifacts: ParticipantOutput['artifacts'],
  directory: string,
): Promise<ResultRow['artifacts']> => {
  const keep = async (kind: ArtifactKind): Promise<StoredArtifacts> => {
    const found = artifacts.filter((artifact) => artifact.kind === kind)
    try {
      return {
        paths: await Promise.all(found.map((artifact) => files.keepArtifact(kind, artifact, directory))),
      }
    } catch (error) {
      return { paths: [], error: describe(error) }
    }
  }
  const [audio, downloads, screenshots, video] = await Promise.all([
    keep('audio'),
    keep('downloads'),
    keep('screenshots'),
    keep('video'),
  ])
  return { audio, downloads, screenshots, video }
}

type Findings = Omit<ResultRow, 'id' | 'created' | 'updated' | 'run_id' | 'participant' | 'status'> & {
  readonly caveat: string | undefined
}

const insertResult = (
  { store, assumptions }: Pick<LifecycleContext, 'store' | 'assumptions'>,
  participant: RunParticipantRow,
  { caveat, ...findings }: Findings,
) => {
  const { run_id } = participant
  const found = collectAssertEvidence(participant, findings, assumptions)
  const verdicts = store
    .find('run_asserts', { run_id })
    .map((assert) => ({ assert, verdict: warned(evaluateAssert(assert, found, assumptions), caveat) }))
  const missed = verdicts.some(({ verdict }) => verdict.status === 'fail')
  const status = findings.selenium_result === 'pass' && missed ? 'fail' : findings.selenium_result
  const { id } = store.insert('results', { ...findings, run_id, participant, status })
  for (const { assert, verdict } of verdicts) {
    const facts = pick(assert, 'path', 'operator', 'expected')
    store.insert('result_asserts', { ...facts, ...verdict, result_id: id, run_assert_id: assert.id })
  }
}

/** What failed by a number that was measured under a caveat says so. */
const warned = (verdict: AssertVerdict, caveat: string | undefined): AssertVerdict =>
  caveat !== undefined && verdict.status === 'fail' && verdict.actual !== undefined
    ? { message: caveat, ...verdict }
    : verdict
