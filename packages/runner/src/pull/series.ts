import type { Code, Field } from './code.js'

/** Shorter series are easier to read as single items. */
const minLength = 3

/**
 * Replaces neighbors that differ only by a number that counts up, `visitor 1`, `visitor 2` …, by one series.
 * @param index name of the variable for the number
 */
export function foldSeries(items: readonly Code[], index: string): readonly Code[] {
  const folded: Code[] = []
  for (let start = 0; start < items.length;) {
    const series = seriesAt(items, start, index)
    folded.push(series ?? (items[start] as Code))
    start += series?.length ?? 1
  }
  return folded
}

type Series = Extract<Code, { kind: 'series' }>

function seriesAt(items: readonly Code[], start: number, index: string): Series | undefined {
  const [one, two] = items.slice(start)
  const item = one && two && generalize(one, two, index)
  const first = item && firstOf(item)
  if (first === undefined) return undefined
  let length = 2
  while (isSame(items[start + length], itemAt(item as Code, first + length))) length++
  return length < minLength ? undefined : { kind: 'series', length, index, item: item as Code }
}

/** The common form of both, with a placeholder for a number that is one larger in `b`. Undefined for other differences. */
function generalize(a: Code, b: Code, index: string): Code | undefined {
  if (isSame(a, b)) return a
  if (a.kind === 'text' && b.kind === 'text') return numbered(a.value, b.value, index)
  if (a.kind === 'list' && b.kind === 'list') {
    const items = zip(a.items, b.items)?.map(([x, y]) => generalize(x, y, index))
    return items && hasEveryItem<Code>(items) ? { kind: 'list', items } : undefined
  }
  if (a.kind === 'object' && b.kind === 'object') {
    const fields = zip(a.fields, b.fields)?.map(([[name, x], [other, y]]) => {
      const value = name === other ? generalize(x, y, index) : undefined
      return value && ([name, value] satisfies Field)
    })
    return fields && hasEveryItem<Field>(fields) ? { kind: 'object', fields } : undefined
  }
  return undefined
}

function numbered(a: string, b: string, index: string): Code | undefined {
  const [before, after] = [a.split(/(\d{1,9})/), b.split(/(\d{1,9})/)]
  const changedParts = before.flatMap((part, at) => (part === after[at] ? [] : [part]))
  const [number = ''] = changedParts
  const digits = number.startsWith('0') ? number.length : 1
  const first = Number(number)
  const parts: string[] = ['']
  for (const [at, part] of before.entries()) {
    if (part === after[at]) parts[parts.length - 1] += part
    else parts.push('')
  }
  const result: Code = { kind: 'numbered', parts, digits, first, index }
  const same = number !== '' && textAt(result, first) === a && textAt(result, first + 1) === b
  return same ? result : undefined
}

type Numbered = Extract<Code, { kind: 'numbered' }>

function textAt({ parts, digits }: Numbered, number: number): string {
  return parts.join(String(number).padStart(digits, '0'))
}

/** One item of a series, with its number. */
function itemAt(code: Code, number: number): Code {
  if (code.kind === 'numbered') return { kind: 'text', value: textAt(code, number) }
  if (code.kind === 'list') return { ...code, items: code.items.map((item) => itemAt(item, number)) }
  if (code.kind !== 'object') return code
  return { ...code, fields: code.fields.map(([name, value]): Field => [name, itemAt(value, number)]) }
}

/** The first number of the series, if all its texts have the same. */
function firstOf(code: Code): number | undefined {
  const [first, ...others] = new Set(startsOf(code))
  return others.length === 0 ? first : undefined
}

function startsOf(code: Code): readonly number[] {
  if (code.kind === 'numbered') return [code.first]
  if (code.kind === 'list') return code.items.flatMap(startsOf)
  return code.kind === 'object' ? code.fields.flatMap(([, value]) => startsOf(value)) : []
}

function isSame(a: Code | undefined, b: Code): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function zip<T>(a: readonly T[], b: readonly T[]): readonly (readonly [T, T])[] | undefined {
  return a.length === b.length ? a.map((item, at) => [item, b[at] as T] as const) : undefined
}

function hasEveryItem<T>(items: readonly (T | undefined)[]): items is readonly T[] {
  return items.every((item) => item !== undefined)
}
