import { errorMessage, plural } from '@loadero-test/core/internal'
import { InterruptedError, UserError } from '@loadero-test/runner/errors'
import {
  type CapacityResult,
  type Exit,
  exitCodes,
  findCapacity,
  findTests,
  type FindOptions,
  type JournaledCapacity,
  maxLocalParticipants,
  participantCount,
  plainLine,
  planCapacity,
  planProject,
  pushProject,
  refusalOf,
  resumeCapacity,
  type SizeScope,
  type SpecTest,
  type Summary,
  type TestSize,
} from '@loadero-test/runner'
import pc from 'picocolors'
import type { Config } from '../config/config.js'
import { createSessionRedactor } from '../reporters/reporters.js'
import type { CommandContext } from '../terminal/command-context.js'
import { capacityJson, formatCapacity, planLines, stepLine } from '../terminal/format-capacity.js'
import { targetOf } from './session-target.js'
import { createSessions, newSessionId, type Sessions } from './sessions.js'

interface Search {
  readonly config: Config
  readonly context: CommandContext
  readonly find: FindOptions
}

/** Runs the test in one size after the other, prints what it finds, and makes the remote test match its spec again. */
export async function searchCapacity(
  test: SpecTest,
  scope: SizeScope,
  journaled: JournaledCapacity | undefined,
  { config, context, find }: Search,
): Promise<Exit> {
  const { text } = createSessionRedactor(context.env)
  const isJson = config.format === 'json'
  const print = (line: string) => (isJson ? undefined : context.write(`${text(line)}\n`))
  const sessions = await createSessions(
    { ...config, reporter: [], detach: false },
    { ...context, ...(isJson && { write: () => undefined }) },
  )
  const sizeAt = (level: number): TestSize => ({ ...scope, test: test.id, level })
  const findAt = (level: number) => findTests({ ...find, size: sizeAt(level), signal: context.signal })
  try {
    await sessions.connect()
    const testAt = async (level: number) => (await findAt(level)).tests.find(({ id }) => id === test.id)
    const { steps: earlier, unfinished } = journaled
      ? await resumeCapacity(journaled, testAt)
      : { steps: [], unfinished: undefined }
    const limits = await limitsOf(test, journaled, { config, sessions, testAt })
    const plan = planCapacity(test, scope, limits, earlier)
    const c = pc.createColors(context.colors)
    for (const line of planLines(plan, earlier, c)) print(line)
    const search = journaled?.run.search ?? newSessionId()
    const ended: Summary[] = []
    let hasRun = earlier.length > 0
    const restoreTest = async () => (hasRun ? restore(find, sessions, { config, context }) : undefined)
    const result = await findCapacity(plan, scope, earlier, {
      refusalAt: async (level) => {
        const { diagnostics } = await findAt(level)
        return diagnostics.find(({ severity }) => severity === 'error')?.message
      },
      runAt: async (level) => {
        const isLeft = ended.length === 0 && unfinished?.opening.settings.capacity?.level === level
        const { start, max } = plan.range
        const capacity = { ...scope, search, level, start, max }
        const summary = await sessions.run({
          find: { ...find, size: sizeAt(level), ids: new Set([test.id]) },
          signal: context.signal,
          resumed: isLeft ? unfinished : undefined,
          settings: { capacity, concurrency: 1, maxParticipants: undefined },
        })
        ended.push(summary)
        return summary.tests.find((one) => one.test.id === test.id)
      },
      onRun: ({ participants }) => {
        hasRun = true
        print(`  ${participants} participants …`)
      },
      onStep: (step) => print(stepLine(step, c)),
    }).catch(async (error: unknown) => {
      const restoreError = await restoreTest()
      if (restoreError !== undefined) context.write(text(`${notRestored(restoreError)}\n`))
      throw error
    })
    const restoreError = await restoreTest()
    const lines = isJson ? [capacityJson(result, search)] : formatCapacity(result, c)
    context.writeData(text(`${lines.join('\n')}\n`))
    return exitOfSearch(result, ended.at(-1), restoreError, context)
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'limit') throw error
    return { code: exitCodes.overLimit, reason: plainLine(error.message) }
  } finally {
    await sessions.close()
  }
}

/**
 * What the search must not exceed. A resumed one keeps its limits.
 * @throws UserError when nothing limits it
 */
async function limitsOf(
  test: SpecTest,
  journaled: JournaledCapacity | undefined,
  {
    config,
    sessions,
    testAt,
  }: { config: Config; sessions: Sessions; testAt: (level: number) => Promise<SpecTest | undefined> },
) {
  const capacity = sessions.localCapacity()
  const maxLocal = capacity ? maxLocalParticipants(test, capacity) : Infinity
  const largest = journaled && (await testAt(journaled.run.max))
  const settings = journaled?.sessions.at(-1)?.opening.settings ?? config.session
  const limits = {
    maxParticipants: largest ? participantCount(largest) : (config.session.maxParticipants ?? Infinity),
    maxLocalParticipants: maxLocal,
    maxComputeUnits: settings.maxComputeUnits ?? Infinity,
  }
  if (Math.min(...Object.values(limits)) < Infinity) return limits
  throw new UserError(
    'usage',
    '"capacity" needs a limit: no option says how many participants it may try',
    'Add --max-participants <n>, or --max-cu <n> for all runs together.',
  )
}

/** Makes the remote test match its spec again, also after an interrupt. Returns why it could not. */
async function restore(
  find: FindOptions,
  sessions: Sessions,
  { config, context }: Omit<Search, 'find'>,
): Promise<string | undefined> {
  // The server of other runs ends with the search.
  if (config.target.kind !== 'service') return undefined
  const signal = AbortSignal.any([
    AbortSignal.timeout(restoreTimeoutMs),
    ...(context.hurry ? [context.hurry] : []),
  ])
  const plan = {
    ...config.session,
    version: context.version,
    launch: false,
    sessions: { outputDir: config.outputDir, target: targetOf(config) },
  }
  try {
    const project = await planProject({ find, plan }, { connect: sessions.connect, signal })
    const errors = [...project.errors, ...(await pushProject(project, () => undefined, signal))]
    return errors[0]?.message
  } catch (error) {
    return errorMessage(error)
  }
}

const restoreTimeoutMs = 60_000

/** A search whose last run says nothing about the app ends as that run does. */
function exitOfSearch(
  { held, broke, limitedBy, test }: CapacityResult,
  ended: Summary | undefined,
  restoreError: string | undefined,
  { signal }: Pick<CommandContext, 'signal'>,
): Exit {
  const interrupted =
    signal.reason instanceof InterruptedError &&
    refusalOf({ interruptedBy: signal.reason.by, diagnostics: [], errors: [] })
  if (interrupted) return interrupted
  if (limitedBy === 'unclear') {
    const { code, reason } = ended?.exit ?? { code: exitCodes.errored, reason: 'the last run has no result' }
    return code === exitCodes.passed || code === exitCodes.failed
      ? { code: exitCodes.errored, reason }
      : { code, reason }
  }
  if (restoreError !== undefined) return { code: exitCodes.errored, reason: notRestored(restoreError) }
  const name = plainLine(test.id)
  if (held)
    return { code: exitCodes.passed, reason: `'${name}' holds ${plural(held.participants, 'participant')}` }
  return broke && limitedBy === 'app'
    ? {
        code: exitCodes.failed,
        reason: `'${name}' does not hold ${plural(broke.participants, 'participant')}`,
      }
    : { code: exitCodes.errored, reason: 'no size is known to hold' }
}

function notRestored(error: string): string {
  return `the remote test could not be restored; run \`loadero-test push\`: ${plainLine(error)}`
}
