import { resolve } from 'node:path'
import type { OptionValues } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'
import { noConfigFile } from './config-file.js'
import { resolveValues } from './resolve-values.js'

export interface InitConfig extends Pick<OptionValues, 'ci' | 'url' | 'install'> {
  /** Absolute path. */
  readonly root: string
}

/** @throws UserError with the name of a flag that has a wrong value */
export function resolveInitConfig(flags: Flags, cwd: string): InitConfig {
  const sources = { command: 'init', flags, env: {}, file: noConfigFile, project: undefined } as const
  const { root, ci, url, install } = resolveValues(sources).values
  return { root: resolve(cwd, root), ci, url, install }
}
