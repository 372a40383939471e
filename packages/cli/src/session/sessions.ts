import {
  consoleForms,
  type FindOptions,
  type JournaledSession,
  runSession,
  type SessionTarget,
  type Summary,
} from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { ciFacts } from '../config/ci-facts.js'
import type { Config } from '../config/config.js'
import { connection } from '../target/connection.js'
import { planOptions } from './plan-options.js'
import { makeReporters, createSessionRedactor } from '../reporters/reporters.js'
import { newSessionId } from './session-id.js'
import type { CommandContext } from '../terminal/command-context.js'
import { printReportPaths } from './print-report-paths.js'

/** What one session is about. */
export interface ParsedCommand {
  readonly find: FindOptions
  readonly signal: AbortSignal
  /** The session that is taken up again. */
  readonly past?: JournaledSession | undefined
}

/** Sessions in one place. */
export interface Sessions {
  readonly play: (asked: ParsedCommand) => Promise<Summary>
  /** To the console, without what is secret. */
  readonly write: (text: string) => void
  readonly close: () => Promise<void>
}

/** Opens the place of one or more sessions; a local one is started for the first and kept for the others. */
export function createSessions(config: Config, surroundings: CommandContext): Sessions {
  const { env, cwd, version, onSession } = surroundings
  if (config.detach && config.target.kind !== 'service')
    throw new UserError('usage', '--detach: a local session ends with its command')
  const mask = createSessionRedactor(env)
  const write = (text: string) => surroundings.write(mask.text(text))
  const { words, clock, connect, close } = connection(config, env, write)
  write(`loadero-test ${version}  ${words}\n`)
  const play = async ({ find, signal, past }: ParsedCommand): Promise<Summary> => {
    const told = config.detach ? toldWhenDetached(config) : config
    const reporters = await makeReporters(told, { ...surroundings, clock, mask })
    const sessionId = past?.opening.id ?? newSessionId()
    if (config.target.kind === 'service') onSession(sessionId)
    const facts = past?.opening.facts ?? ciFacts(env)
    const summary = await runSession(
      { ...settingsOf(config, version), sessionId, past, find, environment: facts },
      { connect, clock, reporters, signal, mask },
    )
    if (summary.detached) write(`loadero-test attach ${sessionId}  takes it up again\n`)
    printReportPaths(reporters, { cwd, write })
    return summary
  }
  return { play, write, close }
}

function settingsOf(config: Config, version: string) {
  return {
    plan: planOptions(config, version),
    detach: config.detach,
    concurrency: config.concurrency,
    maxParticipants: config.maxParticipants,
    maxComputeUnits: config.maxCuInFlight,
    retries: { errored: config.retries, failed: config.retryFailed },
    bail: config.bail,
    timeoutMs: config.timeout,
    target: targetOf(config),
    pollIntervalMs: pollIntervalMs(config),
    outputDir: config.outputDir,
    artifacts: config.artifacts,
    simulated: config.target.kind === 'simulated',
    passWithNoTests: config.passWithNoTests,
  }
}

/** Without the token, which no file may hold. */
function targetOf({ target }: Config): SessionTarget {
  return target.kind === 'service'
    ? { kind: 'service', projectId: target.projectId, apiBase: target.apiBase }
    : { kind: target.kind }
}

/** Runs on this machine are over in seconds, and looking at them costs nobody anything. */
const localPollIntervalMs = 250

function pollIntervalMs({ target, pollInterval }: Config): number {
  return target.kind === 'local' ? localPollIntervalMs : pollInterval * 1_000
}

/** Nothing is known yet, so there is nothing to report but to whoever watches. */
function toldWhenDetached(config: Config): Config {
  return {
    ...config,
    reporter: config.reporter.filter(({ name }) => consoleForms.includes(name)),
  }
}
