import type { RecordedAnswers } from './recorded-run.js'

type Row = Record<string, unknown>

/**
 * Whether perturbed answers still prove that the recorded run passed. It knows the run, so it needs no rules: each fact
 * that matters must be the recorded one, exactly once. Facts that the service may leave out may be missing.
 */
export function provesPass(actual: RecordedAnswers, recorded: RecordedAnswers): boolean {
  return Object.keys(recorded).every((path) => {
    const [now, then] = [actual[path] as Row, recorded[path] as Row]
    if (path.includes('/files/')) return now['content'] === then['content']
    if (path.endsWith('/statistics/')) return sameRows(now['asserts'], then['asserts'], 'path', isSameCount)
    if (path.endsWith('/participants/'))
      return sameRows(now['results'], then['results'], 'id', isSameParticipant)
    if (path.endsWith('/results/')) return sameRows(now['results'], then['results'], 'id', isSameOverview)
    return /\/results\/\d+\/$/.test(path) ? isSameDetail(now, then) : isSameRun(now, then)
  })
}

/** The client reads `"12"` for 12 and 12 for `"12"`, because that does not change the meaning. */
function isSameValue(now: unknown, then: unknown): boolean {
  const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number'
  return now === then || (isText(now) && isText(then) && String(now) === String(then))
}

/** A decimal number, also as a text. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
}

/** Every recorded row once; a row that comes twice must be the same. */
function sameRows(now: unknown, then: unknown, key: string, isSame: (a: Row, b: Row) => boolean): boolean {
  if (!Array.isArray(now) || !Array.isArray(then)) return false
  const keys = new Set(now.map((row: Row) => String(row?.[key])))
  return (
    keys.size === then.length &&
    now.every((row: Row) =>
      then.some((other: Row) => isSameValue(row?.[key], other[key]) && isSame(row, other)),
    )
  )
}

function required(now: Row, then: Row, ...keys: readonly string[]): boolean {
  return keys.every((key) => isSameValue(now[key], then[key]))
}

function optional(now: Row, then: Row, ...keys: readonly string[]): boolean {
  return keys.every((key) => now[key] === undefined || now[key] === null || isSameValue(now[key], then[key]))
}

function isSameRun(now: Row, then: Row): boolean {
  return (
    required(now, then, 'id', 'status', 'success_rate', 'script_file_id', 'test_name', 'test_mode') &&
    required(now, then, 'increment_strategy', 'start_interval', 'participant_timeout') &&
    optional(now, then, 'test_id', 'participant_count') &&
    [undefined, 'none', 'available'].includes(now['metric_status'] as string | undefined)
  )
}

const profile = ['browser', 'network', 'location', 'compute_unit', 'video_feed', 'audio_feed', 'record_audio']

function isSameParticipant(now: Row, then: Row): boolean {
  return (
    required(now, then, 'participant_name') &&
    isSameValue(now['group_name'] ?? '', then['group_name']) &&
    // A version is another one of the same browser; the other sources decide whether it is the right one.
    optional({ ...now, browser: familyOf(now) }, { ...then, browser: familyOf(then) }, ...profile) &&
    optional(now, then, 'run_id')
  )
}

function familyOf(row: Row): unknown {
  const { browser } = row
  return typeof browser === 'string' ? /^[a-z]+/.exec(browser)?.[0] : browser
}

/** Zero may be left out. */
function isSameCount(now: Row, then: Row): boolean {
  return (
    required(now, then, 'path', 'operator', 'expected', 'pass') &&
    isSameValue(now['fail'] ?? 0, then['fail']) &&
    optional(now, then, 'status') &&
    JSON.stringify(conditionsOf(now)) === JSON.stringify(conditionsOf(then))
  )
}

function conditionsOf({ preconditions }: Row) {
  if (!Array.isArray(preconditions)) return []
  return preconditions
    .map(
      (one: Row | null) =>
        `${String(one?.['property'])} ${String(one?.['operator'])} ${String(one?.['expected'])}`,
    )
    .toSorted()
}

function isSameOverview(now: Row, then: Row): boolean {
  const details = (now['participant_details'] ?? {}) as Row
  const recorded = then['participant_details'] as Row
  const owner = details['id'] ?? now['run_participant_id']
  return (
    required(now, then, 'status', 'selenium_result') &&
    isSameValue(owner, recorded['id']) &&
    optional(now, then, 'run_participant_id') &&
    optional(details, recorded, 'id', 'run_id', 'participant_name', 'group_name', 'network', 'location')
  )
}

function isSameDetail(now: Row, then: Row): boolean {
  const [asserts, recorded] = [now['asserts'], then['asserts']]
  return (
    isSameValue(now['id'], then['id']) &&
    Array.isArray(asserts) &&
    asserts.length === (recorded as unknown[]).length &&
    isSameOverview(now, then) &&
    sameRows(
      now['asserts'],
      then['asserts'],
      'path',
      (a, b) => required(a, b, 'path', 'operator', 'expected', 'status') && isCloseTo(a, b),
    ) &&
    ['webrtc/video/fps/in', 'webrtc/audio/rtt'].every((base) => holdsLimit(now, then, base))
  )
}

/** Another value than the recorded one is possible where it leads to the same outcome. */
function isCloseTo(now: Row, then: Row): boolean {
  if (then['status'] === 'skipped') return true
  const limit = Number(then['expected'])
  return numberOf(now['actual']) <= limit
}

/** The expectations on the value of one participant: enough for all of them together. */
function holdsLimit(now: Row, then: Row, base: string): boolean {
  const metric = ((now['metrics'] as Row | null)?.['webrtc'] as Row | null)?.[base] as Row | undefined
  const group = (then['participant_details'] as Row)['group_name']
  if (base === 'webrtc/audio/rtt') {
    const max = numberOf(metric?.['maximum'])
    return group !== 'pair' || (max >= 0 && max <= 180 && numberOf(metric?.['data_count']) !== 0)
  }
  // The median of six holds when two values are low.
  return numberOf(metric?.['average']) >= 0 && numberOf(metric?.['data_count']) !== 0
}
