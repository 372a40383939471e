import {
  detailedExitCodes,
  type Exit,
  exitCodes,
  jsonText,
  type PlannedProject,
  planProject,
  refusalOf,
  type TestView,
  describePlan,
} from '@loadero-test/runner'
import { plural } from '@loadero-test/core/internal'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { toFindOptions } from '../session/find-options.js'
import { formatPlan } from '../terminal/format-plan.js'
import { createRemoteClient } from '../target/remote-client.js'
import { noTestsExit } from '../terminal/no-tests-exit.js'
import { formatProblems } from '../terminal/format-problems.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'

/** Prints what a push would change at Loadero, and what a run would cost; changes nothing. */
export async function planCommand(config: Config, context: CommandContext): Promise<Exit> {
  const { env, write, colors, signal, version, specModule } = context
  const client = createRemoteClient(config, env)
  const json = config.format === 'json'
  if (!json) write(`loadero-test ${version}  ${client.description}\n`)
  try {
    const options = {
      find: toFindOptions(config, specModule),
      plan: { ...config.session, version, launch: true },
    }
    const project = await planProject(options, { connect: client.connect, signal })
    const tests = project.tests.map(describePlan)
    const exit = exitOf(project, tests, config, signal)
    if (json) {
      const { allowance, diagnostics, errors } = project
      const content = {
        version: 1,
        target: client.description,
        tests,
        writes: tests.reduce((sum, { writes }) => sum + writes, 0),
        computeUnits: tests.reduce((sum, { computeUnits }) => sum + computeUnits, 0),
        allowance,
        diagnostics,
        errors,
        exit,
      }
      write(`${jsonText(content, 2)}\n`)
      return exit
    }
    const c = pc.createColors(colors)
    const lines = tests.length === 0 ? [] : formatPlan(tests, project.allowance, c)
    for (const line of [...formatProblems(project, c), ...lines]) write(`${line}\n`)
    return exit
  } finally {
    await client.close()
  }
}

function exitOf(
  project: PlannedProject,
  tests: readonly TestView[],
  config: Config,
  signal: AbortSignal,
): Exit {
  const refusal = refusalOf({ ...project, ...interruptedBy(signal) })
  const failure = project.errors.length > 0 && {
    code: exitCodes.errored,
    reason: 'requests to Loadero failed; retry later',
  }
  const problem = refusal ?? (failure || (tests.length === 0 && noTestsExit(config)))
  if (problem) {
    // With `--detailed-exitcode`, 2 means changes, so that every error has to be 1. Signals keep their codes.
    const isError = problem.code !== exitCodes.passed && problem.code < exitCodes.hangup
    return config.detailedExitcode && isError ? { ...problem, code: detailedExitCodes.error } : problem
  }
  const changes = tests.filter(({ action }) => action !== 'keep').length
  if (changes === 0) return { code: exitCodes.passed, reason: 'no changes: Loadero matches the specs' }
  return {
    code: config.detailedExitcode ? detailedExitCodes.changed : exitCodes.passed,
    reason: `${plural(changes, 'test')} to push`,
  }
}
