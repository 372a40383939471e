import { compareSides, type Exit, exitCodes } from '@loadero-test/runner'
import { RequestError } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { createSessionRedactor } from '../reporters/reporters.js'
import { findComparedSide } from '../session/find-compared-side.js'
import { exitOfError } from '../target/exit-of-error.js'
import type { CommandContext } from '../terminal/command-context.js'
import { formatComparison } from '../terminal/format-comparison.js'

/** Compares two sessions, runs or reports, metric by metric. */
export async function compareCommand(
  [before = '', after = '']: readonly string[],
  config: Config,
  context: CommandContext,
): Promise<Exit> {
  try {
    const comparison = compareSides(
      await findComparedSide(before, config, context),
      await findComparedSide(after, config, context),
    )
    const { text } = createSessionRedactor(context.env)
    const isJson = config.format === 'json'
    const output = isJson
      ? JSON.stringify({ schemaVersion: 1, ...comparison }, undefined, 2)
      : formatComparison(comparison, pc.createColors(context.colors)).join('\n')
    context.writeData(`${text(output)}\n`)
    const { tests } = comparison
    const worse = tests.filter(({ outcome }) => outcome === 'worse')
    if (config.failOn !== 'worse') return { code: exitCodes.passed, reason: 'compared' }
    if (worse.length > 0)
      return { code: exitCodes.failed, reason: `${plural(worse.length, 'test')} got worse` }
    const unknown = tests.filter(({ outcome }) => outcome === 'too little data')
    if (tests.length > 0 && unknown.length === 0)
      return { code: exitCodes.passed, reason: 'no test got worse' }
    const reason =
      tests.length === 0
        ? 'the two sides have no test in common'
        : `${plural(unknown.length, 'test')} could not be compared`
    return { code: exitCodes.errored, reason }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    return exitOfError(error)
  }
}
