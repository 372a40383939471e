import { plural } from '@loadero-test/core/internal'
import type { Check, ParticipantOutcome, TestResult } from '../../model/result.js'
import { formatMs } from '../../model/duration.js'
import { reasonLines } from '../format.js'
import { readGate } from '../reading/gate-reading.js'
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

/** Dashboards do not accept larger reports. Participants that did not pass have priority; the order stays. */
const maxParticipants = 1_000

/** The parts of a test for each granularity. */
export const partsOf: Readonly<Record<'test' | 'check' | 'participant', (result: TestResult) => JunitParts>> =
  {
    test: () => ({ parts: [], notes: [] }),
    check: (result) => ({ parts: result.checks.map((check) => checkPart(check, result)), notes: [] }),
    participant: (result) => {
      const { participants } = result
      const bad = participants.filter(({ status }) => status !== 'passed').slice(0, maxParticipants)
      const good = participants
        .filter(({ status }) => status === 'passed')
        .slice(0, maxParticipants - bad.length)
      const selected = new Set([...bad, ...good])
      const shown = participants.filter((participant) => selected.has(participant))
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
  // Several checks may be about one metric. The threshold distinguishes them.
  const reasons = result.reasons.filter(
    ({ kind: reasonKind, message, expected }) =>
      (reasonKind === kind || (kind === 'script' && reasonKind === 'timeout')) &&
      (expected === undefined
        ? kind === 'script' || kind === 'verify'
        : kind === 'expectation'
          ? title === `${message} ${expected}`
          : title === `${gate?.path} ${expected}` || title.startsWith(`${gate?.path} ${expected} when `)),
  )
  const body = reasons.flatMap((reason) => reasonLines(reason, result)).join('\n')
  const [first] = reasons
  const isGate = kind === 'assert' || kind === 'expectation'
  const message = isGate
    ? readGate(check, result.participants).sentence
    : [first?.message ?? title, ...details].join(', ')
  return {
    name,
    seconds: 0,
    ...outcomeOf(check.outcome, { type: kind, message, body }, result),
    details,
    files: reasons.flatMap(({ evidence }) => evidence),
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
    // Many dashboards add up the times of cases, and participants run at the same time.
    seconds: 0,
    ...outcomeOf(checkOutcomes[status], { type: status, message: first, body: others.join('\n') }, result),
    details: [
      ...Object.entries(traits).map(([trait, value]) => `${trait} ${value}`),
      ...(startedMs === undefined || endedMs === undefined
        ? []
        : [`duration ${formatMs(Math.max(0, endedMs - startedMs))}`]),
    ],
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
