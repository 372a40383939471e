import { readFileSync } from 'node:fs'

/**
 * The environment variable that a spec file reads for a var, as in `url: process.env.APP_URL`. Returns undefined when the
 * file does not say so, or when the variable is set.
 */
export function unsetVariableOf(file: string, name: string): string | undefined {
  const escaped = name.replaceAll(/[^\w]/g, String.raw`\$&`)
  const pattern = new RegExp(
    String.raw`\b${escaped}['"]?\s*:\s*process\.env(?:\.(\w+)|\[\s*['"](\w+)['"]\s*\])`,
  )
  try {
    const [, dotted, indexed] = pattern.exec(readFileSync(file, 'utf8')) ?? []
    const variable = dotted ?? indexed
    return variable !== undefined && process.env[variable] === undefined ? variable : undefined
  } catch {
    return undefined
  }
}
