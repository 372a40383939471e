import {
  type Exit,
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
import { toPlanOptions } from '../session/plan-options.js'
import { createRemoteClient } from '../target/remote-client.js'
import { formatProblems } from '../terminal/format-problems.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'

/** Prints what a push would change at Loadero, and what a run would cost; changes nothing. */
export async function planCommand(config: Config, context: CommandContext): Promise<Exit> {
  const { env, write, colors, signal, version, specModule } = context
  const client = createRemoteClient(config, env)
  const json = config.format === 'json'
  if (!json) write(`loadero-test ${version}  ${client.description}\n`)
  try {
    const options = { find: toFindOptions(config, specModule), plan: toPlanOptions(config, version) }
    const project = await planProject(options, { connect: client.connect, signal })
    const tests = project.tests.map(describePlan)
    const exit = exitOf(project, tests, config, signal)
    if (json) {
      write(`${JSON.stringify(toJson(project, tests, client.description, exit), undefined, 2)}\n`)
      return exit
    }
    const c = pc.createColors(colors)
    const lines = tests.length === 0 ? [] : formatPlan(tests, project.allowance, c)
    for (const line of [...formatProblems(project, c), ...lines]) write(`${line}\n`)
    write(`Exit ${exit.code}: ${exit.reason}\n`)
    return exit
  } finally {
    await client.close()
  }
}

function exitOf(
  project: PlannedProject,
  tests: readonly TestView[],
  { detailedExitcode, passWithNoTests }: Config,
  signal: AbortSignal,
): Exit {
  const refusal = refusalOf({ ...project, ...interruptedBy(signal) })
  if (refusal) return refusal
  if (project.errors.length > 0) return { code: 75, reason: 'requests to Loadero failed; retry later' }
  if (tests.length === 0)
    return passWithNoTests
      ? { code: 0, reason: 'no test is selected, which --pass-with-no-tests allows' }
      : { code: 3, reason: 'no test was found' }
  const changes = tests.filter(({ action }) => action !== 'keep').length
  if (changes === 0) return { code: 0, reason: 'no changes: Loadero matches the specs' }
  return {
    code: detailedExitcode ? 2 : 0,
    reason: `${plural(changes, 'test')} to push`,
  }
}

function toJson(
  { allowance, diagnostics, errors }: PlannedProject,
  tests: readonly TestView[],
  target: string,
  exit: Exit,
) {
  return {
    version: 1,
    target,
    tests,
    writes: tests.reduce((sum, { writes }) => sum + writes, 0),
    computeUnits: tests.reduce((sum, { computeUnits }) => sum + computeUnits, 0),
    allowance,
    diagnostics,
    errors,
    exit,
  }
}
