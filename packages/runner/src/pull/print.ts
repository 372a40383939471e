import type { Code } from './code.js'
import { isNested, printOneLine } from './one-line.js'

export const width = 80

/**
 * Prints code as prettier does with 80 columns, single quotes and no semicolons.
 * @param indent of the current line
 * @param column at which the code starts
 */
export function print(code: Code, indent: number, column: number): string {
  const line = printOneLine(code)
  // One column is for the comma that follows.
  if (line !== undefined && column + line.length + 1 <= width) return line
  const inner = indent + 2
  switch (code.kind) {
    case 'list':
      return encloseLines(
        '[',
        code.items.map((item) =>
          item.kind === 'series' ? `...${print(item, inner, inner + 3)}` : print(item, inner, inner),
        ),
        ']',
        indent,
      )
    case 'object':
      return printExpanded(code, indent)
    case 'chain':
      return printChain(code, indent, column)
    case 'series':
      return `Array.from({ length: ${code.length} }, (_, ${code.index}) => (${printExpanded(code.item, indent)}))`
    default:
      return line ?? ''
  }
}

/** Prints each field on its own line. */
export function printExpanded(code: Code, indent: number): string {
  if (code.kind !== 'object') return print(code, indent, width)
  const inner = indent + 2
  const fields = code.fields.map(([name, value]) => {
    const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : undefined
    const text = print(only?.kind === 'series' ? only : value, inner, inner + name.length + 2)
    const breaksBeforeText =
      value.kind === 'text' && inner + name.length + 3 + text.length > width && name.length > 4
    return breaksBeforeText ? `${name}:\n${' '.repeat(inner + 2)}${text}` : `${name}: ${text}`
  })
  return encloseLines('{', fields, '}', indent)
}

/** Prints lines between brackets. Formatters keep an object on several lines. */
export function encloseLines(open: string, lines: readonly string[], close: string, indent: number): string {
  return `${open}\n${lines.map((line) => `${' '.repeat(indent + 2)}${line},\n`).join('')}${' '.repeat(indent)}${close}`
}

type Chain = Extract<Code, { kind: 'chain' }>

/** Two calls stay on one line and break inside their brackets. With three or more, each can have its own line. */
function printChain({ calls }: Chain, indent: number, column: number): string {
  const [first, ...rest] = calls
  const last = rest.at(-1)
  if (!first || !last || rest.length === 1) return printCalls(calls, indent, { column, behind: 2 })
  const inner = indent + 2
  const opening = printOneLine({ kind: 'chain', calls: calls.slice(0, -1) })
  const argument = printOneLine(last.argument)
  const exceedsLine = argument === undefined || inner + last.name.length + argument.length + 4 > width
  const opened = `${opening}.${last.name}(`
  if (
    last.argument.kind === 'object' &&
    exceedsLine &&
    !isNested(last.argument) &&
    column + opened.length < width
  ) {
    return `${opened}${printExpanded(last.argument, indent)})`
  }
  const lines = rest.map((call) => {
    const line = { column: inner + 1, behind: call === last ? 2 : 1 }
    return `\n${' '.repeat(inner)}.${printCalls([call], inner, line)}`
  })
  return printCalls([first], indent, { column, behind: 1 }) + lines.join('')
}

/**
 * @param line.column at which the calls start
 * @param line.behind number of characters that follow the last argument: the bracket, and a comma if there is one
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
    const line = printOneLine(argument)
    const minBehind = next === undefined ? behind : next.length + 3
    if (line !== undefined && used + line.length + minBehind <= width) return `${called}${line})`
    return argument.kind === 'object'
      ? `${called}${printExpanded(argument, indent)})`
      : encloseLines(called, [print(argument, indent + 2, indent + 2)], ')', indent)
  }, '')
}
