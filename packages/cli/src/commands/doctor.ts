import { type Exit, exitCodes } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { type DoctorCheck, runChecks } from '../doctor/checks.js'
import { isOptionOf, optionRows, sessionKeys } from '../options/options.js'
import { formatAddress } from '../options/value-types.js'
import type { CommandContext } from '../terminal/command-context.js'

/** Prints each setting with its origin, and checks what a run needs. */
export async function doctorCommand(config: Config, context: CommandContext): Promise<Exit> {
  const { writeData } = context
  const settings = settingsOf(config)
  const checks = await runChecks(config, context)
  if (config.format === 'json') {
    writeData(`${JSON.stringify({ version: 1, settings, checks }, undefined, 2)}\n`)
  } else {
    for (const { key, value, origin } of settings)
      writeData(`${key.padEnd(26)} ${formatSetting(value)}(${origin})\n`)
    writeData('\n')
    for (const check of checks) writeData(formatCheck(check))
  }
  const failed = checks.filter(({ state }) => state === 'failed')
  return failed.length === 0
    ? { code: exitCodes.passed, reason: 'no problems found' }
    : { code: exitCodes.failed, reason: `a run would stop: ${failed.map(({ name }) => name).join(', ')}` }
}

interface Setting {
  readonly key: string
  /** Without credentials. */
  readonly value: unknown
  readonly origin: string
}

function settingsOf(config: Config): readonly Setting[] {
  const rows = optionRows.filter(([, row]) => isOptionOf('doctor', row))
  return [
    ...rows.map(([key]) => {
      const value = displayValue(valueOf(config, key))
      return { key, value, origin: config.origins[key] ?? (value === undefined ? 'not set' : 'default') }
    }),
    ...[
      { key: 'include', value: config.include },
      { key: 'tags', value: config.settings.tags },
      { key: 'participant', value: config.settings.participant },
    ].map(({ key, value }) => ({
      key,
      value,
      origin: value === undefined || Object.keys(value).length === 0 ? 'not set' : 'configuration file',
    })),
    { key: 'target', value: describeTarget(config), origin: 'settings above' },
  ]
}

function describeTarget({ target }: Config): string {
  return target.kind === 'service' ? `project ${target.projectId} at ${target.apiBase}` : target.kind
}

function valueOf(config: Config, key: string): unknown {
  if (key === 'reporter') return config.reporter.map(({ name }) => name)
  const values = (sessionKeys as readonly string[]).includes(key) ? config.session : config
  return (values as unknown as Readonly<Record<string, unknown>>)[key]
}

function displayValue(value: unknown): unknown {
  if (value instanceof URL) return formatAddress(value)
  return value instanceof RegExp ? value.source : value
}

function formatSetting(value: unknown): string {
  if (value === undefined || value === '') return ''
  return `${typeof value === 'string' ? value : JSON.stringify(value)}  `
}

function formatCheck({ name, state, message, hint }: DoctorCheck): string {
  const sign = { passed: '✓', warning: '!', failed: '✗' }[state]
  return `${sign} ${name.padEnd(18)} ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`
}
