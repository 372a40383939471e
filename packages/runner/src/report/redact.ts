import { createSecretPattern, redactedText } from '@loadero-test/core/internal'
import { type Reporter, reporterEvents } from './reporter.js'

/** Replaces secrets by `***` in everything that reporters show. */
export interface ReportRedactor {
  readonly text: (value: string) => string
  /** Redacts all texts in plain data. Returns the same object when it contains no secret. */
  readonly redact: <T>(value: T) => T
}

/** Fields with a fixed set of values: a secret that equals one of the values must not change a verdict. */
export const enumFields: ReadonlySet<string> = new Set([
  'better',
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

/** Records with keys from outside, such as names of metrics. */
export const userKeyedRecords: ReadonlySet<string> = new Set(['environment', 'properties', 'values'])

/** @param secrets called for each value, because specs add secrets while they load */
export function createReportRedactor(secrets: () => Iterable<string>): ReportRedactor {
  const currentPattern = createSecretPattern(secrets, { withinWords: true })
  let pattern: RegExp | undefined
  let copies = new WeakMap<object, unknown>()
  const refreshPattern = () => {
    const current = currentPattern()
    if (current !== pattern) copies = new WeakMap()
    pattern = current
  }
  const redactText = (value: string): string =>
    pattern === undefined ? value : value.replaceAll(pattern, redactedText)

  const redactValue = (value: unknown, field = ''): unknown => {
    if (typeof value === 'string') return enumFields.has(field) ? value : redactText(value)
    if (typeof value !== 'object' || value === null) return value
    // A result is reported several times: alone, and in the summary.
    if (!copies.has(value))
      copies.set(value, Array.isArray(value) ? redactList(value) : redactRecord(value, field))
    return copies.get(value)
  }

  const redactList = (list: readonly unknown[]): readonly unknown[] => {
    const items = list.map((item) => redactValue(item))
    return items.every((item, index) => item === list[index]) ? list : items
  }

  const redactRecord = (record: object, field: string): object => {
    const hasUserKeys = userKeyedRecords.has(field)
    const originals = Object.entries(record)
    const entries = originals.map(
      ([key, value]) => [hasUserKeys ? redactText(key) : key, redactValue(value, key)] as const,
    )
    const isUnchanged = entries.every(
      ([key, value], index) => key === originals[index]?.[0] && value === originals[index][1],
    )
    return isUnchanged ? record : Object.fromEntries(entries)
  }

  return {
    text: (value) => {
      refreshPattern()
      return redactText(value)
    },
    redact: <T>(value: T) => {
      refreshPattern()
      return pattern === undefined ? value : (redactValue(value) as T)
    },
  }
}

/** A reporter that gets all events with their secrets redacted. */
export function redactReporter(reporter: Reporter, redactor: ReportRedactor): Reporter {
  const handlers = reporterEvents.flatMap((event) => {
    const handler = reporter[event] as ((...args: readonly unknown[]) => unknown) | undefined
    return handler === undefined
      ? []
      : [
          [
            event,
            (...args: readonly unknown[]) => handler.apply(reporter, args.map(redactor.redact)),
          ] as const,
        ]
  })
  const { name, outputFile } = reporter
  return { name, ...(outputFile !== undefined && { outputFile }), ...Object.fromEntries(handlers) }
}
