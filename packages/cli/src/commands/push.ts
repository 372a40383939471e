import {
  type Exit,
  exitCodes,
  plainLine,
  planProject,
  pushProject,
  refusalOf,
  describePlan,
} from '@loadero-test/runner'
import { plural } from '@loadero-test/core/internal'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { targetOf } from '../session/session-target.js'
import { toFindOptions } from '../session/find-options.js'
import { formatPlan } from '../terminal/format-plan.js'
import { createRemoteClient } from '../target/remote-client.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'
import { noTestsExit } from '../terminal/no-tests-exit.js'
import { formatProblems } from '../terminal/format-problems.js'

export type PushContext = Pick<
  CommandContext,
  'env' | 'write' | 'colors' | 'signal' | 'version' | 'specModule'
>

/** Applies the specs to the project and launches nothing. */
export async function pushCommand(config: Config, context: PushContext): Promise<Exit> {
  const { env, write, colors, signal, version, specModule } = context
  const c = pc.createColors(colors)
  const client = createRemoteClient(config, env)
  const print = (line: string) => write(`${line}\n`)
  print(`loadero-test ${version}  ${client.description}`)
  try {
    const options = {
      find: toFindOptions(config, specModule),
      plan: {
        ...config.session,
        version,
        launch: false,
        sessions: { outputDir: config.outputDir, target: targetOf(config) },
      },
    }
    const project = await planProject(options, { connect: client.connect, signal })
    for (const line of formatProblems(project, c)) print(line)
    const refusal = refusalOf({ ...project, ...interruptedBy(signal) })
    if (refusal) return refusal
    if (project.errors.length > 0)
      return { code: exitCodes.errored, reason: 'requests to Loadero failed; nothing was changed' }
    if (project.tests.length === 0) {
      return noTestsExit(config)
    }
    for (const line of formatPlan(project.tests.map(describePlan), project.allowance, c)) print(line)
    const errors = await pushProject(
      project,
      ({ test }, outcome) =>
        print(
          typeof outcome === 'number'
            ? `${c.green('✓')} ${plainLine(test.id)}  ${c.dim(`test ${outcome}`)}`
            : `${c.red('!')} ${plainLine(test.id)}  ${plainLine(outcome.message)}`,
        ),
      signal,
      (message) => print(`  ${plainLine(message)}`),
    )
    const refused = errors.filter(({ kind }) => kind === 'plan')
    for (const line of formatProblems({ diagnostics: [], errors: refused }, c)) print(line)
    return (
      refusalOf({ diagnostics: [], errors, ...interruptedBy(signal) }) ??
      (errors.length > 0
        ? {
            code: exitCodes.errored,
            reason: `${plural(errors.length, 'test')} could not be pushed; push again`,
          }
        : { code: exitCodes.passed, reason: 'Loadero matches the specs' })
    )
  } finally {
    await client.close()
  }
}
