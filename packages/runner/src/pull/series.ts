import { isDeepStrictEqual } from 'node:util'
import { allCodes, type Code, type Field } from './code.js'

/** Shorter series are easier to read as single items. */
const minLength = 3

/**
 * Replaces neighbors that differ only by a number that counts up, `visitor 1`, `visitor 2` …, by one series.
 * @param index name of the variable for the number
 */
export function foldSeries(items: readonly Code[], index: string): readonly Code[] {
  const folded: Code[] = []
  for (let start = 0; start < items.length;) {
    const [one, two] = items.slice(start)
    const item = one && two && generalize(one, two, index)
    // A series begins with one number in all its texts.
    const [first, ...others] = new Set(
      (item ? allCodes(item) : []).flatMap((code) => (code.kind === 'numbered' ? [code.first] : [])),
    )
    let length = 1
    if (item && first !== undefined && others.length === 0) {
      while (isDeepStrictEqual(items[start + length], itemAt(item, first + length))) length++
    }
    const isSeries = item && length >= minLength
    folded.push(isSeries ? { kind: 'series', length, index, item } : (one as Code))
    start += isSeries ? length : 1
  }
  return folded
}

/** The common form of both, with a placeholder for a number that is one larger in `b`. Undefined for other differences. */
function generalize(a: Code, b: Code, index: string): Code | undefined {
  if (isDeepStrictEqual(a, b)) return a
  if (a.kind === 'text' && b.kind === 'text') return numbered(a.value, b.value, index)
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    const items = a.items.flatMap((item, at) => generalize(item, b.items[at] as Code, index) ?? [])
    return items.length === a.items.length ? { kind: 'list', items } : undefined
  }
  if (a.kind === 'object' && b.kind === 'object' && a.fields.length === b.fields.length) {
    const fields = a.fields.flatMap(([name, item], at): readonly Field[] => {
      const [otherName, other] = b.fields[at] as Field
      const value = name === otherName ? generalize(item, other, index) : undefined
      return value ? [[name, value]] : []
    })
    return fields.length === a.fields.length ? { kind: 'object', fields } : undefined
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

function textAt({ parts, digits }: Extract<Code, { kind: 'numbered' }>, number: number): string {
  return parts.join(String(number).padStart(digits, '0'))
}

/** One item of a series, with its number. */
function itemAt(code: Code, number: number): Code {
  if (code.kind === 'numbered') return { kind: 'text', value: textAt(code, number) }
  if (code.kind === 'list') return { ...code, items: code.items.map((item) => itemAt(item, number)) }
  if (code.kind !== 'object') return code
  return { ...code, fields: code.fields.map(([name, value]): Field => [name, itemAt(value, number)]) }
}
