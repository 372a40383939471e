import type { ClassificatorName, ClassificatorValue } from '../constants/classificators.js'
import type { Browser, Open } from '../constants/enums.js'
import type { MetricPath } from '../constants/metrics.js'
import type { InputProblem } from '../http/errors.js'

/** The type of a filter's value. A row matches one value of several. */
interface FilterValues {
  text: OneOrMany<string>
  number: OneOrMany<number>
  boolean: boolean
  time: Date
  /** The official clients disagree on whether the service takes a moment here, or whether there is one. */
  time_or_boolean: Date | boolean
  browser: OneOrMany<Open<Browser>>
  metric_path: OneOrMany<Open<MetricPath>>
}

type OneOrMany<T> = T | readonly T[]
export type FilterKind = keyof FilterValues | ClassificatorName
type ValueOf<K extends FilterKind> = K extends keyof FilterValues
  ? FilterValues[K]
  : K extends ClassificatorName
    ? OneOrMany<Open<ClassificatorValue<K>>>
    : never

/** The filters of one list: the keys of the service and the kinds of their values. */
export type FilterTable = Readonly<Record<`filter_${string}`, FilterKind>>

/** Several filters must all match. */
export type FilterTypes<T extends FilterTable> = {
  readonly [K in keyof T]?: ValueOf<T[K] & FilterKind> | undefined
}

function range<const N extends string, const K extends FilterKind>(name: N, kind: K) {
  return { [`filter_${name}_from`]: kind, [`filter_${name}_to`]: kind } as Record<
    `filter_${N}_from` | `filter_${N}_to`,
    K
  >
}

const settings = {
  filter_test_mode: 'test_mode',
  filter_increment_strategy: 'increment_strategy',
  ...range('start_interval', 'number'),
  ...range('participant_timeout', 'number'),
} as const

const profile = {
  filter_browser: 'browser',
  filter_network: 'network',
  filter_location: 'location',
  filter_video_feed: 'video_feed',
  filter_audio_feed: 'audio_feed',
  filter_media_type: 'media_type',
  filter_record_audio: 'boolean',
} as const

export const testFilters = { filter_name: 'text', ...settings } as const
export const groupFilters = { filter_name: 'text', ...range('count', 'number') } as const
export const participantFilters = {
  ...groupFilters,
  ...profile,
  filter_compute_unit: 'compute_unit',
  filter_has_group: 'boolean',
} as const
export const assertFilters = {
  filter_path: 'metric_path',
  filter_operator: 'operator',
  filter_expected: 'text',
} as const
export const preconditionFilters = {
  filter_property: 'property',
  filter_operator: 'operator',
  filter_expected: 'text',
} as const
export const fileFilters = { filter_file_type: 'file_type' } as const
export const runFilters = {
  filter_test_name: 'text',
  filter_status: 'run_status',
  ...settings,
  ...range('started', 'time'),
  ...range('finished', 'time'),
  ...range('execution_started', 'time'),
  ...range('execution_finished', 'time'),
  filter_started: 'time_or_boolean',
  filter_finished: 'time_or_boolean',
  filter_active: 'boolean',
  filter_metric_status: 'metric_status',
  filter_mos_status: 'metric_status',
  filter_mos_test: 'boolean',
} as const
export const runParticipantFilters = {
  filter_name: 'text',
  ...range('num', 'number'),
  filter_group_name: 'text',
  ...range('group_num', 'number'),
  ...profile,
} as const
export const resultFilters = {
  ...runParticipantFilters,
  ...range('start', 'time'),
  ...range('end', 'time'),
  filter_status: 'result_status',
  filter_selenium_result: 'result_status',
  filter_mos_status: 'metric_status',
  filter_done: 'boolean',
} as const

export type TestFilters = FilterTypes<typeof testFilters>
export type GroupFilters = FilterTypes<typeof groupFilters>
export type ParticipantFilters = FilterTypes<typeof participantFilters>
export type AssertFilters = FilterTypes<typeof assertFilters>
export type PreconditionFilters = FilterTypes<typeof preconditionFilters>
export type FileFilters = FilterTypes<typeof fileFilters>
export type RunFilters = FilterTypes<typeof runFilters>
export type RunParticipantFilters = FilterTypes<typeof runParticipantFilters>
export type ResultFilters = FilterTypes<typeof resultFilters>

/** The tables of all lists, for the server, whose lists have the same filters. */
export const filterTables = {
  tests: testFilters,
  groups: groupFilters,
  participants: participantFilters,
  asserts: assertFilters,
  preconditions: preconditionFilters,
  files: fileFilters,
  runs: runFilters,
  runParticipants: runParticipantFilters,
  results: resultFilters,
} as const satisfies Record<string, FilterTable>

/** The keys of a table, for a client that offers them to its users. */
export function filterKeysOf<T extends FilterTable>(table: T): readonly (keyof T & string)[] {
  return Object.keys(table) as (keyof T & string)[]
}

interface ValueRule {
  readonly accepts: (value: unknown) => boolean
  readonly hint: string
}

function isTime(value: unknown): boolean {
  return value instanceof Date && !Number.isNaN(value.getTime())
}
function oneOrMany(type: string, accepts: ValueRule['accepts']): ValueRule {
  return { hint: `one ${type} or several`, accepts: (value) => [value].flat().every(accepts) }
}

const texts = oneOrMany('text', (value) => typeof value === 'string')
/** The rules of the kinds that are not an enumeration. A browser and a metric path are texts, as values of enumerations. */
const valueRules: Readonly<Record<string, ValueRule>> = {
  number: oneOrMany('number', Number.isFinite),
  boolean: { accepts: (value) => typeof value === 'boolean', hint: 'boolean' },
  time: { accepts: isTime, hint: 'time' },
  time_or_boolean: {
    accepts: (value) => typeof value === 'boolean' || isTime(value),
    hint: 'time or boolean',
  },
}
const pageKeys = new Set(['limit', 'offset', 'order_by'])

/** The problems of a query. The service ignores unknown keys and would list all rows. */
export function filterProblems(table: FilterTable, query: object): readonly InputProblem[] {
  return Object.entries(query).flatMap(([field, value]) => {
    if (value === undefined || pageKeys.has(field)) return []
    const kind = (table as Readonly<Record<string, FilterKind>>)[field]
    if (kind === undefined) return [{ field, message: 'is not a filter of this list' }]
    const { accepts, hint } = valueRules[kind] ?? texts
    return accepts(value) ? [] : [{ field, message: `must be ${hint}` }]
  })
}
