import type { Environment } from '../options/environment.js'

/** Whether `CI` is set. `false`, `0` and an empty text mean that it is not. */
export function isCi(env: Environment): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase())
}
