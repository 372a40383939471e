import { plural } from '@loadero-test/core/internal'
import type { Check, ParticipantOutcome, TestResult } from '../../model/result.js'
import { reasonLines } from '../format.js'
import { withUnit } from '../../model/metric-unit.js'
import type { JunitCase, JunitProblem } from './document.js'

/** A case for one check or one participant of a test. */
export interface JunitPart extends Pick<JunitCase, 'outcome' | 'seconds'> {
  /** Unique within the test. */
  readonly name: string
  readonly details: readonly string[]
  readonly files: readonly string[]
}

interface JunitParts {
  readonly parts: readonly JunitPart[]
  /** What is left out, one line each. */
  readonly notes: readonly string[]
}

/** Dashboards do not accept larger reports. */
const maxParticipants = 1_000

/** The parts of a test for each granularity. */
export const partsOf: Readonly<Record<'test' | 'check' | 'participant', (result: TestResult) => JunitParts>> =
  {
    test: () => ({ parts: [], notes: [] }),
    check: (result) => ({ parts: result.checks.map((check) => checkPart(check, result)), notes: [] }),
    participant: (result) => {
      const shown = selectParticipants(result.participants)
      return {
        parts: shown.map((participant) => participantPart(participant, result)),
        notes: leftOut(result.participants, shown),
      }
    },
  }

function checkPart(check: Check, result: TestResult): JunitPart {
  const { kind, name, title = name, gate, actual, participants } = check
  const details = [
    ...(actual === undefined ? [] : [`actual ${withUnit(actual, gate?.path)}`]),
    ...(participants.total === 0
      ? []
      : [`passed for ${participants.passed} of ${plural(participants.total, 'participant')}`]),
  ]
  const reasons = result.reasons.filter(
    (reason) => reason.kind === kind && (gate === undefined || reason.message.includes(gate.path)),
  )
  const body = reasons.flatMap((reason) => reasonLines(reason, result.participantCounts.total)).join('\n')
  const message = [`${kind}: ${title}`, ...details].join(', ')
  return {
    name,
    seconds: 0,
    ...outcomeOf(check.outcome, { type: kind, message, body }, result),
    details,
    files: [],
  }
}

const checkOutcomes = {
  passed: 'passed',
  unknown: 'errored',
  failed: 'failed',
  timeout: 'failed',
} as const satisfies Record<ParticipantOutcome['status'], Check['outcome']>

function participantPart(participant: ParticipantOutcome, result: TestResult): JunitPart {
  const { label, status, startedMs, endedMs, reasons, traits, files } = participant
  const [first = status, ...others] = reasons
  return {
    name: label,
    seconds: startedMs === undefined || endedMs === undefined ? 0 : (endedMs - startedMs) / 1_000,
    ...outcomeOf(checkOutcomes[status], { type: status, message: first, body: others.join('\n') }, result),
    details: Object.entries(traits).map(([trait, value]) => `${trait} ${value}`),
    files,
  }
}

/**
 * Dashboards and the exit code always agree: no part of a passed test fails, and no part of an errored test is a
 * failure.
 */
function outcomeOf(
  outcome: Check['outcome'],
  problem: JunitProblem,
  { verdict }: TestResult,
): Pick<JunitCase, 'outcome'> {
  if (outcome === 'passed' || outcome === 'warned') return {}
  if (outcome === 'skipped') return { outcome: { ...problem, kind: 'skipped' } }
  if (verdict === 'passed') {
    return { outcome: { ...problem, kind: 'skipped', message: `tolerated by the test: ${problem.message}` } }
  }
  return { outcome: { ...problem, kind: outcome === 'failed' && verdict === 'failed' ? 'failure' : 'error' } }
}

/** The participants with a case: those that did not pass have priority. The order stays. */
function selectParticipants(participants: readonly ParticipantOutcome[]): readonly ParticipantOutcome[] {
  const bad = participants.filter(({ status }) => status !== 'passed').slice(0, maxParticipants)
  const good = participants.filter(({ status }) => status === 'passed').slice(0, maxParticipants - bad.length)
  const selected = new Set([...bad, ...good])
  return participants.filter((participant) => selected.has(participant))
}

function leftOut(
  participants: readonly ParticipantOutcome[],
  shown: readonly ParticipantOutcome[],
): readonly string[] {
  const missing = participants.length - shown.length
  if (missing === 0) return []
  const passed = (some: readonly ParticipantOutcome[]) =>
    some.filter(({ status }) => status === 'passed').length
  const good = passed(participants) - passed(shown)
  return [
    `${shown.length} of ${plural(participants.length, 'participant')} have a case of their own; left out: ${good} that passed, ${missing - good} that did not`,
  ]
}
