import type { Metric } from '@loadero-test/core'
import { pick } from '../store/columns.js'
import type { ArtifactKind, LogKind } from '../engines/engine.js'
import type { ResultRow } from '../store/tables.js'
import { createSeedTarget, type SeedTarget, loadSeedParticipant } from './restore-row.js'
import type { SeedResult } from './schema.js'

/** Takes a result over as the API answers it, with the asserts that were judged of it. */
export function loadSeedResult(seed: SeedResult, ground: SeedTarget): void {
  const { asserts, data_sync, mos, metrics } = seed
  const participant = participantOf(seed, ground)
  const { restore } = createSeedTarget(ground)
  const { id, run_id } = restore('results', {
    ...pick(seed, 'id', 'created', 'updated', 'start', 'end', 'status', 'selenium_result', 'mos_status'),
    run_id: seed.run_id ?? participant.run_id,
    participant,
    logs: logsOf(seed),
    artifacts: artifactsOf(seed),
    metrics: Object.assign({}, ...Object.values(metrics ?? {})) as Record<string, Metric>,
    timecards: data_sync?.result_timecards ?? [],
    mos: mos?.visqol ?? [],
  })
  for (const assert of asserts ?? []) {
    const { run_assert_id, path, operator, expected } = assert
    if (ground.store.count('run_asserts', { id: run_assert_id }) === 0) {
      restore('run_asserts', { id: run_assert_id, run_id, path, operator, expected, preconditions: [] })
    }
    restore('result_asserts', { ...assert, result_id: id })
  }
}

function participantOf(seed: SeedResult, ground: SeedTarget): ResultRow['participant'] {
  const { participant_details: details } = seed
  const id = seed.run_participant_id ?? details?.id ?? 0
  const [known] = ground.store.find('run_participants', { id })
  if (known) return known
  if (!details)
    throw new Error(`Seed: results ${seed.id} belongs to run_participants ${id}, which is not there`)
  return loadSeedParticipant(ground, { ...details, ...seed.profile_params, id })
}

const logKinds = ['selenium', 'browser', 'webrtc', 'rru'] as const satisfies readonly LogKind[]

function logsOf({ log_paths }: SeedResult): ResultRow['logs'] {
  return Object.fromEntries(
    logKinds.flatMap((kind) => {
      const path = log_paths?.[kind]
      return typeof path === 'string' && path !== '' ? [[kind, path]] : []
    }),
  )
}

function artifactsOf({ artifacts }: SeedResult): ResultRow['artifacts'] {
  const of = (kind: ArtifactKind) => {
    const { paths, error } = artifacts?.[kind] ?? {}
    return { paths: paths ?? [], ...(error !== undefined && { error }) }
  }
  return {
    audio: of('audio'),
    downloads: of('downloads'),
    screenshots: of('screenshots'),
    video: of('video'),
  }
}
