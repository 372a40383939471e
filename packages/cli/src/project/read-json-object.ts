import { readFileSync } from 'node:fs'
import { parse } from 'jsonc-parser'

/** The object in a JSON file, which may have comments; empty when there is no such file or it holds something else. */
export function readJsonObject(file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true })
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
