import type { Check, ParticipantOutcome, TestResult } from '../../model/result.js'
import { plural, reasonLines } from '../format.js'
import type { JunitCase } from './document.js'

/** A case that tells one part of what a test's own case sums up. */
export interface JunitPart extends Pick<JunitCase, 'outcome' | 'seconds'> {
  /** Unique in its test. */
  readonly name: string
  readonly facts: readonly string[]
  readonly files: readonly string[]
}

export interface Parts {
  readonly parts: readonly JunitPart[]
  /** What was left out, one line each. */
  readonly note: readonly string[]
}

/** More participants of one test make a report that no dashboard takes. */
const mostParticipants = 1_000

/** What there is of a test beside its own case, for each granularity. */
export const partsOf: Readonly<Record<'test' | 'check' | 'participant', (result: TestResult) => Parts>> = {
  test: () => ({ parts: [], note: [] }),
  check: (result) => ({ parts: result.checks.map((check) => checkPart(check, result)), note: [] }),
  participant: (result) => {
    const shown = choose(result.participants)
    return {
      parts: shown.map((outcome) => participantPart(outcome, result)),
      note: leftOut(result.participants, shown),
    }
  },
}

function checkPart(check: Check, result: TestResult): JunitPart {
  const { kind, name, title = name, gate, actual, participants } = check
  const numbers = [
    ...(actual === undefined ? [] : [`actual ${actual}`]),
    ...(participants.total === 0
      ? []
      : [`held for ${participants.passed} of ${plural(participants.total, 'participant')}`]),
  ]
  const about = result.reasons.filter(
    (reason) => reason.kind === kind && (gate === undefined || reason.message.includes(gate.path)),
  )
  const body = about.flatMap((reason) => reasonLines(reason, result.participantCounts.total)).join('\n')
  const message = [`${kind}: ${title}`, ...numbers].join(', ')
  return {
    name,
    seconds: 0,
    ...outcomeOf(check.outcome, { type: kind, message, body }, result),
    facts: numbers,
    files: [],
  }
}

function participantPart(outcome: ParticipantOutcome, result: TestResult): JunitPart {
  const { label, status, startedMs, endedMs, reasons, traits, files } = outcome
  const [first = status, ...others] = reasons
  const ending = ({ passed: 'passed', unknown: 'errored', failed: 'failed', timeout: 'failed' } as const)[
    status
  ]
  return {
    name: label,
    seconds: startedMs === undefined || endedMs === undefined ? 0 : (endedMs - startedMs) / 1_000,
    ...outcomeOf(ending, { type: status, message: first, body: others.join('\n') }, result),
    facts: Object.entries(traits).map(([trait, value]) => `${trait} ${value}`),
    files,
  }
}

type Words = Omit<NonNullable<JunitCase['outcome']>, 'kind'>

/** Dashboards and exit code always agree: in a test that passed no part fails, and in one that is errored none is a failure. */
function outcomeOf(
  ending: Check['outcome'],
  words: Words,
  { verdict }: TestResult,
): Pick<JunitCase, 'outcome'> {
  if (ending === 'passed') return {}
  if (ending === 'skipped') return { outcome: { ...words, kind: 'skipped' } }
  if (verdict === 'passed') {
    return { outcome: { ...words, kind: 'skipped', message: `tolerated by the test: ${words.message}` } }
  }
  return { outcome: { ...words, kind: ending === 'failed' && verdict === 'failed' ? 'failure' : 'error' } }
}

/** As many as there may be, those that did not pass before the others, in their own order. */
function choose(outcomes: readonly ParticipantOutcome[]): readonly ParticipantOutcome[] {
  const bad = outcomes.filter(({ status }) => status !== 'passed').slice(0, mostParticipants)
  const good = outcomes.filter(({ status }) => status === 'passed').slice(0, mostParticipants - bad.length)
  const chosen = new Set([...bad, ...good])
  return outcomes.filter((outcome) => chosen.has(outcome))
}

function leftOut(
  outcomes: readonly ParticipantOutcome[],
  shown: readonly ParticipantOutcome[],
): readonly string[] {
  const missing = outcomes.length - shown.length
  if (missing === 0) return []
  const passed = (some: readonly ParticipantOutcome[]) =>
    some.filter(({ status }) => status === 'passed').length
  const good = passed(outcomes) - passed(shown)
  return [
    `${shown.length} of ${plural(outcomes.length, 'participant')} have a case of their own; left out: ${good} that passed, ${missing - good} that did not`,
  ]
}
