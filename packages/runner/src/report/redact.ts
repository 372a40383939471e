import { secretEncodings } from '@loadero-test/core/internal'
import { type Reporter, reporterEvents } from './reporter.js'

/** Hides secrets in whatever is shown. */
export interface ReportRedactor {
  readonly text: (value: string) => string
  /** Plain data with the secrets in all its texts hidden: the same object when there are none in it. */
  readonly redact: <T>(value: T) => T
}

const stars = '***'

/** Of less than this is half of every text made: hiding it would hide the report. */
const fewestCharacters = 4

/** What only we and the service choose among: a secret that is one of these words must not change a verdict. */
export const enumFields: ReadonlySet<string> = new Set([
  'code',
  'interruptedBy',
  'kind',
  'operator',
  'outcome',
  'phase',
  'severity',
  'status',
  'verdict',
])

/** Records whose keys come from outside, as the names of metrics do. */
export const userKeyedRecords: ReadonlySet<string> = new Set(['environment', 'values'])

/** @param secrets asked each time, because specs mark theirs while they are loaded */
export function createReportRedactor(secrets: () => Iterable<string>): ReportRedactor {
  let known = ''
  let pattern: RegExp | undefined
  let seen = new WeakMap<object, unknown>()

  const refresh = () => {
    const forms = [...secrets()]
      .filter((secret) => secret.length >= fewestCharacters)
      .flatMap(secretEncodings)
      // One secret may begin with another.
      .toSorted((a, b) => b.length - a.length)
    const source = forms.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|')
    if (source === known) return
    known = source
    pattern = source === '' ? undefined : new RegExp(source, 'g')
    seen = new WeakMap()
  }

  const hide = (value: string): string => (pattern === undefined ? value : value.replaceAll(pattern, stars))

  const copy = (value: unknown, at = ''): unknown => {
    if (typeof value === 'string') return enumFields.has(at) ? value : hide(value)
    if (typeof value !== 'object' || value === null) return value
    // Results are told again and again, alone and in the summary.
    if (!seen.has(value)) seen.set(value, Array.isArray(value) ? copyList(value) : copyRecord(value, at))
    return seen.get(value)
  }

  const copyList = (list: readonly unknown[]): readonly unknown[] => {
    const items = list.map((item) => copy(item))
    return items.every((item, index) => item === list[index]) ? list : items
  }

  const copyRecord = (record: object, at: string): object => {
    const shownKey = userKeyedRecords.has(at) ? hide : (name: string) => name
    const entries = Object.entries(record).map(
      ([name, value]) => [name, shownKey(name), value, copy(value, name)] as const,
    )
    const same = entries.every(([name, shown, value, copied]) => name === shown && value === copied)
    return same ? record : Object.fromEntries(entries.map(([, shown, , copied]) => [shown, copied]))
  }

  return {
    text: (value) => {
      refresh()
      return hide(value)
    },
    redact: <T>(value: T) => {
      refresh()
      return pattern === undefined ? value : (copy(value) as T)
    },
  }
}

/** The reporter, who is shown no secret. */
export function redactReporter(reporter: Reporter, mask: ReportRedactor): Reporter {
  const handlers = reporterEvents.flatMap((event) => {
    const handler = reporter[event] as ((...args: readonly unknown[]) => unknown) | undefined
    return handler === undefined
      ? []
      : [[event, (...args: readonly unknown[]) => handler.apply(reporter, args.map(mask.redact))] as const]
  })
  const { name, outputFile } = reporter
  return { name, ...(outputFile !== undefined && { outputFile }), ...Object.fromEntries(handlers) }
}
