import { withUnit } from '../../model/metric-unit.js'
import type { Check, ParticipantOutcome, Reason } from '../../model/result.js'
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
}

/** @param participants of the test, whose values replace the one that an assert does not have */
export function readGate(check: Check, participants: readonly ParticipantOutcome[]): GateReading {
  const { gate, name, title = name } = check
  const percent = /^(.*) ([<≤>≥=≠] [\d.]+%)$/.exec(title)
  if (!gate) {
    const [, subject = title, limit] = percent ?? []
    return {
      subject,
      ...(limit !== undefined && { limit, ...shareMargin(check.actual, limit) }),
      ...valueOf(check),
    }
  }
  const { path, operator } = gate
  const comparison = `${operatorSymbol(operator)} ${gate.limit}`
  const texts = [withUnit(comparison, path), comparison, percent?.[2] ?? '']
  const limit = texts.find((text) => text !== '' && title.includes(` ${text}`)) ?? texts[0] ?? comparison
  const subject = title.replace(` ${limit}`, '')
  const share = /^([\d.]+%) of participants/.exec(title)?.[1]
  if (share !== undefined)
    return { subject, limit, ...valueOf(check), ...shareMargin(check.actual, `≥ ${share}`) }
  // Which participants a condition of an assert includes is known to the service only.
  const isOfAll = check.actual === undefined && !title.includes(' when ')
  const worst = isOfAll ? worstOf(participants, gate) : undefined
  const value =
    worst === undefined
      ? check.actual && withUnit(check.actual, path)
      : `${operator.startsWith('l') ? 'up' : 'down'} to ${withUnit(rounded(worst), path)}`
  const [actual, bound] = [worst ?? farthestOf(check.actual, operator), Number.parseFloat(gate.limit)]
  const isComparable = /^-?[\d.]/.test(check.actual ?? '') || worst !== undefined
  return {
    subject,
    limit,
    ...(value !== undefined && { value }),
    ...(isComparable && Number.isFinite(actual) && Number.isFinite(bound) && distance(actual, bound, gate)),
  }
}

/** The number of `412 ms`, or of a range such as `398 … 412 ms` the one that is farther beyond the limit. */
function farthestOf(actual = '', operator: string): number {
  const [low = '', high = low] = actual.split(' … ')
  const numbers = [low, high].map((text) => Number.parseFloat(text))
  return operator.startsWith('l') ? Math.max(...numbers) : Math.min(...numbers)
}

function valueOf({ actual, gate }: Check): Pick<GateReading, 'value'> {
  return actual === undefined ? {} : { value: withUnit(actual, gate?.path) }
}

/** Of an assert, which is checked on each participant, the value that is closest to its limit or farthest beyond it. */
function worstOf(
  participants: readonly ParticipantOutcome[],
  { path, operator }: NonNullable<Check['gate']>,
): number | undefined {
  const values = participants.flatMap(({ values: { [path]: value } }) =>
    value === undefined || value === '' || !Number.isFinite(Number(value)) ? [] : [Number(value)],
  )
  if (values.length === 0 || !/^[lg]te?$/.test(operator)) return undefined
  return values.reduce((a, b) => (operator.startsWith('l') ? Math.max(a, b) : Math.min(a, b)))
}

function distance(
  actual: number,
  bound: number,
  { path, operator }: NonNullable<Check['gate']>,
): Pick<GateReading, 'margin' | 'relativeMargin'> {
  if (!/^[lg]te?$/.test(operator)) return {}
  const margin = operator.startsWith('l') ? bound - actual : actual - bound
  const side =
    margin > 0 || (margin === 0 && operator.endsWith('te'))
      ? 'left'
      : operator.startsWith('l')
        ? 'above'
        : 'below'
  const amount = withUnit(rounded(Math.abs(margin)), path)
  return {
    margin: margin === 0 ? 'at the limit' : `${amount} ${side}`,
    relativeMargin: bound === 0 ? Math.sign(margin) : margin / Math.abs(bound),
  }
}

/** Of `74%, 37 of 50` and `≥ 80%`. */
function shareMargin(actual = '', limit: string): Pick<GateReading, 'margin' | 'relativeMargin'> {
  const [, sign = '', bound = ''] = /^([<≤>≥]) ([\d.]+)%$/.exec(limit) ?? []
  const [, value = ''] = /^([\d.]+)%/.exec(actual) ?? []
  if (sign === '' || value === '') return {}
  const points = Number(
    (/[<≤]/.test(sign) ? Number(bound) - Number(value) : Number(value) - Number(bound)).toFixed(2),
  )
  const side = points > 0 ? 'left' : /[<≤]/.test(sign) ? 'above' : 'below'
  return {
    margin: points === 0 ? 'at the limit' : `${Math.abs(points)} percentage points ${side}`,
    relativeMargin: points / Math.max(1, Number(bound)),
  }
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)))
}

/** A check in a sentence: `95th percentile of webrtc/audio/rtt/avg is 412 ms, the limit is < 150 ms (262 ms above)`. */
export function gateSentence({ subject, value, limit, margin }: GateReading): string {
  if (limit === undefined) return value === undefined ? subject : `${subject}: ${value}`
  const [, share, key] = /^([\d.]+% of participants)[^:]*: (.+)$/.exec(subject) ?? []
  if (share !== undefined && /^[\d.]+%/.test(value ?? '')) {
    return `${key} is ${limit} for ${value?.replace(/^([\d.]+%), (.+)$/, '$1 of participants ($2)')}, the limit is ≥ ${share.split(' ')[0]}${margin === undefined ? '' : ` (${margin})`}`
  }
  const measured =
    value === undefined || value.startsWith('no value') ? `has ${value ?? 'no value'}` : `is ${value}`
  if (value !== undefined && /^[=≠] /.test(limit)) {
    return `${subject} ${measured}, it must ${limit.startsWith('=') ? '' : 'not '}be ${limit.slice(2)}`
  }
  return `${subject} ${measured}, the limit is ${limit}${margin === undefined ? '' : ` (${margin})`}`
}

/** The check that a reason is about, or `undefined` for a script, a timeout or a run. */
export function checkOf({ message, expected }: Reason, checks: readonly Check[]): Check | undefined {
  if (expected === undefined) return undefined
  const text = `${message} ${expected}`
  return (
    checks.find(({ name, title = name }) => title === text) ??
    checks.find(({ name, title = name }) => title.startsWith(`${message} `))
  )
}
