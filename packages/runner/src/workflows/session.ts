import { errorMessage } from '@loadero-test/core/internal'
import { type CallableSpecs, withTests } from '../collect/find-tests.js'
import { journalVersion } from '../journal/events.js'
import { fingerprintTest } from '../journal/fingerprint.js'
import { seenDurations } from '../journal/history.js'
import { claimSession } from '../journal/owner.js'
import { createRecorder } from '../journal/recorder.js'
import { journalFile } from '../journal/sessions.js'
import { withTrends } from '../journal/trends.js'
import { openJournal } from '../journal/write.js'
import { InterruptedError, NothingSelectedError, systemErrorOf } from '../model/errors.js'
import { exitOf } from '../model/exit-code.js'
import { byLocation, skippedResult } from '../model/not-run.js'
import type { SessionError, Summary } from '../model/session.js'
import { createEmitter } from '../report/emitter.js'
import { applyLateErrors } from './late-errors.js'
import { resumeTasks, type Task } from './resume.js'
import { runTests } from './run-tests.js'
import { compareSides } from '../verdict/compare/compare-sides.js'
import { sideOfSummary } from '../verdict/compare/compared-side.js'
import { asSessionError } from '../verdict/session-error.js'
import { createResultTracker } from './unfinished-results.js'
import type { RunningSession, SessionContext, SessionOptions } from './session-options.js'

type Outcome = Awaited<ReturnType<typeof runTests>>

/**
 * A session from spec files to the exit code. The path of one test is: discover, load and check (here), plan
 * (`runTests`), apply, launch, poll, read the results and judge (`runTest`), report and exit code (here).
 * @throws UserError when a session cannot be resumed: another process has it, or its specs have changed
 * @throws NothingSelectedError when no test is selected and `refuseEmpty` is set
 */
export async function runSession(options: SessionOptions, context: SessionContext): Promise<Summary> {
  return withTests({ ...options.find, signal: context.signal }, async (specs) => {
    const hasErrors = specs.diagnostics.some(({ severity }) => severity === 'error')
    if (options.refuseEmpty && !hasErrors && specs.tests.length + specs.skipped.length === 0)
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
        return await report.end(hasErrors ? [] : await untilHurried(runTests(tasks, session), session))
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
  outcome: Promise<Outcome>,
  { context: { hurry }, currentResults }: RunningSession,
): Promise<Outcome> {
  if (!hurry) return outcome
  const release = new AbortController()
  const hurried = new Promise<Outcome>((resolve) => {
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

/**
 * The outcome with the errors of callbacks and specs that came after their cause had ended, and for reports with what its
 * checks measured in earlier sessions.
 */
function completeOutcome(
  outcome: Outcome,
  specs: CallableSpecs,
  { options, recorder, errors }: RunningSession,
): Outcome {
  const judged = 'results' in outcome ? outcome.results : outcome
  const late = applyLateErrors(judged, specs.takeLateErrors(), {
    root: options.find.root,
    testOf: specs.testOf,
  })
  errors.push(...late.errors)
  for (const result of late.results) if (!judged.includes(result)) recorder.ended(result)
  if ('results' in outcome) return { ...outcome, results: late.results }
  const { outputDir, target, sessionId } = options
  return target ? withTrends(late.results, { outputDir, target, sessionId }) : late.results
}

/** Reports a session when it ends, and what is known of it when it is interrupted. */
function createSessionReport(specs: CallableSpecs, session: RunningSession) {
  const { options, context, emitter, recorder, errors, startedMs, currentResults } = session
  const { resumeFrom } = options
  const { signal, clock } = context
  const skipped = resumeFrom?.opening.skipped ?? specs.skipped
  const summarize = (outcome: Outcome, reporterErrors: readonly string[]): Summary => {
    const results = 'results' in outcome ? outcome.results : outcome
    const summary: Omit<Summary, 'exit'> = {
      sessionId: options.sessionId,
      startedMs,
      durationMs: clock.now() - startedMs,
      tests: [...results, ...skipped.map(skippedResult)].toSorted(byLocation),
      diagnostics: resumeFrom?.opening.diagnostics ?? specs.diagnostics,
      errors: [...errors, ...reporterErrors.map((message) => ({ kind: 'reporter' as const, message }))],
      simulated: options.simulated,
      environment: options.environment,
      ...('launched' in outcome && { detached: outcome }),
      ...(signal.reason instanceof InterruptedError && { interruptedBy: signal.reason.by }),
    }
    const elsewhere = specs.selection.length - specs.tests.length
    const { compareWith } = options
    const comparison = compareWith && compareSides(compareWith, sideOfSummary('this session', summary))
    return {
      ...summary,
      ...(comparison && { comparison }),
      exit: exitOf(summary, options.settings, elsewhere),
    }
  }
  return {
    /** @returns stops listening */
    onInterrupt: () => {
      const report = () => {
        if (signal.reason instanceof InterruptedError)
          emitter.emit('onInterrupt', summarize(currentResults('interrupted'), []))
      }
      signal.addEventListener('abort', report)
      return () => signal.removeEventListener('abort', report)
    },
    end: async (outcome: Outcome): Promise<Summary> => {
      if (!signal.aborted && !(await specs.waitForCode())) {
        const message =
          'code of a spec file is still running at the end of the session; what it asserts later does not count'
        emitter.emit('onNotice', { message, severity: 'warning' })
      }
      const whole = completeOutcome(outcome, specs, session)
      const known = await emitter.settled()
      emitter.emit('onEnd', summarize(whole, known))
      // A reporter may also fail in `onEnd`. The others have written their reports then, so it is only a notice.
      for (const message of await emitter.settled()) {
        if (!known.includes(message)) emitter.emit('onNotice', { message, severity: 'warning' })
      }
      const summary = summarize(whole, await emitter.settled())
      if (summary.detached) return summary
      const knownErrors = errors.length
      recorder.closed(summary)
      return errors.length === knownErrors ? summary : summarize(whole, await emitter.settled())
    },
  }
}
