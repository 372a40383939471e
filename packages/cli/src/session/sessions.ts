import { randomBytes } from 'node:crypto'
import {
  consoleForms,
  type FindOptions,
  type JournaledSession,
  runSession,
  type Summary,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { readCiEnvironment } from '../config/ci-environment.js'
import type { Config } from '../config/config.js'
import { createConnection } from '../target/connection.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import type { CommandContext } from '../terminal/command-context.js'
import { printReports } from './print-reports.js'

/** What one session runs. */
export interface SessionRequest {
  readonly find: FindOptions
  readonly signal: AbortSignal
  /** An earlier session to resume. */
  readonly resumed?: JournaledSession | undefined
  /** Refuse to begin when no test is selected. */
  readonly refuseEmpty?: boolean
}

/** Runs one or more sessions against one target. */
export interface Sessions {
  readonly run: (request: SessionRequest) => Promise<Summary>
  /** Writes to the console and redacts secrets. */
  readonly write: (text: string) => void
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
  const { description, clock, connect, localCapacity, close } = await createConnection(config, env, write)
  write(`loadero-test ${version}  ${description}\n`)
  const run = async ({ find, signal, resumed, refuseEmpty }: SessionRequest): Promise<Summary> => {
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
        settings: config.session,
        version,
        sessionId,
        resumeFrom: resumed,
        find,
        environment,
        refuseEmpty,
        detach: config.detach,
        // No file may contain the token.
        target:
          target.kind === 'service'
            ? { kind: 'service', projectId: target.projectId, apiBase: target.apiBase }
            : { kind: target.kind },
        pollIntervalMs: target.kind === 'local' ? localPollIntervalMs : config.pollIntervalMs,
        outputDir: config.outputDir,
        artifacts: config.artifacts,
        simulated: target.kind === 'simulated',
      },
      { connect, localCapacity, clock, reporters, signal, hurry: context.hurry, redactor },
    )
    if (summary.detached) write(`loadero-test attach ${sessionId}  resumes it\n`)
    printReports({ reporters, errors: summary.errors, startedMs }, { cwd, write })
    return summary
  }
  return { run, write, close }
}

/** Local runs take seconds, and polls of a local server cost nothing. */
const localPollIntervalMs = 250

/** Sorts by time and is unique across machines that start together: `20261122-162553-k79f`. */
function newSessionId(now = new Date()): string {
  const [date, time] = now.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/)
  const millisecond = now.getMilliseconds().toString(36).padStart(2, '0')
  return `${date}-${time}-${millisecond}${randomBytes(1).toString('hex')}`
}
