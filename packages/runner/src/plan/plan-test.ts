import type { LoaderoClient, Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { OwnershipMarker } from '../wire/ownership-marker.js'
import type { TestCase } from '../model/model.js'
import { contentHash } from './content.js'
import { contentOf, type CurrentTest, readCurrent } from './current.js'
import { desired } from './desired.js'
import { type Changes, childWrites, diff } from './diff.js'
import { isManaged, type PlanOwner } from './identity.js'

/** What a test at Loadero is to us. */
export type SyncState =
  | 'absent'
  /** As we left it. */
  | 'ours'
  /** A push was cut short, or is under way. */
  | 'unfinished'
  /** Changed at Loadero since our last push. */
  | 'drifted'
  /** Not made by us, or not for this project and prefix. */
  | 'foreign'

/** All that is to be done for one test; nothing when its `test` is kept. */
export interface TestPlan extends Changes {
  readonly standing: SyncState
  /** What its script is to be marked with once everything else is in place. */
  readonly mark: OwnershipMarker & { readonly hash: string }
  /** Of the script, which decides where the mark stands. */
  readonly language: TestCase['spec']['scriptLanguage']
  /** Its name at Loadero so far. */
  readonly renamedFrom?: string
}

export interface Planning extends PlanOwner {
  /** Of loadero-test. */
  readonly version: string
  readonly push: boolean
  /** Take over tests that are not ours. */
  readonly adopt: boolean
  readonly failOnDrift: boolean
  readonly client: LoaderoClient
  readonly signal?: AbortSignal | undefined
}

/** A remote test, with the text of its script. */
export interface Remote {
  readonly test: Test
  readonly script: string
}

/**
 * Plans one test.
 * @param remote what it is at Loadero, if it is there
 * @throws UserError when it is not ours to change, or has drifted and must not have
 */
export async function planTest(
  testCase: TestCase,
  remote: Remote | undefined,
  planning: Planning,
): Promise<TestPlan> {
  const { prefix, project, version, client, signal } = planning
  const { id: name, location, spec } = testCase
  const wanted = desired(testCase, prefix)
  const mark = { file: location.file, name, prefix, project, hash: contentHash(wanted), version }
  const plan = { mark, language: spec.scriptLanguage }
  if (remote === undefined) return { ...plan, ...diff(wanted), standing: 'absent' }
  const current = await readCurrent(client, remote.test, remote.script, signal)
  const changes = diff(wanted, current)
  const changed = changes.test.kind !== 'keep' || childWrites(changes) > 0
  const found = standingOf(current, planning)
  // Somebody may have changed it to just what is wanted now.
  const standing = found === 'drifted' && !changed ? 'ours' : found
  const refusal = changed ? refusalOf(remote.test, standing, planning) : undefined
  if (refusal) throw refusal
  // What is as wanted already is run as it is, whoever made it, unless it is to be taken over.
  const marked = standing === 'foreign' ? !planning.adopt : sameMark(current.mark, mark)
  return {
    ...plan,
    ...(changed || !marked ? { ...changes, test: rewrite(changes.test) } : changes),
    standing,
    ...(remote.test.name !== wanted.test.name && { renamedFrom: remote.test.name ?? '' }),
  }
}

function standingOf(current: CurrentTest, owner: PlanOwner): SyncState {
  const { mark, test } = current
  if (!isManaged(test.body.name, mark, owner)) return 'foreign'
  if (mark.hash === undefined) return 'unfinished'
  return mark.hash === contentHash(contentOf(current)) ? 'ours' : 'drifted'
}

function refusalOf(
  { id, name }: Test,
  standing: SyncState,
  { push, adopt, failOnDrift }: Planning,
): UserError | undefined {
  if (standing === 'foreign' && push && !adopt) {
    return new UserError(
      'plan',
      `test ${id} at Loadero has the name '${name}' but was not made by loadero-test for this project and prefix, so it is left alone`,
      'Rename one of the two, or take it over with --adopt.',
    )
  }
  if (standing === 'drifted' && failOnDrift) {
    return new UserError(
      'plan',
      `test ${id}, '${name}', was changed at Loadero since it was last pushed`,
      'See what with `loadero-test plan`; take it into the spec, or push over it without --fail-on-drift.',
    )
  }
  return undefined
}

/** Another version or another file alone is no reason to write: the content is what it was. */
function sameMark(a: OwnershipMarker | undefined, b: OwnershipMarker): boolean {
  return a !== undefined && (['name', 'prefix', 'project', 'hash'] as const).every((key) => a[key] === b[key])
}

/** A test is written with its children, because its mark tells of them. */
function rewrite(test: Changes['test']): Changes['test'] {
  return test.kind === 'keep' ? { kind: 'update', id: test.id, before: test.body, body: test.body } : test
}

/** How many requests a plan takes: with children to write, the test is written before and after them. */
export function countWrites(plan: Changes): number {
  const children = childWrites(plan)
  if (children > 0) return children + 2
  return plan.test.kind === 'keep' ? 0 : 1
}
