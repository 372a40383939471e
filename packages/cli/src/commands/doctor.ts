import { LoaderoClient, systemClock } from '@loadero-test/core'
import type { Exit } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { Config, Environment } from '../config/config.js'
import { browserEngine, browsersOf } from '../target/local.js'
import { shownAddress } from '../options/option-values.js'
import { options } from '../options/options.js'

export interface DoctorContext {
  readonly env: Environment
  readonly write: (text: string) => void
  readonly signal: AbortSignal
}

/** Says where each setting came from, and whether what the next session needs is there. */
export async function doctorCommand(config: Config, { env, write, signal }: DoctorContext): Promise<Exit> {
  for (const key of Object.keys(options) as (keyof typeof options)[]) {
    const value = settled(config, key)
    const origin = config.origins[key] ?? (value === undefined ? 'not set' : 'default')
    write(`${key.padEnd(18)} ${value === undefined ? '' : `${shown(value)}  `}(${origin})\n`)
  }
  const { ok, words } =
    config.target.kind === 'service'
      ? await checkService(config.target, signal)
      : await checkBrowser(config, env)
  write(`\n${ok ? '✓' : '✗'} ${words}\n`)
  return ok ? { code: 0, reason: 'all is fine' } : { code: config.target.kind === 'service' ? 4 : 2, reason: words }
}

function settled(config: Config, key: string): unknown {
  if (key === 'reporter') return config.reporter.map(({ name }) => name)
  return key in config ? config[key as keyof Config] : undefined
}

function shown(value: unknown): string {
  if (value instanceof URL) return shownAddress(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function checkService(target: Extract<Config['target'], { kind: 'service' }>, signal: AbortSignal) {
  const client = new LoaderoClient({ ...target, clock: systemClock })
  try {
    const { name, language } = await client.project({ signal })
    return {
      ok: true,
      words: `project ${target.projectId} '${name ?? ''}' (${language ?? 'unknown language'}) lets this token in`,
    }
  } catch (error) {
    return { ok: false, words: error instanceof Error ? error.message : String(error) }
  } finally {
    await client.close()
  }
}

async function checkBrowser(config: Config, env: Environment) {
  try {
    const engine = await browserEngine(env, config).create()
    const words = `${browsersOf(config)}: ${engine.resolveBrowser('chromeLatest')} starts, and its driver fits`
    await engine.close()
    return { ok: true, words }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ok: false, words: `${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}` }
  }
}
