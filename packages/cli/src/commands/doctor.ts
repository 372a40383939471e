import { errorMessage } from '@loadero-test/core/internal'
import { LoaderoClient, systemClock } from '@loadero-test/core'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config } from '../config/config.js'
import type { Environment } from '../options/environment.js'
import { createLocalBrowserEngine, describeBrowsers } from '../target/local.js'
import { formatAddress } from '../options/value-types.js'
import { options } from '../options/options.js'

export interface DoctorContext {
  readonly env: Environment
  readonly write: (text: string) => void
  readonly signal: AbortSignal
}

/** Prints the origin of each setting and checks the service or the browser. */
export async function doctorCommand(config: Config, { env, write, signal }: DoctorContext): Promise<Exit> {
  for (const key of Object.keys(options) as (keyof typeof options)[]) {
    const value = resolvedValue(config, key)
    const origin = config.origins[key] ?? (value === undefined ? 'not set' : 'default')
    write(`${key.padEnd(18)} ${value === undefined ? '' : `${formatValue(value)}  `}(${origin})\n`)
  }
  const { ok, message } =
    config.target.kind === 'service'
      ? await checkService(config.target, signal)
      : await checkBrowser(config, env)
  write(`\n${ok ? '✓' : '✗'} ${message}\n`)
  return ok
    ? { code: exitCodes.passed, reason: 'no problems found' }
    : { code: config.target.kind === 'service' ? exitCodes.refused : exitCodes.invalid, reason: message }
}

function resolvedValue(config: Config, key: string): unknown {
  if (key === 'reporter') return config.reporter.map(({ name }) => name)
  return key in config ? config[key as keyof Config] : undefined
}

function formatValue(value: unknown): string {
  if (value instanceof URL) return formatAddress(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function checkService(target: Extract<Config['target'], { kind: 'service' }>, signal: AbortSignal) {
  const client = new LoaderoClient({ ...target, clock: systemClock })
  try {
    const { name, language } = await client.project({ signal })
    return {
      ok: true,
      message: `project ${target.projectId} '${name ?? ''}' (${language ?? 'unknown language'}): the token has access`,
    }
  } catch (error) {
    return { ok: false, message: errorMessage(error) }
  } finally {
    await client.close()
  }
}

async function checkBrowser(config: Config, env: Environment) {
  try {
    const engine = await createLocalBrowserEngine(env, config).create()
    const message = `${describeBrowsers(config)}: ${engine.resolveBrowser('chromeLatest')} starts, and its driver fits`
    await engine.close()
    return { ok: true, message }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ok: false, message: `${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}` }
  }
}
