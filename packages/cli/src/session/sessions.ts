import { randomBytes } from 'node:crypto'
import {
  type ComparedSide,
  consoleForms,
  type FindOptions,
  type JournaledSession,
  runSession,
  type SessionSettings,
  type Summary,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { readCiEnvironment } from '../config/ci-environment.js'
import type { Config } from '../config/config.js'
import { type Connection, createConnection } from '../target/connection.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import type { CommandContext } from '../terminal/command-context.js'
import { printReports } from './print-reports.js'
import { targetOf } from './session-target.js'

/** What one session runs. */
export interface SessionRequest {
  readonly find: FindOptions
  readonly signal: AbortSignal
  /** An earlier session to resume. */
  readonly resumed?: JournaledSession | undefined
  /** Refuse to begin when no test is selected. */
  readonly refuseEmpty?: boolean
  /** What its reports compare it with. */
  readonly compareWith?: ComparedSide | undefined
  /** Settings of this session alone. */
  readonly settings?: Partial<SessionSettings>
}

/** Runs one or more sessions against one target. */
export interface Sessions {
  readonly run: (request: SessionRequest) => Promise<Summary>
  /** The first call starts the local Loadero. */
  readonly connect: Connection['connect']
  /** What the machine can run without overload, once connected; undefined at Loadero, and on a grid. */
  readonly localCapacity: Connection['localCapacity']
  /** Writes to the console and redacts secrets. */
  readonly write: (text: string) => void
  /** Whether a participant waits for Enter. */
  readonly isHolding: () => boolean
  readonly close: () => Promise<void>
}

/** A local Loadero starts with the first session and serves the others too. */
export async function createSessions(config: Config, context: CommandContext): Promise<Sessions> {
  const { env, cwd, version, onSession } = context
  const { target } = config
  if (config.detach && target.kind !== 'service')
    throw new UserError('usage', '--detach is not supported for local runs')
  const redactor = createSessionRedactor(env)
  const write = (text: string) => context.write(redactor.text(text))
  const { description, clock, connect, localCapacity, isHolding, close } = await createConnection(
    config,
    context,
    write,
  )
  write(`loadero-test ${version}  ${description}\n`)
  const run = async ({
    find,
    signal,
    resumed,
    refuseEmpty,
    settings,
    compareWith,
  }: SessionRequest): Promise<Summary> => {
    // A detached session has no results to report yet, so only progress is shown.
    const reporter = config.detach
      ? config.reporter.filter(({ name }) => consoleForms.includes(name))
      : config.reporter
    const reporters = await makeReporters({ ...config, reporter }, { ...context, clock, redactor })
    const sessionId = resumed?.opening.id ?? newSessionId()
    if (target.kind === 'service') onSession(sessionId)
    const environment = resumed?.opening.environment ?? readCiEnvironment(env)
    const startedMs = Date.now()
    const summary = await runSession(
      {
        settings: { ...config.session, ...settings },
        version,
        sessionId,
        resumeFrom: resumed,
        find,
        environment,
        refuseEmpty,
        detach: config.detach,
        target: targetOf(config),
        pollIntervalMs: target.kind === 'local' ? localPollIntervalMs : config.pollIntervalMs,
        outputDir: config.outputDir,
        artifacts: config.artifacts,
        simulated: target.kind === 'simulated',
        compareWith,
      },
      { connect, localCapacity, clock, reporters, signal, hurry: context.hurry, redactor },
    )
    if (summary.detached) write(`loadero-test attach ${sessionId}  resumes it\n`)
    printReports({ reporters, errors: summary.errors, startedMs }, { cwd, write })
    return summary
  }
  return { run, connect, localCapacity, write, isHolding, close }
}

/** Local runs take seconds, and polls of a local server cost nothing. */
const localPollIntervalMs = 250

/** Sorts by time and is unique across machines that start together: `20261122-162553-k79f`. */
export function newSessionId(now = new Date()): string {
  const [date, time] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const millisecond = now.getMilliseconds().toString(36).padStart(2, '0')
  return `${date}-${time}-${millisecond}${randomBytes(1).toString('hex')}`
}
