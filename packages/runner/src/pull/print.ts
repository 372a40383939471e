import type { Code } from './code.js'
import { isNested, oneLine } from './one-line.js'

export const width = 80

/**
 * Lays code out as prettier does in 80 columns, without semicolons and in single quotes.
 * @param indent of the line that it stands on
 * @param column at which it starts
 */
export function print(code: Code, indent: number, column: number): string {
  const line = oneLine(code)
  // A comma comes behind.
  if (line !== undefined && column + line.length + 1 <= width) return line
  const inner = indent + 2
  switch (code.kind) {
    case 'list':
      return enclosed(
        '[',
        code.items.map((item) => printItem(item, inner)),
        ']',
        indent,
      )
    case 'object':
      return expanded(code, indent)
    case 'chain':
      return printChain(code, indent, column)
    case 'series':
      return `Array.from({ length: ${code.length} }, (_, ${code.index}) => (${expanded(code.item, indent)}))`
    default:
      return line ?? ''
  }
}

/** With each field on a line of its own. */
export function expanded(code: Code, indent: number): string {
  if (code.kind !== 'object') return print(code, indent, width)
  const fields = code.fields.map(([name, value]) => printField(name, value, indent + 2))
  return enclosed('{', fields, '}', indent)
}

/** Lines between brackets; formatters keep an object in lines once it is. */
export function enclosed(open: string, lines: readonly string[], close: string, indent: number): string {
  return `${open}\n${lines.map((line) => `${' '.repeat(indent + 2)}${line},\n`).join('')}${' '.repeat(indent)}${close}`
}

function printItem(item: Code, indent: number): string {
  return item.kind === 'series' ? `...${print(item, indent, indent + 3)}` : print(item, indent, indent)
}

function printField(name: string, value: Code, indent: number): string {
  const list = value.kind === 'list' ? onlyOf(value.items) : undefined
  const shown = print(list?.kind === 'series' ? list : value, indent, indent + name.length + 2)
  const late = value.kind === 'text' && indent + name.length + 3 + shown.length > width && name.length > 4
  return late ? `${name}:\n${' '.repeat(indent + 2)}${shown}` : `${name}: ${shown}`
}

function onlyOf<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}

type Chain = Extract<Code, { kind: 'chain' }>

/** Two calls stay together, and break within their brackets; from three on, each may have a line of its own. */
function printChain({ calls }: Chain, indent: number, column: number): string {
  const [first, ...rest] = calls
  const last = rest.at(-1)
  if (!first || !last || rest.length === 1) return printCalls(calls, indent, { column, behind: 2 })
  const inner = indent + 2
  const opening = oneLine({ kind: 'chain', calls: calls.slice(0, -1) })
  const argument = oneLine(last.argument)
  const tight = argument === undefined || inner + last.name.length + argument.length + 4 > width
  const opened = `${opening}.${last.name}(`
  if (
    last.argument.kind === 'object' &&
    tight &&
    !isNested(last.argument) &&
    column + opened.length < width
  ) {
    return `${opened}${expanded(last.argument, indent)})`
  }
  const lines = rest.map((call) => {
    const line = { column: inner + 1, behind: call === last ? 2 : 1 }
    return `\n${' '.repeat(inner)}.${printCalls([call], inner, line)}`
  })
  return printCalls([first], indent, { column, behind: 1 }) + lines.join('')
}

/**
 * @param line.column at which they start
 * @param line.behind how long is what the last call's argument is followed by: its bracket, and perhaps a comma
 */
function printCalls(
  calls: Chain['calls'],
  indent: number,
  { column, behind }: { readonly column: number; readonly behind: number },
): string {
  return calls.reduce((before, { name, argument }, at) => {
    const called = `${before}${before === '' ? '' : '.'}${name}(`
    const next = calls[at + 1]?.name
    const used = before.includes('\n') ? called.length - called.lastIndexOf('\n') - 1 : column + called.length
    const line = oneLine(argument)
    const least = next === undefined ? behind : next.length + 3
    if (line !== undefined && used + line.length + least <= width) return `${called}${line})`
    return argument.kind === 'object'
      ? `${called}${expanded(argument, indent)})`
      : enclosed(called, [print(argument, indent + 2, indent + 2)], ')', indent)
  }, '')
}
