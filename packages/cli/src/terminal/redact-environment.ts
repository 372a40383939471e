import { createRedactor } from '@loadero-test/core/internal'
import { knownSecrets, rememberSecret } from '@loadero-test/runner/secrets'
import type { Environment } from '../options/environment.js'
import { tokenVariable } from '../options/options.js'

const baseVariable = 'LOADERO_API_BASE'

/** Adds the token, and the password of the API's address, to the values that no output shows. */
export function rememberEnvironmentSecrets(env: Environment): void {
  rememberSecret(env[tokenVariable] ?? '')
  const base = env[baseVariable] ?? ''
  if (!URL.canParse(base)) return
  const { password } = new URL(base)
  if (password === '') return
  rememberSecret(password)
  rememberSecret(decodeURIComponent(password))
}

/** Hides the secrets of the environment and of specs in a text that no reporter writes. */
export function redactEnvironment(text: string, env: Environment): string {
  rememberEnvironmentSecrets(env)
  return createRedactor(knownSecrets).text(text)
}
