import { createHash } from 'node:crypto'
import type { AssertInput, GroupInput, PreconditionInput } from '@loadero-test/core'
import type { AssertChange } from './assert-changes.js'
import { type RowChange, differing } from './change.js'
import type { GroupChange } from './group-changes.js'
import type { PlannedTest } from './plan-all.js'
import { countWrites, type SyncState, type TestPlan } from './plan-test.js'

/** One resource that would be another, in the words of specs. */
export interface ChangeView {
  readonly action: 'create' | 'update' | 'delete'
  readonly resource: 'test' | 'group' | 'participant' | 'assert' | 'precondition'
  readonly name: string
  /** The group or assert that it belongs to. */
  readonly of?: string
  /** What it is copied from. */
  readonly copyOf?: string
  /** Only those that differ; one side is absent for what is created or deleted. */
  readonly properties: readonly PropertyView[]
}

export interface PropertyView {
  readonly property: string
  readonly before?: unknown
  readonly after?: unknown
}

/** What a push would do for one test, as `plan` tells it. */
export interface TestView {
  readonly name: string
  readonly file: string
  readonly line: number
  /** Absent when it is to be created. */
  readonly id?: number
  readonly action: 'create' | 'update' | 'keep' | 'refused'
  readonly standing?: SyncState
  readonly renamedFrom?: string
  readonly changes: readonly ChangeView[]
  /** Requests that would write. */
  readonly writes: number
  readonly computeUnits: number
  readonly notices: readonly string[]
}

export function viewOf({ test, plan, computeUnits, notices }: PlannedTest): TestView {
  const { id: name, location } = test
  const known = { name, file: location.file, line: location.line, computeUnits: computeUnits.known, notices }
  if (plan === undefined) return { ...known, action: 'refused', changes: [], writes: 0 }
  const { kind } = plan.test
  return {
    ...known,
    ...(kind !== 'create' && { id: plan.test.id }),
    action: kind,
    standing: plan.standing,
    ...(plan.renamedFrom !== undefined && { renamedFrom: plan.renamedFrom }),
    changes: changesOf(plan),
    writes: countWrites(plan),
  }
}

function changesOf({ test, mark, groups, participants, asserts }: TestPlan): readonly ChangeView[] {
  return [
    ...view(test, { resource: 'test', name: mark.name }),
    ...groups.flatMap((one) => groupViews(one, groups)),
    ...participants.flatMap((one) => view(one, { resource: 'participant', name: nameOf(one) })),
    ...asserts.flatMap((one) => assertViews(one, asserts)),
  ]
}

function groupViews(
  { change, participants }: GroupChange,
  all: readonly GroupChange[],
): readonly ChangeView[] {
  const name = nameOf(change)
  return [
    ...view<GroupInput>(change, { resource: 'group', name, ...copied(change, all, nameOf) }),
    // A deleted group says enough.
    ...(change.kind === 'delete' ? [] : participants).flatMap((one) =>
      view(one, { resource: 'participant', name: nameOf(one), of: name }),
    ),
  ]
}

function assertViews(
  { change, preconditions }: AssertChange,
  all: readonly AssertChange[],
): readonly ChangeView[] {
  const name = assertName(change)
  return [
    ...view<AssertInput>(change, { resource: 'assert', name, ...copied(change, all, assertName) }),
    ...(change.kind === 'delete' ? [] : preconditions).flatMap((one) =>
      view(one, { resource: 'precondition', name: preconditionName(one), of: name }),
    ),
  ]
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
function preconditionName(change: RowChange<PreconditionInput>): string {
  const { property, operator, expected } = bodyOf(change)
  return `${property} ${operator} ${expected}`
}

function copied<T>(
  change: RowChange<T>,
  all: readonly { readonly change: RowChange<T> }[],
  called: (change: RowChange<T>) => string,
): Pick<ChangeView, 'copyOf'> {
  const model = change.kind === 'copy' ? all[change.from] : undefined
  return model ? { copyOf: called(model.change) } : {}
}

/** Empty for what stays as it is. */
function view<T extends object>(
  change: RowChange<T>,
  words: Omit<ChangeView, 'action' | 'properties'>,
): readonly ChangeView[] {
  if (change.kind === 'keep') return []
  const { kind } = change
  const properties = propertiesOf(change)
  if (kind === 'update' && properties.length === 0) return []
  return [{ action: kind === 'copy' ? 'create' : kind, ...words, properties }]
}

function propertiesOf<T extends object>(change: RowChange<T>): readonly PropertyView[] {
  const after: Partial<T> = 'body' in change ? change.body : {}
  const before: Partial<T> = 'before' in change && change.kind !== 'copy' ? change.before : {}
  return differing<Partial<T>>({ ...before, ...after }, 'body' in change ? before : {}).map((key) => ({
    property: key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    ...(key in before && { before: shown(key, before[key]) }),
    ...(key in after && { after: shown(key, after[key]) }),
  }))
}

/** Scripts are long, and their vars are nobody else's business. */
function shown(key: string, value: unknown): unknown {
  if (key !== 'script' || typeof value !== 'string') return value
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8)
  const lines = value.split('\n').length
  return `${lines} ${lines === 1 ? 'line' : 'lines'}, ${hash}`
}
