import { plural } from '@loadero-test/core/internal'
import type { SessionError } from '../model/session.js'
import type { JournaledSession } from './read.js'

/** Shards of one session start about together. Those of one CI build may wait longer for a machine. */
const maxGapMs = 6 * 3_600_000

/** Why the sessions are not exactly the shards of one session. */
export function shardProblems(sessions: readonly JournaledSession[]): readonly SessionError[] {
  return [
    ...differences(sessions),
    ...shardNumbers(sessions),
    ...selectionProblems(sessions),
    ...timeGaps(sessions),
  ]
}

/** What makes the merged outcome unknown is an error of the service, so that it cannot pass. */
export function shardError(message: string, hint?: string): SessionError {
  return { kind: 'service', message, ...(hint !== undefined && { hint }) }
}

/** What all shards of one session have in common. */
function differences([first, ...others]: readonly JournaledSession[]): readonly SessionError[] {
  if (!first) return []
  const facts = ({
    opening: { target, settings, environment, tool },
  }: JournaledSession): Readonly<Record<string, string | number | boolean | undefined>> => ({
    target: target.kind === 'service' ? `project ${target.projectId} at ${target.apiBase}` : target.kind,
    commit: environment['commit'],
    branch: environment['branch'],
    'version of loadero-test': tool,
    'number of shards': settings.shard?.of,
    '--prefix': settings.prefix,
    '--retries': settings.retries,
    '--retry-failed': settings.retryFailed,
    '--strict-load': settings.strictLoad,
    '--no-push': !settings.push,
    '--pass-with-no-tests': settings.passWithNoTests,
  })
  const expected = Object.entries(facts(first))
  const textOf = (value: (typeof expected)[number][1]) =>
    value === undefined || value === '' ? 'not set' : String(value)
  return others.flatMap((other) => {
    const actual = facts(other)
    return expected
      .filter(([name, value]) => actual[name] !== value)
      .map(([name, value]) =>
        shardError(
          `sessions ${first.opening.id} and ${other.opening.id} are not shards of one session: ${name} is ${textOf(value)} in one and ${textOf(actual[name])} in the other`,
          'Remove the output directories that belong to another session.',
        ),
      )
  })
}

/** Each shard must be there exactly once. */
function shardNumbers(sessions: readonly JournaledSession[]): readonly SessionError[] {
  const of = Math.max(...sessions.map(({ opening }) => opening.settings.shard?.of ?? 1))
  return Array.from({ length: of }, (_, number) => number + 1).flatMap((index) => {
    const ids = sessions
      .filter(({ opening }) => opening.settings.shard?.index === index)
      .map(({ opening }) => opening.id)
    if (ids.length === 1) return []
    return ids.length === 0
      ? shardError(
          `shard ${index} of ${of} is missing: the outcome of its tests is unknown`,
          'Check the machine that should have run it, and whether its output directory was kept.',
        )
      : shardError(
          `shard ${index} of ${of} is there ${ids.length} times: sessions ${ids.join(' and ')}`,
          'Keep the one that counts, and remove the output directories of the others.',
        )
  })
}

/** The shards must have the same selection, and together exactly its tests. */
function selectionProblems(sessions: readonly JournaledSession[]): readonly SessionError[] {
  const owners = new Map<string, readonly string[]>()
  const hashes = new Map<string, Map<string, string>>()
  for (const [number, { opening }] of sessions.entries()) {
    // A shard that is there twice is one problem, not one for each of its tests.
    const isRepeated = ({ opening: other }: JournaledSession) =>
      other !== opening && other.settings.shard?.index === opening.settings.shard?.index
    const isFirst = !sessions.slice(0, number).some(isRepeated)
    for (const { id } of isFirst ? opening.tests : []) owners.set(id, [...(owners.get(id) ?? []), opening.id])
    for (const { id, specHash } of opening.selection ?? opening.tests) {
      hashes.set(id, (hashes.get(id) ?? new Map<string, string>()).set(opening.id, specHash))
    }
  }
  const shards = sessions.flatMap(({ opening }) => opening.settings.shard ?? [])
  const shardCount = new Set(shards.map(({ index }) => index)).size
  // A missing shard may have a test that no other has.
  const isComplete = shards.length > 0 && shards.every(({ of }) => of === shardCount)
  return [...hashes].flatMap(([id, bySession]) => {
    const ids = owners.get(id) ?? []
    const without = sessions.filter(({ opening }) => !bySession.has(opening.id) && opening.selection)
    const [one] = bySession.keys()
    const [other] = without
    const hint = 'Select the same tests from the same commit on each machine.'
    return [
      ...(other
        ? [shardError(`session ${one ?? ''} selected '${id}', session ${other.opening.id} did not`, hint)]
        : []),
      ...(new Set(bySession.values()).size > 1
        ? [
            shardError(
              `the spec of '${id}' differs between sessions ${[...bySession.keys()].join(' and ')}`,
              hint,
            ),
          ]
        : []),
      ...(ids.length > 1 ? [shardError(`'${id}' is in sessions ${ids.join(' and ')}`, hint)] : []),
      ...(ids.length === 0 && isComplete
        ? [shardError(`'${id}' was selected, but no shard has it`, hint)]
        : []),
    ]
  })
}

function timeGaps(sessions: readonly JournaledSession[]): readonly SessionError[] {
  const builds = new Set(sessions.map(({ opening }) => opening.environment['build']))
  if (builds.size === 1 && !builds.has(undefined)) return []
  const byStart = sessions.toSorted((a, b) => a.opening.atMs - b.opening.atMs)
  return byStart.slice(1).flatMap(({ opening }, number) => {
    const before = byStart.slice(0, number + 1)
    const gapMs = opening.atMs - Math.max(...before.map(({ lastMs }) => lastMs))
    if (gapMs <= maxGapMs) return []
    return shardError(
      `session ${opening.id} began ${plural(Math.round(gapMs / 3_600_000), 'hour')} after the end of the shards before it`,
      'Run all shards together. Remove the output directories of earlier sessions before a new one.',
    )
  })
}
