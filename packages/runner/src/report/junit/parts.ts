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

/** The parts of a test for a granularity. */
export function partsOf(granularity: 'test' | 'check' | 'participant', result: TestResult): JunitParts {
  const { participants, checks } = result
  if (granularity === 'test') return { parts: [], notes: [] }
  if (granularity === 'check') return { parts: checks.map((check) => checkPart(check, result)), notes: [] }
  const bad = participants.filter(({ status }) => status !== 'passed').slice(0, maxParticipants)
  const good = participants.filter(({ status }) => status === 'passed').slice(0, maxParticipants - bad.length)
  const selected = new Set([...bad, ...good])
  const others = participants.filter((participant) => !selected.has(participant))
  const passed = others.filter(({ status }) => status === 'passed').length
  const notes =
    others.length === 0
      ? []
      : [
          `${selected.size} of ${plural(participants.length, 'participant')} have a case of their own; left out: ${passed} that passed, ${others.length - passed} that did not`,
        ]
  const shown = participants.filter((participant) => selected.has(participant))
  const parts = shown.map(({ label, status, startedMs, endedMs, reasons, traits, files }): JunitPart => {
    const [message = status, ...rest] = reasons
    return {
      name: label,
      // Many dashboards add up the times of cases, and participants run at the same time.
      seconds: 0,
      ...outcomeOf(checkOutcomes[status], { type: status, message, body: rest.join('\n') }, result),
      details: [
        ...Object.entries(traits).map(([trait, value]) => `${trait} ${value}`),
        ...(startedMs === undefined || endedMs === undefined
          ? []
          : [`duration ${formatMs(Math.max(0, endedMs - startedMs))}`]),
      ],
      files,
    }
  })
  return { parts, notes }
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
