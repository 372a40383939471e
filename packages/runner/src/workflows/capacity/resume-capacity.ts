import { fingerprintTest } from '../../journal/fingerprint.js'
import type { JournaledSession } from '../../journal/read.js'
import { readableSessions } from '../../journal/sessions.js'
import { UserError } from '../../model/errors.js'
import type { CapacityRun, SessionTarget } from '../../model/session-settings.js'
import { participantCount, type SpecTest } from '../../model/spec.js'
import { computeUnitsOf } from '../../plan/compute-units.js'
import { stepOf } from './find-capacity.js'
import type { CapacityStep } from './plan-capacity.js'

/** A search that another process left. */
export interface JournaledCapacity {
  readonly run: CapacityRun
  readonly target: SessionTarget
  readonly test: string
  /** Its sessions, oldest first. */
  readonly sessions: readonly JournaledSession[]
}

/**
 * Reads the sessions of a search.
 * @param matches the newest search that has one of these sessions
 */
export function readCapacity(
  outputDir: string,
  matches: (session: JournaledSession) => boolean,
): JournaledCapacity | undefined {
  const sessions = [...readableSessions(outputDir)].filter(({ opening }) => opening.settings.capacity)
  const newest = sessions.find(matches)
  const run = newest?.opening.settings.capacity
  const test = newest?.opening.tests[0]?.id
  if (newest === undefined || run === undefined || test === undefined) return undefined
  const own = sessions.filter(({ opening }) => opening.settings.capacity?.search === run.search)
  return { run, test, target: newest.opening.target, sessions: own.toReversed() }
}

/**
 * What an earlier process found out, and the session that it left in the middle of a run.
 * @param testAt the test of the specs of now at a level
 * @throws UserError when the spec has changed since: runs of another spec say nothing about this one
 */
export async function resumeCapacity(
  { sessions }: JournaledCapacity,
  testAt: (level: number) => Promise<SpecTest | undefined>,
): Promise<{ readonly steps: readonly CapacityStep[]; readonly unfinished: JournaledSession | undefined }> {
  const steps: CapacityStep[] = []
  let unfinished: JournaledSession | undefined
  for (const session of sessions) {
    const { opening, tests } = session
    const level = opening.settings.capacity?.level ?? 1
    const test = await testAt(level)
    const [journaled] = tests
    const { specHash, scriptHash } = test ? fingerprintTest(test) : {}
    const known = journaled?.test
    if (!test || !journaled || !known || specHash !== known.specHash || scriptHash !== known.scriptHash) {
      throw new UserError(
        'specs',
        `the search cannot be resumed, because '${known?.id ?? '?'}' has changed since it began`,
        'Check out the spec of that time, or start a new search.',
      )
    }
    const size = { level, participants: participantCount(test), computeUnits: computeUnitsOf(test).known }
    if (journaled.result) steps.push(stepOf(journaled.result, size))
    else if (opening.target.kind === 'service' && session === sessions.at(-1)) unfinished = session
  }
  return { steps, unfinished }
}
