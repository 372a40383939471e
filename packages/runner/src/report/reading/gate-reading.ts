import { plural } from '@loadero-test/core/internal'
import { shortNumber, withUnit, withUnitLabel } from '../../model/metric-unit.js'
import type { Check, Measure, ParticipantOutcome, Reason, TestResult } from '../../model/result.js'
import { operatorSymbol } from '../../model/timed/operator-symbol.js'

/** What people read of a check: what was measured, against which limit, and how far from it. */
export interface GateReading {
  /** `95th percentile of webrtc/audio/rtt/avg` */
  readonly subject: string
  /** `412 ms`. Absent when nothing was measured. */
  readonly value?: string
  /** `< 150 ms`. Absent for scripts and callbacks. */
  readonly limit?: string
  /** `262 ms above`, `30 ms left` */
  readonly margin?: string
  /** The distance to the limit by the limit: negative when the limit is exceeded. Absent when it has no meaning. */
  readonly relativeMargin?: number
  /** All of it: `95th percentile of webrtc/audio/rtt/avg is 412 ms, the limit is < 150 ms (262 ms above)`. */
  readonly sentence: string
}

/** @param participants of the test, whose values replace the one that an assert does not have */
export function readGate(check: Check, participants: readonly ParticipantOutcome[]): GateReading {
  const { kind, gate, measure, actual, history, outcome, name, title = name } = check
  if (kind === 'script' || kind === 'verify') {
    const { total, passed } = check.participants
    if (outcome === 'skipped') return { subject: title, sentence: `${title}: not reached` }
    const text =
      kind === 'script' && total > 0
        ? `passed for ${passed} of ${plural(total, 'participant')}`
        : outcome === 'errored'
          ? 'could not be judged'
          : outcome
    return { subject: title, sentence: `${title}: ${text}` }
  }
  const comparison = gate && `${operatorSymbol(gate.operator)} ${gate.limit}`
  const limits = [
    ...(gate && comparison !== undefined ? [withUnit(comparison, gate.path), comparison] : []),
    /(?:^| )([<≤>≥=≠] [\d.]+%)$/.exec(title)?.[1] ?? '',
  ]
  // The threshold of an expectation on earlier runs says where it comes from.
  const limit = history
    ? title.replace(`${history.subject} `, '')
    : (limits.find((text) => text !== '' && title.includes(` ${text}`)) ?? comparison ?? '')
  const subject = history?.subject ?? (limit === '' ? title : title.replace(` ${limit}`, ''))
  const isThreshold = /^[lg]te?$/.test(gate?.operator ?? '')
  const worst = kind === 'assert' && isThreshold ? worstOf(check, participants) : undefined
  const value =
    gate && worst !== undefined
      ? `${check.participants.total === 1 ? '' : gate.operator.startsWith('l') ? 'up to ' : 'down to '}${withUnit(shortNumber(worst), gate.path)}`
      : actual && withUnit(actual, gate?.path)
  const number = kind === 'assert' ? worst : measure?.value
  const reading = {
    subject,
    limit,
    ...(value !== undefined && { value }),
    ...(measure && number !== undefined && distance(number, measure)),
  }
  return { ...reading, sentence: sentenceOf(check, reading) }
}

/** Of an assert, which is checked on each participant, the value that is closest to its limit or farthest beyond it. */
function worstOf(
  { measure, gate, actual, title = '', participants: { total } }: Check,
  participants: readonly ParticipantOutcome[],
): number | undefined {
  // Which participants a condition includes is known to the service only.
  if (measure?.value !== undefined || gate === undefined || actual !== undefined || title.includes(' when '))
    return measure?.value
  const values = participants.flatMap(({ values: { [gate.path]: value } }) =>
    value === undefined || value === '' || !Number.isFinite(Number(value)) ? [] : [Number(value)],
  )
  // Of those that passed, the values may not have been read.
  if (values.length === 0 || values.length < total) return undefined
  return values.reduce((a, b) => (gate.operator.startsWith('l') ? Math.max(a, b) : Math.min(a, b)))
}

