import type {
  AssertStatus,
  FileType,
  IncrementStrategy,
  Metric,
  MetricStatus,
  Operator,
  ResultStatus,
  RunStatus,
  TestMode,
} from '@loadero-test/core'
import type { ArtifactKind, LogKind, MosMeasurement } from '../engines/engine.js'

export interface TableRow {
  readonly id: number
  readonly created: string
  readonly updated: string
}

/** The columns of a browser profile. Each combination of them has a `profile_id`. */
export const profileColumns = ['browser', 'network', 'location', 'video_feed', 'audio_feed'] as const
export type ProfileColumns = Readonly<Record<(typeof profileColumns)[number], string>>

/** The columns that a run takes from its test. */
interface RunSettings {
  readonly increment_strategy: IncrementStrategy
  /** Seconds. */
  readonly start_interval: number
  /** Seconds. */
  readonly participant_timeout: number
  readonly mos_test: boolean
}

export interface TestRow extends TableRow, RunSettings {
  readonly project_id: number
  readonly name: string
  readonly script_file_id: number
  readonly mode: TestMode
}

export interface GroupRow extends TableRow {
  readonly test_id: number
  readonly name: string
  readonly count: number
}

export interface ParticipantRow extends TableRow, ProfileColumns {
  readonly test_id: number
  readonly group_id?: number
  readonly name: string
  readonly count: number
  readonly compute_unit: string
  readonly record_audio: boolean
  readonly profile_id: number
  /** From a seed: retired. */
  readonly media_type?: string
}

export interface Comparison {
  readonly operator: Operator
  readonly expected: string
}

export interface AssertRow extends TableRow, Comparison {
  readonly test_id: number
  readonly path: string
}

/** An assert is evaluated when its preconditions hold. */
export interface RowCondition extends Comparison {
  readonly property: string
}

export interface PreconditionRow extends TableRow, RowCondition {
  readonly test_id: number
  readonly assert_id: number
}

export interface FileRow extends TableRow {
  readonly project_id: number
  readonly file_type: FileType
  readonly name: string
  readonly content: string
}

export interface RunRow extends TableRow, RunSettings {
  readonly project_id: number
  readonly test_id: number
  readonly status: RunStatus
  readonly test_mode: TestMode
  readonly test_name: string
  readonly script_file_id: number
  readonly processing_started: string
  readonly processing_finished: string
  readonly execution_started: string
  readonly execution_finished: string
  readonly success_rate: number
  /** From a seed. */
  readonly launching_account_id?: number
  readonly group_count: number
  readonly participant_count: number
  readonly total_cu_count: number
  readonly metric_status: MetricStatus
  readonly mos_status: MetricStatus
}

export interface RunParticipantRow extends TableRow, ProfileColumns {
  readonly run_id: number
  readonly participant_num: number
  readonly participant_name: string
  readonly group_num: number
  readonly group_name: string
  readonly compute_unit: string
  readonly record_audio: boolean
  readonly profile_id: number
  /** From a seed: retired. */
  readonly media_type?: string
  /** The browser in the test, e.g. `chromeLatest`. `browser` is the version that the run uses. */
  readonly requested_browser: string
}

/** A test's assert, frozen at launch. */
export interface RunAssertRow extends TableRow, Comparison {
  readonly run_id: number
  readonly path: string
  readonly preconditions: readonly RowCondition[]
}

export interface ResultRow extends TableRow {
  readonly run_id: number
  readonly participant: RunParticipantRow
  readonly start: string
  readonly end: string
  readonly status: ResultStatus
  readonly selenium_result: ResultStatus
  /** Paths below the origin of the files. */
  readonly logs: Readonly<Partial<Record<LogKind | 'allure_report', string>>>
  readonly artifacts: Readonly<Record<ArtifactKind, StoredArtifacts>>
  /** By base path. */
  readonly metrics: Readonly<Record<string, Metric>>
  readonly timecards: readonly { readonly name: string; readonly start: number; readonly end: number }[]
  readonly mos_status: MetricStatus
  /** Scores of sections of the audio, when the engine measures them. */
  readonly mos: readonly MosMeasurement[]
  /** From a seed: what the responses of 2021 have in the place of metrics. */
  readonly legacy?: Readonly<Record<string, unknown>>
}

export interface StoredArtifacts {
  /** Paths below the origin of the files. */
  readonly paths: readonly string[]
  readonly error?: string
}

export interface ResultAssertRow extends TableRow, Comparison {
  readonly result_id: number
  readonly run_assert_id: number
  readonly path: string
  readonly actual?: string
  readonly status: AssertStatus
  readonly message?: string
}

export interface Tables {
  tests: TestRow
  groups: GroupRow
  participants: ParticipantRow
  asserts: AssertRow
  preconditions: PreconditionRow
  files: FileRow
  /** One row for each combination of browser, network, location and feeds that was ever used. */
  profiles: TableRow & ProfileColumns
  runs: RunRow
  run_participants: RunParticipantRow
  run_asserts: RunAssertRow
  results: ResultRow
  result_asserts: ResultAssertRow
}

export type TableName = keyof Tables

/** The columns of each table that refer to its parents, and are indexed. Parents come before their children. */
export const parentColumns = {
  files: ['project_id'],
  profiles: [],
  tests: ['project_id', 'script_file_id'],
  groups: ['test_id'],
  participants: ['test_id', 'group_id'],
  asserts: ['test_id'],
  preconditions: ['assert_id'],
  runs: ['project_id', 'test_id', 'script_file_id'],
  run_participants: ['run_id'],
  run_asserts: ['run_id'],
  results: ['run_id'],
  result_asserts: ['result_id', 'run_assert_id'],
} as const satisfies { readonly [N in TableName]: readonly (keyof Tables[N])[] }

export const tableNames = Object.keys(parentColumns) as readonly TableName[]

/** A row without the id and times that the store adds. */
export type NewRow<T extends TableRow> = Omit<T, keyof TableRow>
