import { parseArgs } from 'node:util'
import { UserError } from '@loadero-test/runner/errors'
import { similarTo } from '@loadero-test/core/internal'
import { type CommandName, commandNames, commands, isCommandName } from './commands.js'
import type { OptionRow } from './option-row.js'
import { isOptionOf, isSwitch, type OptionKey, optionRows } from './options.js'
import { parseValue } from './value-types.js'

/** Flags by option key: the text of a value, or whether a switch is on. */
export type Flags = Readonly<Partial<Record<OptionKey, string | boolean>>>

export type Arguments =
  | {
      readonly kind: 'command'
      readonly command: CommandName
      /** Whether the command line names the command. Without a name, it is `run`. */
      readonly named: boolean
      readonly words: readonly string[]
      readonly flags: Flags
    }
  | { readonly kind: 'help'; readonly command: CommandName | undefined }

/** All flags that exist, so that a value is read as one, for all commands. */
const parserOptions = Object.fromEntries([
  ...optionRows.map(([, row]) => [
    row.flag.slice(2),
    {
      type: isSwitch(row) ? ('boolean' as const) : ('string' as const),
      multiple: true,
      ...(row.short !== undefined && { short: row.short.slice(1) }),
    },
  ]),
  ...optionRows.flatMap(([, { alias }]) =>
    alias === undefined ? [] : [[alias.slice(2), { type: 'string' as const, multiple: true }]],
  ),
  ...optionRows.flatMap(([, row]) =>
    isSwitch(row) ? [[`no-${row.flag.slice(2)}`, { type: 'boolean' as const, multiple: true }]] : [],
  ),
  ['help', { type: 'boolean' as const, short: 'h' }],
]) as NonNullable<Parameters<typeof parseArgs>[0]>['options']

function tokensOf(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: parserOptions ?? {},
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens
}

type Token = ReturnType<typeof tokensOf>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** The parts of a command line, which may be incomplete or have mistakes. */
export interface LineParts {
  readonly command: CommandName
  /** Whether the command line names the command. */
  readonly named: boolean
  /** The words after the command. */
  readonly words: readonly string[]
  readonly options: readonly OptionToken[]
  /** Whether all further words are arguments, even with a dash. */
  readonly isTerminated: boolean
}

export function splitArguments(argv: readonly string[]): LineParts {
  const tokens = tokensOf(argv)
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  const [first = ''] = words
  const named = isCommandName(first)
  return {
    command: named ? first : 'run',
    named,
    words: words.slice(named ? 1 : 0),
    options: tokens.filter((token) => token.kind === 'option'),
    isTerminated: tokens.some(({ kind }) => kind === 'option-terminator'),
  }
}

/** @throws UserError for an unknown option, for an option of other commands, and for a missing or repeated value */
export function parseArguments(argv: readonly string[]): Arguments {
  const { command, named, words, options } = splitArguments(argv)
  if (options.some(({ name }) => name === 'help'))
    return { kind: 'help', command: named ? command : undefined }
  if (words[0] === 'help' && !named && words.length < 3) {
    const [, word] = words
    if (word === undefined || isCommandName(word)) return { kind: 'help', command: word }
    throw new UserError('usage', `Unknown command "${word}"`, commandHint(word))
  }
  const flags = new Map<OptionKey, string | boolean>()
  for (const token of options) {
    const [key, row] = rowOf(token, command)
    const value = isSwitch(row) ? switchValueOf(token, row) : textOf(token, row)
    const before = flags.get(key)
    if (before !== undefined && !row.join)
      throw new UserError('usage', `${row.flag} is given twice`, 'Pass it once.')
    // A wrong value is an error of its own, before it is a part of another.
    if (row.join && typeof value === 'string') parseValue(row.type, value, row.flag)
    flags.set(key, row.join && before !== undefined ? row.join(String(before), String(value)) : value)
  }
  checkWords(words, command)
  return { kind: 'command', command, named, words, flags: Object.fromEntries(flags) }
}

