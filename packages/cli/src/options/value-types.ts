import { parseSeconds } from '@loadero-test/runner/duration'
import { UserError } from '@loadero-test/runner/errors'

/** The type of an option's value. */
export interface ValueType<T> {
  /** What the value must be, as the end of a sentence: `a whole number of at least 1`. */
  readonly meaning: string
  /** The type in the configuration file, as TypeScript text. */
  readonly configType: string
  /** The types that the configuration file may contain. */
  readonly accepts: readonly ('string' | 'number' | 'boolean')[]
  /** All values, where they can be listed. */
  readonly choices?: readonly string[]
  /** The value may contain credentials, so that no message repeats it. */
  readonly hidden?: true
  /** Returns undefined for a text that is no such value. */
  readonly parse: (text: string) => T | undefined
}

/** @throws UserError with the source: a flag, a variable or a key of the configuration file */
export function parseValue<T>(type: ValueType<T>, text: string, source: string): T {
  const value = type.parse(text)
  if (value !== undefined) return value
  const actual = text === '' ? ', not empty' : type.hidden ? '' : `, not '${text}'`
  throw new UserError('usage', `${source} must be ${type.meaning}${actual}`)
}

/** The type of a text that matches a pattern. */
function textType<T>(
  meaning: string,
  pattern: RegExp,
  convert: (text: string) => T | undefined,
): ValueType<T> {
  return {
    meaning,
    configType: 'string',
    accepts: ['string'],
    parse: (text) => (pattern.test(text) ? convert(text) : undefined),
  }
}

function numberType(meaning: string, pattern: RegExp, isAllowed: (value: number) => boolean) {
  const convert = (text: string) => (isAllowed(Number(text)) ? Number(text) : undefined)
  return {
    ...textType(meaning, pattern, convert),
    configType: 'number',
    accepts: ['number', 'string'],
  } as const
}

export const text = textType('a text', /\S/, (value) => value)
export const positiveInteger = numberType('a whole number of at least 1', /^[1-9]\d{0,8}$/, () => true)
export const count = numberType('a whole number', /^\d{1,9}$/, () => true)
export const port = numberType('a port from 0 to 65535', /^\d{1,5}$/, (value) => value < 65_536)
export const rate = numberType('a number greater than 0', /^\d{1,9}(\.\d{1,9})?$/, (value) => value > 0)

/** The characters of branch names. */
export const prefix = textType('1 to 60 letters, digits and . / _ -', /^[\w./-]{1,60}$/, (value) => value)

/** Parsed to milliseconds. */
export const duration: ValueType<number> = {
  ...textType('a duration such as 90s, 30m or 2h', /^/, (value) => {
    const seconds = parseSeconds(/^\d+$/.test(value) ? Number(value) : value)
    return seconds !== undefined && seconds > 0 ? seconds * 1_000 : undefined
  }),
  configType: 'string | number',
  accepts: ['string', 'number'],
}

/** A delay with its unit, parsed to milliseconds: `500ms`, `1.5s`. */
export const delay = textType(
  'a delay such as 500ms or 2s, at most 60s',
  /^\d{1,9}(\.\d{1,3})?(ms|s)$/,
  (value) => {
    const ms = Number.parseFloat(value) * (value.endsWith('ms') ? 1 : 1_000)
    return ms > 0 && ms <= 60_000 ? ms : undefined
  },
)

/** Seconds, parsed to milliseconds. */
export const seconds: ValueType<number> = {
  ...numberType('a number of seconds greater than 0', /^\d{1,9}(\.\d{1,9})?$/, (value) => value > 0),
  parse: (value) => {
    const parsed = rate.parse(value)
    return parsed === undefined ? undefined : parsed * 1_000
  },
}

export const regularExpression = textType('a regular expression', /^./s, (value) => {
  try {
    return new RegExp(value, 'i')
  } catch {
    return undefined
  }
})

export const address = textType('an http or https URL', /^https?:\/\//i, (value) =>
  URL.canParse(value) ? value : undefined,
)

export const secretAddress: ValueType<URL> = {
  ...textType('an http or https URL, for example http://grid:4444', /^https?:\/\//i, (value) =>
    URL.canParse(value) ? new URL(value) : undefined,
  ),
  hidden: true,
}

export const secretText: ValueType<string> = { ...textType('a text', /\S/, (value) => value), hidden: true }

export const devtoolsAddress: ValueType<string> = {
  ...textType(
    'a path such as /devtools/{sessionId}, or a ws or wss URL, with {sessionId}',
    /^(?:\/|wss?:\/\/[^/]).*\{sessionId\}/i,
    (value) => (URL.canParse(value, 'http://grid') ? value : undefined),
  ),
  hidden: true,
}

/** The URL without its credentials. */
export function formatAddress({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

export const shard = textType('a shard such as 1/3, the first of three', /^\d{1,4}\/\d{1,4}$/, (value) => {
  const [index = 0, of = 0] = value.split('/').map(Number)
  return index >= 1 && index <= of ? { index, of } : undefined
})

export function oneOf<const Choice extends string>(choices: readonly Choice[]): ValueType<Choice> {
  return {
    ...textType(`one of ${choices.join(', ')}`, /^/, (value) => choices.find((choice) => choice === value)),
    configType: choices.map((choice) => `'${choice}'`).join(' | '),
    choices,
  }
}

const switchWords: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false }

/** An option that is on or off. As a flag it takes no value. */
export const onOff: ValueType<boolean> = {
  meaning: 'true, false, 1 or 0',
  configType: 'boolean',
  accepts: ['boolean'],
  parse: (value) => (Object.hasOwn(switchWords, value) ? switchWords[value] : undefined),
}

/** `name=value,…`; a message names the names, when they are known. */
export function pairs<T>(
  names: readonly string[] | undefined,
  value: ValueType<T>,
): ValueType<Readonly<Record<string, T>>> {
  const parsePair = (pair: string): readonly [string, T] | undefined => {
    const [, name = '', valueText = ''] = /^\s*([\w-]+)=(\S+)\s*$/.exec(pair) ?? []
    const parsed = value.parse(valueText)
    const isKnown = names === undefined || names.includes(name)
    return name !== '' && isKnown && parsed !== undefined ? [name, parsed] : undefined
  }
  const known =
    names === undefined ? '' : `; each name is one of ${names.join(', ')}, each value ${value.meaning}`
  return textType(`name=value pairs with commas between them${known}`, /^/, (list) => {
    const parsed = list.split(',').map(parsePair)
    return parsed.every((pair) => pair !== undefined) ? Object.fromEntries(parsed) : undefined
  })
}
