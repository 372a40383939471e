import { errorMessage } from '@loadero-test/core/internal'
import { type CallableSpecs, withTests } from '../collect/find-tests.js'
import { journalVersion } from '../journal/events.js'
import { fingerprintTest } from '../journal/fingerprint.js'
import { seenDurations } from '../journal/history.js'
import { claimSession } from '../journal/owner.js'
import { createRecorder } from '../journal/recorder.js'
import { journalFile } from '../journal/sessions.js'
import { openJournal } from '../journal/write.js'
import { hasErrors } from '../model/diagnostic.js'
import { NothingSelectedError, systemErrorOf } from '../model/errors.js'
import type { SessionError, Summary } from '../model/session.js'
import { createEmitter } from '../report/emitter.js'
import { createErroredResults } from './errored-results.js'
import { resumeTasks, type Task } from './resume.js'
import { runTests } from './run-tests.js'
import { asSessionError } from '../verdict/session-error.js'
import { createSessionReport, type SessionOutcome } from './session-report.js'
import { createResultTracker } from './unfinished-results.js'
import type { RunningSession, SessionContext, SessionOptions } from './session-options.js'

/**
 * A session from spec files to the exit code. The path of one test is: discover, load and check (here), plan
 * (`runTests`), apply, launch, poll, read the results and judge (`runTest`), report and exit code (here).
 * @throws UserError when a session cannot be resumed: another process has it, or its specs have changed
 * @throws NothingSelectedError when no test is selected and `refuseEmpty` is set
 */
export async function runSession(options: SessionOptions, context: SessionContext): Promise<Summary> {
  return withTests({ ...options.find, signal: context.signal }, async (specs) => {
    const isRefused = hasErrors(specs.diagnostics)
    if (options.refuseEmpty && !isRefused && specs.tests.length + specs.skipped.length === 0)
      throw new NothingSelectedError(specs.declared.length)
    const tasks: readonly Task[] = options.resumeFrom
      ? resumeTasks(options.resumeFrom, specs)
      : specs.tests.map((test) => ({ test }))
    const { session, close } = openSession(options, context, specs)
    try {
      recordOpening(specs, session)
      session.emitter.emit('onBegin', specs.tests, specs.diagnostics)
      const report = createSessionReport(specs, session)
      const release = report.onInterrupt()
      try {
        return await report.end(isRefused ? [] : await untilHurried(runTests(tasks, session), session))
      } catch (error) {
        // The session cannot go on, but what is known is reported.
        session.errors.push(asSessionError(error))
        const summary = await report.end(session.currentResults('errored'))
        if (systemErrorOf(error)) return summary
        throw error
      } finally {
        release()
      }
    } finally {
      close()
    }
  })
}

/** Opens the files that a session writes, which no other process may write at the same time. */
function openSession(
  options: SessionOptions,
  context: SessionContext,
  { declared, tests, repository }: CallableSpecs,
) {
  const { sessionId, outputDir, resumeFrom, target } = options
  const errors: SessionError[] = []
  const file = journalFile(outputDir, sessionId)
  const release = target && claimSession(file, sessionId)
  const durations = target ? seenDurations(outputDir) : new Map<string, number>()
  const journal = target && openJournal(file)
  const recorder = createRecorder(journal, {
    clock: context.clock,
    redact: context.redactor?.redact ?? ((value) => value),
    onFailure: (error) => {
      const message = `the journal ${file} cannot be written: ${systemErrorOf(error)?.message ?? errorMessage(error)}`
      if (!errors.some((known) => known.message === message)) errors.push({ kind: 'reporter', message })
    },
  })
  const emitter = createEmitter(context.reporters)
  const tracker = createResultTracker(resumeFrom?.tests.map(({ test }) => test) ?? tests, emitter)
  const session: RunningSession = {
    options,
    context,
    emitter: { ...emitter, emit: tracker.emit },
    toErrored: createErroredResults({ errors, context, options }),
    endTest: (result) => {
      recorder.ended(result)
      tracker.emit('onTestEnd', result)
    },
    currentResults: tracker.current,
    recorder,
    declared,
    repository,
    errors,
    startedMs: resumeFrom?.opening.atMs ?? context.clock.now(),
    durations,
  }
  const close = () => {
    journal?.close()
    release?.()
  }
  return { session, close }
}

function recordOpening(
  { tests, selection, skipped, diagnostics }: CallableSpecs,
  { options, recorder }: RunningSession,
): void {
  const { resumeFrom, target, settings, version: tool, environment, sessionId: id } = options
  if (resumeFrom) return recorder.attached(tool)
  if (!target) return
  recorder.begun({
    version: journalVersion,
    id,
    tool,
    target,
    settings,
    tests: tests.map(fingerprintTest),
    ...(settings.shard && {
      selection: selection.map(fingerprintTest).map(({ id: name, specHash }) => ({ id: name, specHash })),
    }),
    skipped: skipped.map(({ id: name, title, location, tags, reason }) => ({
      id: name,
      title,
      location,
      tags,
      reason,
    })),
    diagnostics,
    environment,
  })
}

/** How long a session may still take when its process will soon be killed. */
const hurryMs = 1_500

/** The outcome of a session, or what is known of it shortly after it has to hurry. */
async function untilHurried(
  outcome: Promise<SessionOutcome>,
  { context: { hurry }, currentResults }: RunningSession,
): Promise<SessionOutcome> {
  if (!hurry) return outcome
  const release = new AbortController()
  const hurried = new Promise<SessionOutcome>((resolve) => {
    const start = () => {
      // Real time: the process is killed in real time.
      const timer = setTimeout(() => resolve(currentResults('interrupted')), hurryMs)
      release.signal.addEventListener('abort', () => clearTimeout(timer))
    }
    if (hurry.aborted) start()
    else hurry.addEventListener('abort', start, { signal: release.signal })
  })
  try {
    return await Promise.race([outcome, hurried])
  } finally {
    release.abort()
  }
}
