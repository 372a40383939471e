import type { CallableSpecs } from '../collect/find-tests.js'
import { withTrends } from '../journal/trends.js'
import { InterruptedError } from '../model/errors.js'
import { exitOf } from '../model/exit-code.js'
import { byLocation, skippedResult } from '../model/not-run.js'
import type { Summary } from '../model/session.js'
import { compareSides } from '../verdict/compare/compare-sides.js'
import { sideOfSummary } from '../verdict/compare/compared-side.js'
import { applyLateErrors } from './late-errors.js'
import type { runTests } from './run-tests.js'
import type { RunningSession } from './session-options.js'

/** The results of a session, or what it launched and left. */
export type SessionOutcome = Awaited<ReturnType<typeof runTests>>

/**
 * The outcome with the errors of callbacks and specs that came after their cause had ended, and for reports with what its
 * checks measured in earlier sessions.
 */
function completeOutcome(
  outcome: SessionOutcome,
  specs: CallableSpecs,
  { options, recorder, errors }: RunningSession,
): SessionOutcome {
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
export function createSessionReport(specs: CallableSpecs, session: RunningSession) {
  const { options, context, emitter, recorder, errors, startedMs, currentResults } = session
  const { resumeFrom } = options
  const { signal, clock } = context
  const skipped = resumeFrom?.opening.skipped ?? specs.skipped
  const summarize = (outcome: SessionOutcome, reporterErrors: readonly string[]): Summary => {
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
    end: async (outcome: SessionOutcome): Promise<Summary> => {
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
