import { createRedactor } from '@loadero-test/core/internal'
import { knownSecrets } from '@loadero-test/runner/secrets'
import type { Environment } from '../options/option-values.js'
import { tokenVariable } from '../options/options.js'

/** Hides the token and the secrets of specs in a text that no reporter writes. */
export function redactEnvironment(text: string, env: Environment): string {
  return createRedactor(() => [env[tokenVariable] ?? '', ...knownSecrets()]).text(text)
}
