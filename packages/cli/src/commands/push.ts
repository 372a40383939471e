import { type Exit, plainLine, planProject, pushProject, refusalOf, viewOf } from '@loadero-test/runner'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { formatPlan } from '../terminal/format-plan.js'
import { planOptions } from '../session/plan-options.js'
import { remoteClient } from '../target/remote-client.js'
import { interruptedBy, type CommandContext } from '../terminal/command-context.js'
import { formatProblems } from '../terminal/format-problems.js'

/** Makes the project what the specs say, and launches nothing. */
export async function pushCommand(config: Config, surroundings: CommandContext): Promise<Exit> {
  const { env, write, colors, signal, version, specModule } = surroundings
  const c = pc.createColors(colors)
  const client = remoteClient(config, env)
  const print = (line: string) => write(`${line}\n`)
  const end = (exit: Exit): Exit => {
    print(`Exit ${exit.code}: ${exit.reason}`)
    return exit
  }
  print(`loadero-test ${version}  ${client.words}`)
  try {
    const options = {
      find: findOptions(config, specModule),
      plan: { ...planOptions(config, version), launch: false },
    }
    const project = await planProject(options, { connect: client.connect, signal })
    for (const line of formatProblems(project, c)) print(line)
    const refusal = refusalOf({ ...project, ...interruptedBy(signal) })
    if (refusal) return end(refusal)
    if (project.errors.length > 0)
      return end({ code: 75, reason: 'Loadero gave no answer to go by: nothing was changed' })
    if (project.tests.length === 0) {
      return end(
        config.passWithNoTests
          ? { code: 0, reason: 'no tests, which was allowed' }
          : { code: 3, reason: 'no test was found' },
      )
    }
    for (const line of formatPlan(project.tests.map(viewOf), project.allowance, c)) print(line)
    const errors = await pushProject(
      project,
      ({ test }, outcome) =>
        print(
          typeof outcome === 'number'
            ? `${c.green('✓')} ${plainLine(test.id)}  ${c.dim(`test ${outcome}`)}`
            : `${c.red('!')} ${plainLine(test.id)}  ${plainLine(outcome.message)}`,
        ),
      signal,
    )
    return end(
      refusalOf({ diagnostics: [], errors, ...interruptedBy(signal) }) ??
        (errors.length > 0
          ? { code: 75, reason: `${errors.length} of the tests could not be pushed: push again to finish them` }
          : { code: 0, reason: 'Loadero is as the specs say' }),
    )
  } finally {
    await client.close()
  }
}
