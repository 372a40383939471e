import { type Exit, exitCodes } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { runChecks } from '../doctor/checks.js'
import { isOptionOf, optionRows } from '../options/options.js'
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
    for (const { key, value, origin } of settings) {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
      writeData(`${key.padEnd(26)} ${text === '' ? '' : `${text}  `}(${origin})\n`)
    }
    writeData('\n')
    for (const { name, state, message, hint } of checks) {
      const sign = { passed: '✓', warning: '!', failed: '✗' }[state]
      writeData(`${sign} ${name.padEnd(18)} ${message}\n${hint === undefined ? '' : `  ${hint}\n`}`)
    }
  }
  const failed = checks.filter(({ state }) => state === 'failed')
  return failed.length === 0
    ? { code: exitCodes.passed, reason: 'no problems found' }
    : { code: exitCodes.failed, reason: `a run cannot start: ${failed.map(({ name }) => name).join(', ')}` }
}

interface Setting {
  readonly key: string
  /** Without credentials. */
  readonly value: unknown
  readonly origin: string
}

function settingsOf(config: Config): readonly Setting[] {
  const rows = optionRows.filter(([, row]) => isOptionOf('doctor', row))
  const reporter = config.reporter.map(({ name }) => name)
  const values: Readonly<Record<string, unknown>> = { ...config, ...config.session, reporter }
  const { target } = config
  return [
    ...rows.map(([key]) => {
      const found = values[key]
      const value =
        found instanceof URL ? formatAddress(found) : found instanceof RegExp ? found.source : found
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
    {
      key: 'target',
      value: target.kind === 'service' ? `project ${target.projectId} at ${target.apiBase}` : target.kind,
      origin: 'settings above',
    },
  ]
}
