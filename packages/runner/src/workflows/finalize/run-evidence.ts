import { join } from 'node:path'
import type { LoaderoClient, Run } from '@loadero-test/core'
import type { ArtifactPolicy } from '../../model/result.js'
import type { TestSpec } from '../../model/spec.js'
import { markerLineCount } from '../../model/wire/ownership-marker.js'
import { collectResults, readParticipants } from '../../results/collect-results.js'
import { createRunFiles, type RunFiles } from '../../results/run-files.js'
import { addTimelines } from '../../results/timelines.js'
import type { Violation } from '../../verdict/invariants/violation.js'
import type { JudgeEvidence } from '../../verdict/judge.js'
import { isInSlice, traitsOf } from '../../verdict/judged-participant.js'
import { reconcile } from '../../verdict/reconcile.js'
import type { SessionHistory } from '../history/session-history.js'
import type { IdentityCheck } from './run-identity.js'

export interface FinalizeOptions {
  readonly client: LoaderoClient
  /** Logs and artifacts are written below it. */
  readonly directory: string
  /** Whose logs and artifacts are kept. */
  readonly artifacts: ArtifactPolicy
  /** Of the project, for the places in errors of callbacks. */
  readonly root: string
  /** Where the run was. Default: at the service. */
  readonly place?: 'local' | 'service' | undefined
  /** Whether the logs are those of a scenario, with times of their own. */
  readonly isSimulated?: boolean | undefined
  /** Participants that started late make the test errored. */
  readonly strictLoad?: boolean | undefined
  /** Whether all results are read whole, so that every gated metric has the values of all participants. */
  readonly readsAll?: boolean | undefined
  /** Where whole results are kept, so that they are read once. */
  readonly cacheDirectory?: string | undefined
  /** Whether the run is of the spec, and the receipt of it. Absent when that is known already. */
  readonly identity?: IdentityCheck | undefined
  /** What expectations on earlier runs are compared with. Without it, they are errored. */
  readonly history?: SessionHistory | undefined
  readonly signal?: AbortSignal | undefined
}

/** The options with the files of one run. */
export interface EvidenceOptions extends FinalizeOptions {
  readonly runDirectory: string
  readonly files: RunFiles
}

export function withRunFiles(run: Run, options: FinalizeOptions): EvidenceOptions {
  const runDirectory = join(options.directory, `run-${run.id}`)
  return { ...options, runDirectory, files: createRunFiles({ ...options, runDirectory }) }
}

/** What is known of a run before anything of it is read. */
export function noEvidence(run: Run): JudgeEvidence {
  return { run, collected: [], reconciliation: { wanted: 0, absent: [], violations: [] } }
}

/** Reads the statistics and the lists first, then single results only where they are needed. */
export async function readRunEvidence(
  spec: TestSpec,
  run: Run,
  options: EvidenceOptions,
  violations: readonly Violation[] = [],
): Promise<JudgeEvidence> {
  const isDone = run.status === 'done'
  const { client, signal } = options
  const statistics = isDone
    ? await client
        .run(run.id)
        .statistics({ signal })
        .catch((error: unknown) => {
          signal?.throwIfAborted()
          // Without them, only asserts cannot be judged.
          if (spec.asserts.length > 0) throw error
          return undefined
        })
    : undefined
  const { collected, repeats } = await collectResults(run, {
    ...options,
    readsAllLogs: options.place === 'local',
    isNeeded: (overview) => {
      const traits = traitsOf(overview)
      // A result that passed is read whole when an expected metric, or the callback, is about its participant.
      return (
        (options.readsAll === true && spec.asserts.length > 0) ||
        spec.verify !== undefined ||
        spec.expects.some(({ metric, slice }) => metric !== undefined && isInSlice(slice, traits))
      )
    },
    locate: () => createLocator(spec),
    ...(spec.scriptMap.mappings !== undefined && { generatedScript: spec.script }),
  })
  if (!isDone) return { ...noEvidence(run), collected }
  const { participants, repeats: repeatedParticipants } = await readParticipants(run, options)
  const reconciliation = reconcile(spec, {
    run,
    participants,
    collected,
    statistics,
    repeats: [...repeats, ...repeatedParticipants],
  })
  return {
    run,
    collected: await addTimelines(collected, spec.expects, {
      ...options,
      isInSlice: ({ slice }, { result }) => isInSlice(slice, traitsOf(result)),
    }),
    reconciliation: { ...reconciliation, violations: [...violations, ...reconciliation.violations] },
    strictLoad: options.strictLoad,
    isLocal: options.place === 'local',
    ...(statistics && { statistics }),
  }
}

async function createLocator({ scriptMap, scriptLanguage }: TestSpec) {
  // The reader of source maps is slow to load, and only a failure needs it.
  const { originalPosition } = await import('../../model/wire/script-position.js')
  return (line: number, column?: number) => {
    const position = originalPosition(scriptMap, line - markerLineCount(scriptLanguage), column)
    return position && `${position.file}:${position.line}`
  }
}
