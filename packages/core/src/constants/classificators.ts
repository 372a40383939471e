import {
  audioFeeds,
  browsers,
  computeUnits,
  incrementStrategies,
  locations,
  networks,
  operators,
  properties,
  testModes,
  videoFeeds,
} from './enums.js'
import { metricPaths } from './metrics.js'
import { assertStatuses, resultStatuses, type RunStatus, runStatuses } from './run-statuses.js'

export const artifactKinds = ['audio', 'downloads', 'screenshot', 'video'] as const
export const fileTypes = ['test_script', 'run_script', 'ssl-certificate', 'run-ssl-certificate'] as const
export const languages = ['javascript', 'java', 'python'] as const
export const metricStatuses = [
  'none',
  'requested',
  'calculating',
  'available',
  'calculation-error',
  'calculation-timeout',
] as const
export const mosAlgorithms = ['visqol', 'e-model'] as const
export const testDurations = ['15m', '45m', '1h', '2h', '4h', '8h', '24h'] as const
/** Retired in favour of the audio and video feeds: old rows contain them, writes must not. */
export const mediaTypes = [
  'default',
  'custom',
  '240pAV',
  '240p-50db',
  '360pAV',
  '360p-50db',
  '480pAV',
  '480p-50db',
  '720pAV',
  '720p-50db',
  '720p-marked',
  '1080pAV',
  '1080p-20db',
  '1080p-30db',
  '1080p-50db',
] as const

export type FileType = (typeof fileTypes)[number]
export type Language = (typeof languages)[number]
export type MetricStatus = (typeof metricStatuses)[number]
export type MosAlgorithm = (typeof mosAlgorithms)[number]

/** The segments of all metric paths; the last four are in no path of `metricPaths`. */
const metricKeys: readonly string[] = [
  ...new Set(metricPaths.flatMap((path) => path.split('/'))),
  'actions',
  'timeExecution',
  '{name}',
  'visqol',
]

/**
 * All 27 enumerations by their names at the service's `statics/`, with retired values.
 * Source: the official Python client, generated from the live service on 2024-01-30, and its later changes.
 */
export const classificators = {
  artifact: artifactKinds,
  assert_status: assertStatuses,
  audio_feed: audioFeeds,
  aws_status: ['pending', 'initializing', 'ready', 'inactive', 'clearing', 'failed'],
  browser: browsers,
  compute_unit: computeUnits,
  cu_usage_status: ['run-active', 'reported', 'payment-failed', 'paid', 'void'],
  file_type: fileTypes,
  increment_strategy: incrementStrategies,
  language: languages,
  location: locations,
  media_type: mediaTypes,
  member_role: ['administrator', 'developer', 'visitor'],
  metric_key: metricKeys,
  metric_status: metricStatuses,
  mos_algorithm: mosAlgorithms,
  network: networks,
  node_status: ['pending', 'running', 'stopped', 'terminating', 'failed'],
  operator: operators,
  payment_plan: ['enterprise', 'monthly', 'yearly', 'single_basic', 'single_pro'],
  payment_status: ['success', 'processing', 'declined', 'cancelled', 'draft', 'skip_renewal', 'vat_invalid'],
  property: [...properties, 'media_type'],
  result_status: resultStatuses,
  run_status: Object.keys(runStatuses) as readonly RunStatus[],
  test_duration: testDurations,
  test_mode: testModes,
  video_feed: videoFeeds,
} as const satisfies Record<string, readonly string[]>

export type ClassificatorName = keyof typeof classificators

/** The known values of one enumeration. */
export type ClassificatorValue<N extends ClassificatorName> = (typeof classificators)[N][number]
