import { InterruptedError, UserError } from '../model/errors.js'
import { exitOf } from '../verdict/exit-code.js'
import { journalVersion } from '../journal/events.js'
import { fingerprintTest } from '../journal/fingerprint.js'
import { seenDurations } from '../journal/history.js'
import { claimSession } from '../journal/owner.js'
import { createRecorder } from '../journal/recorder.js'
import { journalFile } from '../journal/sessions.js'
import { byPlace, skippedResult } from '../journal/summary.js'
import { openJournal } from '../journal/write.js'
import type { Diagnostic } from '../model/diagnostic.js'
import type { SessionError, Summary } from '../model/session.js'
import { resumeTasks, type Task } from './resume.js'
import { runTests } from './run-tests.js'
import { createEmitter } from '../report/emitter.js'
import type { RunningSession, SessionContext, SessionOptions } from './session-options.js'
import { findTests } from '../collect/find-tests.js'

/**
 * The whole path of a test: discover, collect, plan, apply, launch, wait, judge, report.
 * @throws UserError when a session cannot be taken up again: somebody else has it, or its specs have changed
 */
export async function runSession(options: SessionOptions, context: SessionContext): Promise<Summary> {
  const found = await findTests(options.find)
  const tasks = tasksOf(found, options)
  const { session, close } = open(options, context, found)
  try {
    note(found, session)
    session.emitter.emit('onBegin', found.tests, found.diagnostics)
    const outcome = found.diagnostics.some(isError) ? [] : await runTests(tasks, session)
    return await conclude(outcome, found, session)
  } finally {
    close()
  }
}

type Found = Awaited<ReturnType<typeof findTests>>

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}

function tasksOf({ tests, diagnostics }: Found, { past }: SessionOptions): readonly Task[] {
  if (!past) return tests.map((test) => ({ test }))
  const broken = diagnostics.find(isError)
  if (broken) {
    const { message, location } = broken
    throw new UserError(
      'specs',
      `${location.file}:${location.line}: ${message}`,
      'The session waits until that is mended.',
    )
  }
  return resumeTasks(past, tests)
}

/** Opens what a session writes, which nobody else may write meanwhile. */
function open(options: SessionOptions, context: SessionContext, { declared }: Found) {
  const { sessionId, outputDir, past, target } = options
  const errors: SessionError[] = []
  const file = journalFile(outputDir, sessionId)
  const release = target && claimSession(file, sessionId)
  const durations = target ? seenDurations(outputDir) : new Map<string, number>()
  const journal = target && openJournal(file)
  const recorder = createRecorder(journal, {
    clock: context.clock,
    mask: context.mask?.redact ?? ((value) => value),
    onFailure: (error) => {
      const message = `the journal ${file} cannot be written: ${String(error)}`
      if (!errors.some((known) => known.message === message)) errors.push({ kind: 'reporter', message })
    },
  })
  const session: RunningSession = {
    options,
    context,
    emitter: createEmitter(context.reporters),
    recorder,
    declared,
    errors,
    startedMs: past?.opening.atMs ?? context.clock.now(),
    durations,
  }
  const close = () => {
    journal?.close()
    release?.()
  }
  return { session, close }
}

function note({ tests, skipped, diagnostics }: Found, { options, recorder }: RunningSession): void {
  const { past, target, plan, environment: facts, find, sessionId: id } = options
  if (past) return recorder.attached(plan.version)
  if (!target) return
  const {
    concurrency,
    maxParticipants,
    maxConcurrentComputeUnits,
    retries,
    bail,
    timeoutMs,
    passWithNoTests,
  } = options
  const { version: tool, ...planned } = plan
  recorder.begun({
    version: journalVersion,
    id,
    tool,
    target,
    settings: {
      concurrency,
      maxParticipants,
      maxConcurrentComputeUnits,
      retries,
      bail,
      timeoutMs,
      passWithNoTests,
      plan: planned,
      shard: find.shard,
    },
    tests: tests.map(fingerprintTest),
    skipped: skipped.map(({ id: name, title, location, tags, reason }) => ({
      id: name,
      title,
      location,
      tags,
      reason,
    })),
    diagnostics,
    facts,
  })
}

async function conclude(
  outcome: Awaited<ReturnType<typeof runTests>>,
  found: Found,
  { options, context, emitter, recorder, errors, startedMs }: RunningSession,
): Promise<Summary> {
  const { past } = options
  const { signal, clock } = context
  const results = 'results' in outcome ? outcome.results : outcome
  const skipped = past?.opening.skipped ?? found.skipped
  const summarise = (reporterErrors: readonly string[]): Summary => {
    const summary: Omit<Summary, 'exit'> = {
      sessionId: options.sessionId,
      startedMs,
      durationMs: clock.now() - startedMs,
      tests: [...results, ...skipped.map(skippedResult)].toSorted(byPlace),
      diagnostics: past?.opening.diagnostics ?? found.diagnostics,
      errors: [...errors, ...reporterErrors.map((message) => ({ kind: 'reporter' as const, message }))],
      simulated: options.simulated,
      environment: options.environment,
      ...('launched' in outcome && { detached: outcome }),
      ...(signal.reason instanceof InterruptedError && { interruptedBy: signal.reason.by }),
    }
    return { ...summary, exit: exitOf(summary, options) }
  }
  emitter.emit('onEnd', summarise(await emitter.settled()))
  // A reporter may fail at the very end, too.
  const summary = summarise(await emitter.settled())
  if (!summary.detached) recorder.closed(summary)
  return summary
}
