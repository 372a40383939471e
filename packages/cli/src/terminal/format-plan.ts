import { plural } from '@loadero-test/core/internal'
import { type ChangeView, plainLine, type PlannedProject, type TestView } from '@loadero-test/runner'
import type { Colors } from './format-problems.js'

const signs = { create: '+', update: '~', delete: '-', refused: '!', keep: '=' } as const

/** Formats a block for each changed test, then the totals and the cost. */
export function formatPlan(
  tests: readonly TestView[],
  allowance: PlannedProject['allowance'],
  c: Colors,
): readonly string[] {
  const counts = (
    [
      ['create', 'to create'],
      ['update', 'to change'],
      ['refused', 'refused'],
      ['keep', 'unchanged'],
    ] as const
  )
    .map(([action, label]) => ({ label, count: tests.filter((test) => test.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${count} ${label}`)
  const writes = tests.reduce((sum, test) => sum + test.writes, 0)
  return [
    ...tests.flatMap((test) => testLines(test, c)),
    `Plan          ${counts.join(', ')}; ${plural(writes, 'write request')}`,
    ...costLines(tests, allowance),
  ]
}

function testLines(test: TestView, c: Colors): readonly string[] {
  const notices = test.notices.map((notice) => c.yellow(`    ${plainLine(notice)}`))
  if (test.action === 'keep' && notices.length === 0) return []
  const paint = { create: c.green, update: c.yellow, refused: c.red, keep: c.dim }[test.action]
  const details = [
    plainLine(`${test.file}:${test.line}`),
    ...(test.id === undefined ? [] : [`test ${test.id}`]),
    ...(test.renamedFrom === undefined ? [] : [`renamed from '${plainLine(test.renamedFrom)}'`]),
    ...(test.syncState === 'incomplete' ? ['last push incomplete'] : []),
    ...(test.syncState === 'unmanaged' ? ['not created by loadero-test'] : []),
  ]
  return [
    `${paint(`${signs[test.action]} ${plainLine(test.name)}`)}  ${c.dim(details.join('  '))}`,
    ...notices,
    // The first line already says that the test is created.
    ...test.changes
      .filter(({ action, resource }) => action !== 'create' || resource !== 'test')
      .flatMap((change) => changeLines(change, c)),
    ...(test.action === 'update' && test.changes.length === 0 ? [c.dim('    ~ ownership marker')] : []),
  ]
}

function changeLines(change: ChangeView, c: Colors): readonly string[] {
  const { action, resource, name, of, copyOf, properties } = change
  const paint = { create: c.green, update: c.yellow, delete: c.red }[action]
  const parent = of === undefined ? '' : ` of ${plainLine(of)}`
  const copy = copyOf === undefined ? '' : `, a copy of ${plainLine(copyOf)}`
  const subject = resource === 'test' ? resource : `${resource} ${plainLine(name)}`
  return [
    `    ${paint(`${signs[action]} ${subject}${parent}`)}${copy}`,
    // The name is enough for a resource that is created or deleted.
    ...(action === 'update' ? properties : []).map(
      ({ property, before, after }) => `        ${property}: ${formatValue(before)} → ${formatValue(after)}`,
    ),
  ]
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? plainLine(value) : (JSON.stringify(value) ?? 'none')
}

function costLines(
  tests: readonly TestView[],
  { test: maxPerTest, month, included, used }: PlannedProject['allowance'],
): readonly string[] {
  const units = tests.reduce((sum, test) => sum + test.computeUnits, 0)
  const left = month === undefined ? undefined : Math.max(0, month - (used ?? 0))
  const limits = [
    ...(maxPerTest === undefined ? [] : [`at most ${maxPerTest} per test`]),
    ...(left === undefined ? [] : [`${left} of ${month} left this month`]),
    ...(included === undefined ? [] : [`${included} included`]),
  ]
  return [
    `Compute units ${units} to run all tests${limits.length === 0 ? '' : `; the project has ${limits.join(', ')}`}`,
    ...tests
      .filter(({ computeUnits }) => computeUnits > 0 && tests.length > 1)
      .map(({ name, computeUnits }) => `    ${computeUnits}  ${plainLine(name)}`),
  ]
}
