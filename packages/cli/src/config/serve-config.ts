import { resolve } from 'node:path'
import type { Environment } from '../options/environment.js'
import { optionRows, type OptionValues, serveTokenVariable } from '../options/options.js'
import type { Flags } from '../options/parse-arguments.js'
import { noConfigFile } from './config-file.js'
import { resolveValues } from './resolve-values.js'

/** Resolved options of `serve`; paths are absolute. */
export interface ServeConfig extends Omit<OptionValues, 'project'> {
  /** Id of the only project. */
  readonly project: number
  /** Token of the only project; without one, a random token is created on loopback. */
  readonly token: string | undefined
}

/**
 * Resolves flags, environment and defaults.
 * @throws UserError with the name of a flag or variable that has a wrong value
 */
export function resolveServeConfig(flags: Flags, env: Environment, cwd: string): ServeConfig {
  const { values } = resolveValues({ command: 'serve', flags, env, file: noConfigFile, project: undefined })
  const paths = optionRows.flatMap(([key, { path, commands }]) => {
    const value = values[key]
    return path && commands.includes('serve') && typeof value === 'string' ? [[key, resolve(cwd, value)]] : []
  })
  return {
    ...values,
    ...(Object.fromEntries(paths) as Partial<OptionValues>),
    project: values.servedProject,
    control: values.control || values.faults !== undefined,
    token: env[serveTokenVariable] || undefined,
  }
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)
}
