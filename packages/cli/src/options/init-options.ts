import { resolve } from 'node:path'
import { UserError } from '@loadero-test/runner/errors'
import type { Flags } from '../config/config.js'
import { parseText } from './option-values.js'
import type { Option } from './options.js'

const ciNames = ['github', 'gitlab', 'none'] as const

export type CiProvider = (typeof ciNames)[number]

function ci(value: string, source: string): CiProvider {
  const known = ciNames.find((name) => name === value)
  if (known) return known
  throw new UserError('usage', `${source} must be one of ${ciNames.join(', ')}, not '${value}'`)
}

/** Settings of `init`. */
export const initOptions = {
  root: { flag: '--root <dir>', help: 'where to write', parse: parseText, fallback: '.' },
  ci: {
    flag: '--ci <name>',
    help: `for whom a job is written: ${ciNames.join(', ')}`,
    parse: ci,
    fallback: 'github',
  },
} as const satisfies Record<string, Option<unknown>>

export interface InitConfig {
  /** Absolute path. */
  readonly root: string
  readonly ci: CiProvider
}

/** @throws UserError that names the flag with the wrong value */
export function resolveInitConfig({ root, ci: name }: Flags, cwd: string): InitConfig {
  return {
    root: resolve(cwd, typeof root === 'string' ? root : initOptions.root.fallback),
    ci: ci(typeof name === 'string' ? name : initOptions.ci.fallback, '--ci'),
  }
}
