import { parseSeconds } from '@loadero-test/runner/duration'
import { UserError } from '@loadero-test/runner/errors'

/** Environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Flags as the parser returns them, by option key. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

// Each parser reads one value. Its error names the source: a flag, a variable or a key of the configuration file.

export function parseText(value: string): string {
  return value
}

export function parsePositiveInteger(value: string, source: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new UserError('usage', `${source} must be a whole number of at least 1, not '${value}'`)
}

export function parsePort(value: string, source: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) < 65_536) return Number(value)
  throw new UserError('usage', `${source} must be a port from 0 to 65535, not '${value}'`)
}

export function parseCount(value: string, source: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new UserError('usage', `${source} must be a whole number, not '${value}'`)
}

/** Returns milliseconds. */
export function parseDuration(value: string, source: string): number {
  const seconds = parseSeconds(/^\d+$/.test(value) ? Number(value) : value)
  if (seconds !== undefined && seconds > 0) return seconds * 1_000
  throw new UserError('usage', `${source} must be a duration such as 90s, 30m or 2h, not '${value}'`)
}

export function parseRate(value: string, source: string): number {
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value)
  throw new UserError('usage', `${source} must be a number greater than 0, not '${value}'`)
}

export function parsePattern(value: string, source: string): RegExp {
  try {
    return new RegExp(value, 'i')
  } catch {
    throw new UserError('usage', `${source} is not a regular expression: '${value}'`)
  }
}

/** Accepts the characters of branch names. */
export function parsePrefix(value: string, source: string): string {
  if (/^[\w./-]{1,60}$/.test(value)) return value
  throw new UserError('usage', `${source} must be 1 to 60 of: letters, digits, . / _ -, not '${value}'`)
}

export function parseAddress(value: string, source: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new UserError('usage', `${source} must be an http or https URL, not '${value}'`)
}

/** The URL may contain credentials, so the error does not repeat it. */
export function parseSecretAddress(value: string, source: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new UserError('usage', `${source} must be an http or https URL`, 'For example: http://grid:4444')
}

/** The URL without its credentials. */
export function formatAddress({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}

export function parseShard(value: string, source: string): { readonly index: number; readonly of: number } {
  const [, index = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  throw new UserError('usage', `${source} must be a shard such as 1/3 (the first of three), not '${value}'`)
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
