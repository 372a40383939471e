import { parseSeconds } from '@loadero-test/runner/duration'
import { UserError } from '@loadero-test/runner/errors'

// Each reads one value and names its source, a flag, a variable or a file, when it cannot.

export function parseText(value: string): string {
  return value
}

export function parsePositiveInteger(value: string, source: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UserError('usage', `${source} must be a whole number from 1, not '${value}'`)
}

export function parsePort(value: string, source: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65_536) return Number(value)
  throw new UserError('usage', `${source} must be a port from 0 to 65535, not '${value}'`)
}

export function parseCount(value: string, source: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new UserError('usage', `${source} must be a whole number, not '${value}'`)
}

/** In milliseconds. */
export function parseDuration(value: string, source: string): number {
  const seconds = parseSeconds(/^\d+$/.test(value) ? Number(value) : value)
  if (seconds !== undefined && seconds > 0) return seconds * 1_000
  throw new UserError('usage', `${source} must be like 90s, 30m or 2h, not '${value}'`)
}

export function parseRate(value: string, source: string): number {
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value)
  throw new UserError('usage', `${source} must be a number above 0, not '${value}'`)
}

export function parsePattern(value: string, source: string): RegExp {
  try {
    return new RegExp(value, 'i')
  } catch {
    throw new UserError('usage', `${source} is not a regular expression: '${value}'`)
  }
}

/** Of what branches' names are made, so that it can stand in brackets. */
export function parsePrefix(value: string, source: string): string {
  if (/^[\w./-]{1,60}$/.test(value)) return value
  const words = `must be at most 60 letters, digits and . / _ -, not '${value}'`
  throw new UserError('usage', `${source} ${words}`)
}

export function parseAddress(value: string, source: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new UserError('usage', `${source} is not an http address: '${value}'`)
}

/** An address that may hold credentials, so that no message repeats it. */
export function secretAddress(value: string, source: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new UserError('usage', `${source} is not an http address`, 'Write for example http://grid:4444')
}

/** An address without its credentials. */
export function shownAddress({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

export function parseShard(value: string, source: string): { readonly index: number; readonly of: number } {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new UserError('usage', `${source} must be like 1/3, the first of three machines, not '${value}'`)
}

export function parseJunitCases(value: string, source: string): 'test' | 'check' | 'participant' {
  if (value === 'test' || value === 'check' || value === 'participant') return value
  throw new UserError('usage', `${source} must be test, check or participant, not '${value}'`)
}

export function parseFormat(value: string, source: string): 'text' | 'json' {
  if (value === 'text' || value === 'json') return value
  throw new UserError('usage', `${source} must be text or json, not '${value}'`)
}

export function parseArtifacts(value: string, source: string): 'all' | 'failed' | 'none' {
  if (value === 'all' || value === 'failed' || value === 'none') return value
  throw new UserError('usage', `${source} must be all, failed or none, not '${value}'`)
}
