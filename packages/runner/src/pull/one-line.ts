import type { Code } from './code.js'
import { quote, templatePart } from './quote.js'

/** Prints code on one line; undefined for code that always takes several. */
export function printOneLine(code: Code): string | undefined {
  switch (code.kind) {
    case 'text':
      return quote(code.value)
    case 'plain':
      return String(code.value)
    case 'numbered': {
      // A template literal with the number between its parts.
      const number = code.first === 0 ? code.index : `${code.index} + ${code.first}`
      const padded = code.digits === 1 ? number : `String(${number}).padStart(${code.digits}, '0')`
      return `\`${code.parts.map(templatePart).join(`\${${padded}}`)}\``
    }
    case 'list':
      // A list of several such objects takes several lines.
      if (
        code.items.length > 1 &&
        code.items.every((one) => one.kind === 'object' && one.fields.length > 1)
      ) {
        return undefined
      }
      return join('[', code.items.map(printOneLine), ']')
    case 'object':
      return join(
        '{ ',
        code.fields.map(([name, value]) => join(`${name}: `, [printOneLine(value)], '')),
        ' }',
      )
    case 'chain':
      if (code.calls.length > 2 && code.calls.some(({ argument }) => isNested(argument))) return undefined
      return join(
        '',
        code.calls.map(({ name, argument }) => join(`${name}(`, [printOneLine(argument)], ')')),
        '',
        '.',
      )
    default:
      return undefined
  }
}

/** Whether an object contains an object. */
export function isNested(code: Code): boolean {
  return code.kind === 'object' && code.fields.some(([, value]) => value.kind === 'object')
}

function join(open: string, parts: readonly (string | undefined)[], close: string, between = ', ') {
  if (parts.includes(undefined)) return undefined
  return parts.length === 0 ? `${open.trim()}${close.trim()}` : `${open}${parts.join(between)}${close}`
}
