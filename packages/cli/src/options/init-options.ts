import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import { type Flags, parseText } from './option-values.js'
import type { CliOption } from './options.js'

const ciNames = ['github', 'gitlab', 'none'] as const

export type CiProvider = (typeof ciNames)[number]

function parseCi(value: string, source: string): CiProvider {
  const known = ciNames.find((name) => name === value)
  if (known) return known
  throw new UserError('usage', `${source} must be one of ${ciNames.join(', ')}, not '${value}'`)
}

/** Options of `init`. */
export const initOptions = {
  root: { flag: '--root <dir>', help: 'directory to write to', parse: parseText, fallback: '.' },
  ci: {
    flag: '--ci <name>',
    help: `CI provider to write a job for: ${ciNames.join(', ')}`,
    parse: parseCi,
    fallback: 'github',
  },
} as const satisfies Record<string, CliOption<unknown>>

export interface InitConfig {
  /** Absolute path. */
  readonly root: string
  readonly ci: CiProvider
}

/** @throws UserError with the name of a flag that has a wrong value */
export function resolveInitConfig({ root, ci }: Flags, cwd: string): InitConfig {
  return {
    root: resolve(cwd, typeof root === 'string' ? root : initOptions.root.fallback),
    ci: parseCi(typeof ci === 'string' ? ci : initOptions.ci.fallback, '--ci'),
  }
}
