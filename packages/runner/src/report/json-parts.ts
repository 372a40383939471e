import { relative, sep } from 'node:path'
import { isFlaky } from '../flaky.js'
import type {
  Attempt,
  Check,
  Diagnostic,
  ParticipantOutcome,
  Reason,
  Summary,
  TestIdentity,
  TestResult,
  Verdict,
} from '../model.js'
import type { JsonAttempt, JsonDiagnostic, JsonEnd, JsonPlace, JsonTest } from './json-schema.js'
import { unitOf } from './metric-unit.js'

/** A test's place among the specs. It is a selection: what a test holds besides, its script above all, stays out of reports. */
export const placeOf = ({ id, location, tags }: TestIdentity): JsonPlace => ({
  name: id,
  file: location.file,
  line: location.line,
  tags: [...tags],
})

export const testOf = (result: TestResult, directory: string): JsonTest => {
  const { test, computeUnits, checks, outcomes, earlier } = result
  return {
    ...placeOf(test),
    flaky: isFlaky(result),
    ...attemptOf(result, directory),
    ...(computeUnits && { computeUnits }),
    checks: checks.map(checkOf),
    outcomes: outcomes.map((outcome) => outcomeOf(outcome, directory)),
    earlier: earlier.map((attempt) => attemptOf(attempt, directory)),
  }
}

export const attemptOf = (
  { verdict, durationMs, run, participants, reasons }: Attempt,
  directory: string,
): JsonAttempt => ({
  verdict,
  durationMs,
  ...(run && { run: runOf(run) }),
  participants,
  reasons: reasons.map((reason) => reasonOf(reason, directory)),
})

const runOf = ({
  id,
  test_id,
  status,
  execution_started,
  execution_finished,
}: NonNullable<Attempt['run']>) => ({
  id,
  ...(test_id !== undefined && { testId: test_id }),
  ...(status !== undefined && { status }),
  ...(execution_started !== undefined && { startedAt: execution_started }),
  ...(execution_finished !== undefined && { endedAt: execution_finished }),
})

const reasonOf = (
  { kind, message, expected, actual, participants, evidence }: Reason,
  directory: string,
): JsonAttempt['reasons'][number] => ({
  kind,
  message,
  ...(expected !== undefined && { expected }),
  ...(actual !== undefined && { actual }),
  participants: [...participants],
  evidence: pathsFrom(directory, evidence),
})

const checkOf = ({ kind, name, outcome, gate, actual, participants }: Check): JsonTest['checks'][number] => ({
  kind,
  name,
  outcome,
  ...(gate && { gate: { ...gate, unit: unitOf(gate.path) } }),
  ...(actual !== undefined && { actual }),
  participants,
})

const outcomeOf = (outcome: ParticipantOutcome, directory: string): JsonTest['outcomes'][number] => {
  const { label, traits, status, startedMs, endedMs, values, reasons, files } = outcome
  return {
    label,
    traits,
    status,
    ...(startedMs !== undefined && { startedMs }),
    ...(endedMs !== undefined && { endedMs }),
    values,
    reasons: [...reasons],
    files: pathsFrom(directory, files),
  }
}

const pathsFrom = (directory: string, files: readonly string[]): string[] =>
  files.map((file) => relative(directory, file).split(sep).join('/'))

export const diagnosticOf = ({ code, severity, message, location, hint }: Diagnostic): JsonDiagnostic => ({
  code,
  severity,
  message,
  ...location,
  ...(hint !== undefined && { hint }),
})

const verdicts = [
  'passed',
  'failed',
  'errored',
  'interrupted',
  'skipped',
] as const satisfies readonly Verdict[]

/** What a session comes down to. */
export const endOf = (summary: Summary): JsonEnd => {
  const { sessionId, startedMs, durationMs, simulated, exit, interruptedBy, facts, tests, errors } = summary
  const count = (verdict: Verdict) => tests.filter((result) => result.verdict === verdict).length
  return {
    sessionId,
    startedAt: new Date(startedMs).toISOString(),
    durationMs,
    simulated,
    exit,
    ...(interruptedBy && { interruptedBy }),
    facts,
    counts: {
      tests: Object.fromEntries(
        verdicts.map((verdict) => [verdict, count(verdict)]),
      ) as JsonEnd['counts']['tests'],
      flaky: tests.filter(isFlaky).length,
    },
    errors: errors.map(({ kind, message, hint }) => ({ kind, message, ...(hint !== undefined && { hint }) })),
  }
}