/** `Did you mean "plan"?`, or all commands. */
export function commandHint(word: string): string {
  const [similar] = similarTo(word, commandNames)
  return similar === undefined
    ? `The commands are: ${commandNames.join(', ')}.`
    : `Did you mean "${similar}"?`
}

function checkWords(words: readonly string[], command: CommandName): void {
  const { minArguments, maxArguments, usage } = commands[command]
  if (words.includes('')) {
    const hint = 'An empty argument often comes from a variable that is not set.'
    throw new UserError('usage', `An argument of "${command}" is empty`, hint)
  }
  if (words.length < minArguments)
    throw new UserError('usage', `"${command}" needs ${usage}`, helpHint(command))
  if (words.length > maxArguments) {
    const extra = words[maxArguments] ?? ''
    const takes = maxArguments === 0 ? 'no arguments' : `only ${usage}`
    throw new UserError('usage', `"${command}" takes ${takes}, but got '${extra}'`, helpHint(command))
  }
}

function helpHint(command: CommandName): string {
  return `See \`loadero-test ${command} --help\`.`
}

/** The option of a command that a flag names. */
function rowOf(
  { name, rawName }: OptionToken,
  command: CommandName,
): readonly [OptionKey, OptionRow<unknown>] {
  const matches = optionRows.filter(
    ([, row]) =>
      [row.flag, row.alias].includes(`--${name}`) ||
      (isSwitch(row) && `--no-${row.flag.slice(2)}` === `--${name}`),
  )
  const found = matches.find(([, row]) => isOptionOf(command, row))
  if (found) return found
  const own = optionRows.filter(([, row]) => isOptionOf(command, row)).map(([, row]) => row.flag)
  const [nearest] = similarTo(`--${name}`, own)
  const others = commandNames.filter((other) => matches.some(([, row]) => isOptionOf(other, row)))
  const parts = [
    ...(others.length > 0 ? [`It is an option of: ${others.join(', ')}.`] : []),
    ...(nearest === undefined ? [] : [`Did you mean ${nearest}?`]),
    ...(own.length === 0 ? [`"${command}" has no options.`] : []),
  ]
  const problem = `Unknown option ${rawName} for "${command}"`
  if (parts.length > 0) throw new UserError('usage', problem, parts.join(' '))
  const [similar] = similarTo(
    `--${name}`,
    optionRows.map(([, row]) => row.flag),
  )
  const takers = commandNames.filter((other) =>
    optionRows.some(([, row]) => row.flag === similar && isOptionOf(other, row)),
  )
  const elsewhere = similar === undefined ? '' : `${similar} is an option of: ${takers.join(', ')}. `
  throw new UserError('usage', problem, `${elsewhere}${helpHint(command)}`)
}

function switchValueOf({ name, rawName, value }: OptionToken, { flag, type }: OptionRow<unknown>): boolean {
  const isOn = flag === `--${name}`
  if (value === undefined) return isOn
  const parsed = type.parse(value)
  if (isOn && typeof parsed === 'boolean') return parsed
  throw new UserError(
    'usage',
    `${rawName} takes no value, but got '${value}'`,
    `Write ${flag}, or --no-${flag.slice(2)}.`,
  )
}

function textOf(
  { rawName, value, inlineValue }: OptionToken,
  { flag, placeholder = '', example, type }: OptionRow<unknown>,
) {
  if (value === undefined) {
    throw new UserError('usage', `${flag} needs a value: ${flag} ${placeholder}`, `For example: ${example}`)
  }
  const text = rawName.startsWith('--') ? value : value.replace(/^=/, '')
  if (text.trim() === '') {
    const hint =
      'An empty value often comes from a variable that is not set. Leave the option out for its default.'
    throw new UserError('usage', `The value of ${flag} is empty`, hint)
  }
  if (inlineValue || !/^-./.test(text)) return text
  throw new UserError(
    'usage',
    `${flag} needs a value, but '${text}' follows it`,
    type.parse(text) === undefined
      ? `It must be ${type.meaning}.`
      : `Write ${flag}=${text} for a value that begins with a dash.`,
  )
}
