import type { Metric } from '@loadero-test/core'
import type { ArtifactKind } from '../engines/engine.js'
import { pick } from '../store/columns.js'
import type { ResultRow } from '../store/tables.js'
import { restoreRow, restoreRunParticipant, type SeedTarget } from './restore-row.js'
import type { SeedResult } from './result-schema.js'

const logKinds = ['selenium', 'browser', 'webrtc', 'rru', 'allure_report'] as const

/** Restores a result in the form that the API returns, with its participant and its asserts. */
export function loadResult(seed: SeedResult, target: SeedTarget): void {
  const { asserts, data_sync, log_paths, mos, metrics } = seed
  const legacy = Object.entries(pick(seed, 'machine_stats', 'aggregated_machine_statistics'))
  const participant = restoreParticipant(seed, target)
  const { id, run_id } = restoreRow(target, 'results', {
    ...pick(seed, 'id', 'created', 'updated', 'start', 'end', 'status', 'selenium_result', 'mos_status'),
    run_id: seed.run_id ?? participant.run_id,
    participant,
    logs: Object.fromEntries(
      logKinds.flatMap((kind) => {
        const path = log_paths?.[kind]
        return typeof path === 'string' && path !== '' ? [[kind, path]] : []
      }),
    ),
    artifacts: readArtifacts(seed),
    metrics: Object.assign({}, ...Object.values(metrics ?? {})) as Record<string, Metric>,
    timecards: (data_sync?.result_timecards ?? []).map((timecard) => pick(timecard, 'name', 'start', 'end')),
    mos: (mos?.visqol ?? []).map((section) => pick(section, 'score', 'start', 'end')),
    ...(legacy.length > 0 && { legacy: Object.fromEntries(legacy) }),
  })
  for (const assert of asserts ?? []) {
    const { run_assert_id, path, operator, expected } = assert
    if (target.store.count('run_asserts', { id: run_assert_id }) === 0) {
      const definition = { id: run_assert_id, run_id, path, operator, expected, preconditions: [] }
      restoreRow(target, 'run_asserts', definition)
    }
    restoreRow(target, 'result_asserts', { ...assert, result_id: id })
  }
}

function restoreParticipant(seed: SeedResult, target: SeedTarget): ResultRow['participant'] {
  const { participant_details: details } = seed
  const id = seed.run_participant_id ?? details?.id ?? 0
  const [known] = target.store.find('run_participants', { id })
  if (known) return known
  if (!details) {
    throw new Error(
      `Seed: row ${seed.id} of results belongs to row ${id} of run_participants, which is missing`,
    )
  }
  return restoreRunParticipant(target, { ...details, ...seed.profile_params, id })
}

function readArtifacts({ artifacts }: SeedResult): ResultRow['artifacts'] {
  const read = (kind: ArtifactKind) => {
    const { paths, error } = artifacts?.[kind] ?? {}
    return { paths: paths ?? [], ...(error !== undefined && { error }) }
  }
  return {
    audio: read('audio'),
    downloads: read('downloads'),
    screenshots: read('screenshots'),
    video: read('video'),
  }
}