function distance(
  value: number,
  { operator, limit, unit }: Measure,
): Pick<GateReading, 'margin' | 'relativeMargin'> {
  if (!/^[lg]te?$/.test(operator) || !Number.isFinite(value) || !Number.isFinite(limit)) return {}
  const isUpper = operator.startsWith('l')
  const margin = isUpper ? limit - value : value - limit
  const side = margin > 0 ? 'left' : isUpper ? 'above' : 'below'
  const amount =
    unit === '0…1'
      ? `${Number((Math.abs(margin) * 100).toFixed(2))} percentage points`
      : withUnitLabel(shortNumber(Math.abs(margin)), unit)
  return {
    margin: margin === 0 ? 'at the limit' : `${amount} ${side}`,
    relativeMargin: limit === 0 ? Math.sign(margin) : margin / Math.abs(limit),
  }
}

function sentenceOf(
  { kind, gate, history, outcome, actual = '', title = '', participants: { total, passed } }: Check,
  { subject, value, limit = '', margin }: Omit<GateReading, 'sentence'>,
): string {
  const bound = `the limit is ${limit}${margin === undefined ? '' : ` (${margin})`}`
  const counted = (value ?? '').replace(/^([\d.]+%), (\d+ of \d+)$/, '$1 ($2)')
  // `= VP8` reads as `VP8`, `≠ VP8` as `not VP8`.
  const required = limit.replace(/^= /, '').replace(/^≠ /, 'not ')
  if (history?.missing !== undefined) {
    const measured = value === undefined ? '' : ` is ${counted} and`
    return `${subject}${measured} is compared with no earlier run: ${history.missing}`
  }
  // The service reported an operator that is not known.
  if (limit === '') return `${subject}: ${value ?? `holds for ${passed} of ${plural(total, 'participant')}`}`
  if (outcome === 'skipped') return `${subject} was not reached, ${bound}`
  if ((kind === 'assert' && total === 0) || actual.startsWith('no participant'))
    return `${subject} was checked on no participant, ${bound}`
  if (actual.startsWith('no value'))
    return `${subject} has ${actual}${/\d$/.test(actual) ? ' participants' : ''}, ${bound}`
  if (actual.startsWith('unknown mark')) return `${subject} has no value (${actual}), ${bound}`
  if (actual === 'never') return `${subject}: never reached, ${bound}`
  if (value === undefined) {
    return kind === 'assert'
      ? `${subject} is ${required} for ${passed} of ${plural(total, 'participant')}`
      : `${subject} has no value, ${bound}`
  }
  const [, share, where = ''] = /^([\d.]+%) of participants(.*?): /s.exec(title) ?? []
  if (gate && share !== undefined) {
    const holding = value.replace(
      /^([\d.]+%), (.+)$/s,
      `$1 of participants${where.replaceAll('$', '$$$$')} ($2)`,
    )
    return `${gate.path} is ${required} for ${holding}, the limit is ≥ ${share}${margin === undefined ? '' : ` (${margin})`}`
  }
  return /^[=≠] /.test(limit)
    ? `${subject} is ${counted}, it must be ${required}`
    : `${subject} is ${counted}, ${bound}`
}

/** The check that a reason is about, or `undefined` for a script, a timeout or a run. */
export function checkOf({ message, expected }: Reason, checks: readonly Check[]): Check | undefined {
  if (expected === undefined) return undefined
  const text = `${message} ${expected}`
  return (
    checks.find(({ name, title = name }) => title === text) ??
    // The conditions of an assert are after its limit.
    checks.find(({ name, title = name }) => title.startsWith(`${text} `))
  )
}

/** The sentence of a reason's gate, also where the result has no such check. `undefined` for a reason without a limit. */
export function gateSentence(
  reason: Reason,
  { checks, participants }: Pick<TestResult, 'checks' | 'participants'>,
): string | undefined {
  const { message, expected, actual = 'no value' } = reason
  if (expected === undefined) return undefined
  const check = checkOf(reason, checks)
  if (check) return readGate(check, participants).sentence
  const path = message.includes('/') ? message : undefined
  return `${message} ${actual.startsWith('no ') ? 'has' : 'is'} ${withUnit(actual, path)}, the limit is ${expected}`
}
