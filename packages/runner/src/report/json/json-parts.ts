import { relativePath } from '@loadero-test/core/internal'
import { isFlaky, receiptText, verdicts } from '../../model/result.js'
import type { Diagnostic } from '../../model/diagnostic.js'
import type { TestAttempt, Check, ParticipantOutcome, TestResult, Verdict } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import type { TestIdentity } from '../../model/spec.js'
import type { JsonAttempt, JsonDiagnostic, JsonEnd, JsonPlace, JsonTest } from './json-schema.js'
import { startOf } from '../time-span.js'
import { unitOf } from '../../model/metric-unit.js'

/** The identity of a test. Other fields of a test, such as its script, must stay out of reports. */
export function jsonPlaceOf({ id, location, tags, properties }: TestIdentity): JsonPlace {
  return {
    name: id,
    file: location.file,
    line: location.line,
    tags: [...tags],
    ...(properties && { properties }),
  }
}

export function testOf(result: TestResult, directory: string): JsonTest {
  const { test, computeUnits, receipt, checks, participants, previousAttempts, warnings } = result
  return {
    ...jsonPlaceOf(test),
    flaky: isFlaky(result),
    ...attemptOf(result, directory),
    ...(computeUnits && { computeUnits }),
    ...(receipt && { receipt: { ...receipt, text: receiptText(receipt) } }),
    ...(warnings && { warnings: [...warnings] }),
    checks: checks.map(checkOf),
    participants: participants.map((outcome) => participantOf(outcome, directory)),
    previousAttempts: previousAttempts.map((attempt) => attemptOf(attempt, directory)),
  }
}

export function attemptOf(attempt: TestAttempt, directory: string): JsonAttempt {
  const { verdict, durationMs, run, participantCounts, reasons } = attempt
  const startedMs = startOf(attempt)
  return {
    verdict,
    ...(startedMs !== undefined && { startedAt: new Date(startedMs).toISOString() }),
    durationMs,
    ...(run && {
      run: {
        id: run.id,
        ...(run.test_id !== undefined && { testId: run.test_id }),
        ...(run.status !== undefined && { status: run.status }),
        ...(run.execution_started !== undefined && { startedAt: run.execution_started }),
        ...(run.execution_finished !== undefined && { endedAt: run.execution_finished }),
      },
    }),
    participantCounts,
    reasons: reasons.map(({ kind, message, details, expected, actual, participants, evidence }) => ({
      kind,
      message,
      ...(details && { details: [...details] }),
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
      participants: [...participants],
      evidence: evidence.map((file) => relativePath(directory, file)),
    })),
  }
}

function checkOf({
  kind,
  name,
  title,
  outcome,
  gate,
  measure,
  actual,
  history,
  participants,
}: Check): JsonTest['checks'][number] {
  return {
    kind,
    name,
    ...(title !== undefined && { title }),
    outcome,
    ...(measure
      ? {
          gate: {
            path: gate?.path ?? 'successRate',
            operator: measure.operator,
            limit: measure.limit,
            unit: measure.unit,
          },
        }
      : gate && { gate: { ...gate, unit: unitOf(gate.path) } }),
    ...(measure?.value !== undefined && { actual: measure.value }),
    ...(actual !== undefined && { actualText: actual }),
    ...(history && {
      history: {
        ...(history.value !== undefined && { value: history.value }),
        ...(history.baseline && {
          baseline: {
            value: history.baseline.value,
            source: history.baseline.source,
            runIds: [...history.baseline.runIds],
          },
        }),
        ...(history.missing !== undefined && { missing: history.missing }),
      },
    }),
    participantCounts: participants,
  }
}

function participantOf(outcome: ParticipantOutcome, directory: string): JsonTest['participants'][number] {
  const { label, traits, status, startedMs, endedMs, values, script, failure, reasons, files } = outcome
  return {
    label,
    traits,
    status,
    ...(startedMs !== undefined && { startedMs }),
    ...(endedMs !== undefined && { endedMs }),
    values,
    ...(script && { marks: [...script.marks], measurements: [...script.measurements] }),
    ...(failure && {
      failure: {
        ...failure,
        commands: [...failure.commands],
        pageErrors: [...failure.pageErrors],
        failedRequests: [...failure.failedRequests],
        mediaFailures: [...failure.mediaFailures],
      },
    }),
    reasons: [...reasons],
    files: files.map((file) => relativePath(directory, file)),
  }
}

export function diagnosticOf({ code, severity, message, location, hint }: Diagnostic): JsonDiagnostic {
  return {
    code,
    severity,
    message,
    ...location,
    ...(hint !== undefined && { hint }),
  }
}

/** Everything about a session except its tests and diagnostics. */
export function endOf(summary: Summary): JsonEnd {
  const { sessionId, startedMs, durationMs, simulated, exit, interruptedBy, environment, tests } = summary
  const count = (verdict: Verdict) => tests.filter((result) => result.verdict === verdict).length
  return {
    sessionId,
    startedAt: new Date(startedMs).toISOString(),
    durationMs,
    simulated,
    exit,
    ...(interruptedBy && { interruptedBy }),
    environment,
    counts: {
      tests: Object.fromEntries(
        verdicts.map((verdict) => [verdict, count(verdict)]),
      ) as JsonEnd['counts']['tests'],
      flaky: tests.filter(isFlaky).length,
    },
    errors: sessionErrors(summary).map(({ kind, message, hint }) => ({
      kind,
      message,
      ...(hint !== undefined && { hint }),
    })),
  }
}
