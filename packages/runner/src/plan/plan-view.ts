import { createHash } from 'node:crypto'
import type { AssertInput, GroupInput } from '@loadero-test/core'
import { plural } from '@loadero-test/core/internal'
import type { PlannedTest } from './plan-all.js'
import { countWrites, type SyncState } from './plan-test.js'
import { differingKeys, type RowChange } from './row-changes.js'

/** One resource that a push would create, change or delete. */
export interface ChangeView {
  readonly action: 'create' | 'update' | 'delete'
  readonly resource: 'test' | 'group' | 'participant' | 'assert' | 'precondition'
  readonly name: string
  /** The name of its group or assert. */
  readonly of?: string
  /** The name of the resource that it is copied from. */
  readonly copyOf?: string
  /** Only those that differ. `before` is absent for what is created, `after` for what is deleted. */
  readonly properties: readonly PropertyView[]
}

export interface PropertyView {
  /** As in spec files, in camelCase. */
  readonly property: string
  readonly before?: unknown
  readonly after?: unknown
}

/** What a push would do for one test, as in the JSON output of `plan`. */
export interface TestView {
  readonly name: string
  readonly file: string
  readonly line: number
  /** Absent when the test is to be created. */
  readonly id?: number
  readonly action: 'create' | 'update' | 'keep' | 'refused'
  /** Absent when the test is refused. */
  readonly syncState?: SyncState
  readonly renamedFrom?: string
  readonly changes: readonly ChangeView[]
  /** Number of requests that write. */
  readonly writes: number
  readonly computeUnits: number
  readonly notices: readonly string[]
}

export function describePlan({ test, plan, computeUnits, notices }: PlannedTest): TestView {
  const { id: name, location } = test
  const common = { name, file: location.file, line: location.line, computeUnits: computeUnits.known, notices }
  if (plan === undefined) return { ...common, action: 'refused', changes: [], writes: 0 }
  const { kind } = plan.test
  return {
    ...common,
    ...(kind !== 'create' && { id: plan.test.id }),
    action: kind,
    syncState: plan.syncState,
    ...(plan.renamedFrom !== undefined && { renamedFrom: plan.renamedFrom }),
    changes: [
      ...changeViews(plan.test, { resource: 'test', name: plan.marker.name }),
      ...plan.groups.flatMap(({ change, participants }) => {
        const group = nameOf(change)
        const labels = { resource: 'group', name: group, ...copySource(change, plan.groups, nameOf) } as const
        // The participants of a deleted group are not listed.
        const listed = change.kind === 'delete' ? [] : participants
        return [
          ...changeViews<GroupInput>(change, labels),
          ...listed.flatMap((one) =>
            changeViews(one, { resource: 'participant', name: nameOf(one), of: group }),
          ),
        ]
      }),
      ...plan.participants.flatMap((one) => changeViews(one, { resource: 'participant', name: nameOf(one) })),
      ...plan.asserts.flatMap(({ change, preconditions }) => {
        const assert = assertName(change)
        const labels = {
          resource: 'assert',
          name: assert,
          ...copySource(change, plan.asserts, assertName),
        } as const
        const listed = change.kind === 'delete' ? [] : preconditions
        return [
          ...changeViews<AssertInput>(change, labels),
          ...listed.flatMap((one) => {
            const { property, operator, expected } = bodyOf(one)
            const condition = `${property} ${operator} ${expected}`
            return changeViews(one, { resource: 'precondition', name: condition, of: assert })
          }),
        ]
      }),
    ],
    writes: countWrites(plan),
  }
}

function bodyOf<T>(change: RowChange<T>): T {
  return 'body' in change ? change.body : change.before
}

function nameOf(change: RowChange<{ name: string }>): string {
  return bodyOf(change).name
}

function assertName(change: RowChange<AssertInput>): string {
  const { path, operator, expected } = bodyOf(change)
  return `${path} ${operator} ${expected}`
}

function copySource<T>(
  change: RowChange<T>,
  all: readonly { readonly change: RowChange<T> }[],
  nameOfChange: (change: RowChange<T>) => string,
): Pick<ChangeView, 'copyOf'> {
  const source = change.kind === 'copy' ? all[change.from] : undefined
  return source ? { copyOf: nameOfChange(source.change) } : {}
}

/** Empty for a resource that does not change. */
function changeViews<T extends object>(
  change: RowChange<T>,
  labels: Omit<ChangeView, 'action' | 'properties'>,
): readonly ChangeView[] {
  if (change.kind === 'keep') return []
  const { kind } = change
  const after: Partial<T> = 'body' in change ? change.body : {}
  const before: Partial<T> = 'before' in change && change.kind !== 'copy' ? change.before : {}
  const properties = differingKeys<Partial<T>>({ ...before, ...after }, 'body' in change ? before : {}).map(
    (key) => ({
      property: key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      ...(key in before && { before: printableValue(key, before[key]) }),
      ...(key in after && { after: printableValue(key, after[key]) }),
    }),
  )
  if (kind === 'update' && properties.length === 0) return []
  return [{ action: kind === 'copy' ? 'create' : kind, ...labels, properties }]
}

/** A script is shown as its length and hash: it is long, and its vars may be private. */
function printableValue(key: string, value: unknown): unknown {
  if (key !== 'script' || typeof value !== 'string') return value
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8)
  return `${plural(value.split('\n').length, 'line')}, ${hash}`
}
