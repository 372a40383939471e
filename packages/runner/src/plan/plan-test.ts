import type { LoaderoClient, Test } from '@loadero-test/core'
import { UserError } from '../model/errors.js'
import type { SpecTest } from '../model/spec.js'
import type { OwnershipMarker } from '../model/wire/ownership-marker.js'
import { contentHash, desiredContent } from './content.js'
import { contentOf, type CurrentTest, readCurrent } from './current.js'
import { type Changes, childWrites, diff } from './diff.js'
import { isManaged, type PlanOwner } from './identity.js'

/** How a test at Loadero relates to its spec. */
export type SyncState =
  /** No test at Loadero has its name. */
  | 'missing'
  /** Unchanged at Loadero since the last push. */
  | 'managed'
  /** A push was interrupted, or is in progress. */
  | 'incomplete'
  /** Changed at Loadero since the last push. */
  | 'drifted'
  /** Not created by loadero-test, or created for another project or prefix. */
  | 'unmanaged'

/** Everything that a push does for one test; nothing when its `test` is kept. */
export interface TestPlan extends Changes {
  readonly syncState: SyncState
  /** The marker that the script gets with the last request. */
  readonly marker: OwnershipMarker & { readonly hash: string }
  /** Of the script; it decides where the marker is written. */
  readonly language: SpecTest['spec']['scriptLanguage']
  /** Its current name at Loadero, when the push changes it. */
  readonly renamedFrom?: string
  /** Tests of the same name and marker without runs, which a push deletes. */
  readonly duplicates?: readonly number[]
}

export interface PlanTestContext extends PlanOwner {
  /** Of loadero-test. */
  readonly version: string
  readonly push: boolean
  /** Take over unmanaged tests. */
  readonly adopt: boolean
  readonly failOnDrift: boolean
  readonly client: LoaderoClient
  readonly signal?: AbortSignal | undefined
}

/**
 * Plans one test.
 * @param remote the test at Loadero with its script, if it exists
 * @throws UserError when the test is unmanaged and must not be changed, or drifted with `failOnDrift`
 */
export async function planTest(
  test: SpecTest,
  remote: { readonly test: Test; readonly script: string } | undefined,
  context: PlanTestContext,
): Promise<TestPlan> {
  const { prefix, project, repository, root, version, client, signal } = context
  const { id: name, location, spec } = test
  const wanted = desiredContent(test, prefix)
  const marker = {
    file: location.file,
    name,
    prefix,
    project,
    ...(repository !== undefined && { repository }),
    ...(root && { root }),
    hash: contentHash(wanted),
    version,
  }
  const plan = { marker, language: spec.scriptLanguage }
  if (remote === undefined) return { ...plan, ...diff(wanted), syncState: 'missing' }
  const current = await readCurrent(client, remote.test, remote.script, signal)
  const changes = diff(wanted, current)
  const changed = changes.test.kind !== 'keep' || childWrites(changes) > 0
  const foundState = syncStateOf(current, context)
  // A change at Loadero may have led to what the spec says now.
  const syncState = foundState === 'drifted' && !changed ? 'managed' : foundState
  const refusal = changed ? refusalOf(remote.test, syncState, context) : undefined
  if (refusal) throw refusal
  // An unmanaged test that already matches its spec is run without a change, unless it is adopted.
  const keepsMarker =
    syncState === 'unmanaged'
      ? !context.adopt
      : comparedMarkerKeys.every((key) => current.marker?.[key] === marker[key])
  const { test: testChange } = changes
  // A test is written whenever its children are, because its marker holds their hash.
  const mustWrite = testChange.kind === 'keep' && (changed || !keepsMarker)
  return {
    ...plan,
    ...changes,
    ...(mustWrite && { test: { ...testChange, kind: 'update', before: testChange.body } }),
    syncState,
    ...(remote.test.name !== wanted.test.name && { renamedFrom: remote.test.name ?? '' }),
  }
}

/** Another version or another file alone is not a reason to write: the content is the same. */
const comparedMarkerKeys = ['name', 'prefix', 'project', 'repository', 'hash'] as const

function syncStateOf(current: CurrentTest, owner: PlanOwner): SyncState {
  const { marker, test } = current
  if (!isManaged(test.body.name, marker, owner)) return 'unmanaged'
  if (marker.hash === undefined) return 'incomplete'
  return marker.hash === contentHash(contentOf(current)) ? 'managed' : 'drifted'
}

function refusalOf(
  { id, name }: Test,
  syncState: SyncState,
  { push, adopt, failOnDrift }: PlanTestContext,
): UserError | undefined {
  if (syncState === 'unmanaged' && push && !adopt) {
    return new UserError(
      'plan',
      `Test ${id} at Loadero is named '${name}', but loadero-test did not create it for this project, prefix and repository. It is not changed.`,
      'Rename one of the two tests, or take it over with --adopt.',
    )
  }
  if (syncState === 'drifted' && failOnDrift) {
    return new UserError(
      'plan',
      `Test ${id} '${name}' was changed at Loadero since the last push`,
      'Run `loadero-test plan` to see the changes. Copy them into the spec, or overwrite them by pushing without --fail-on-drift.',
    )
  }
  return undefined
}

/** How many requests a plan takes: with children to write, the test is written before and after them. */
export function countWrites(plan: Changes): number {
  const children = childWrites(plan)
  if (children > 0) return children + 2
  return plan.test.kind === 'keep' ? 0 : 1
}

/** The plan of a session that must not change anything at Loadero: the remote test without changes, or an error. */
export function planVerifyOnly(plan: TestPlan): { readonly plan: TestPlan } | { readonly error: UserError } {
  const { test, marker, syncState } = plan
  const keepsTest = test.kind === 'keep' || (test.kind === 'update' && test.before === test.body)
  const hint = 'Push it first, or run without --no-push.'
  if (test.kind === 'create') {
    return { error: new UserError('plan', `'${marker.name}' does not exist at Loadero`, hint) }
  }
  if (syncState === 'incomplete') {
    const message = `The last push of '${marker.name}' was interrupted`
    return { error: new UserError('plan', message, hint) }
  }
  // Its run would not be of the spec, so nothing could be judged by it. A marker alone makes no difference.
  if (!keepsTest || childWrites(plan) > 0) {
    const message = `'${marker.name}' at Loadero differs from its spec, so a run of it proves nothing about the spec`
    return { error: new UserError('plan', message, `${hint} See \`loadero-test plan\`.`) }
  }
  const kept = { kind: 'keep', id: test.id, body: test.body } as const
  return { plan: { ...plan, test: kept } }
}
