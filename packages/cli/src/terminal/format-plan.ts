import { type ChangeView, plainLine, type PlannedProject, type TestView } from '@loadero-test/runner'
import type { Colors } from './format-problems.js'

const signs = { create: '+', update: '~', delete: '-', refused: '!', keep: '=' } as const

/** One block a test that would be another, then what all of it comes to. */
export function formatPlan(
  tests: readonly TestView[],
  allowance: PlannedProject['allowance'],
  c: Colors,
): readonly string[] {
  return [...tests.flatMap((test) => testLines(test, c)), totalsOf(tests), ...costLines(tests, allowance)]
}

function testLines(test: TestView, c: Colors): readonly string[] {
  const notices = test.notices.map((notice) => c.yellow(`    ${plainLine(notice)}`))
  if (test.action === 'keep' && notices.length === 0) return []
  const paint = { create: c.green, update: c.yellow, refused: c.red, keep: c.dim }[test.action]
  const facts = [`${test.file}:${test.line}`, ...(test.id === undefined ? [] : [`test ${test.id}`])]
  return [
    `${paint(`${signs[test.action]} ${plainLine(test.name)}`)}  ${c.dim([...facts, ...stateOf(test)].join('  '))}`,
    ...notices,
    // Its first line says already that the test is created.
    ...test.changes
      .filter(({ action, resource }) => action !== 'create' || resource !== 'test')
      .flatMap((change) => changeLines(change, c)),
    ...(test.action === 'update' && test.changes.length === 0 ? [c.dim('    ~ mark')] : []),
  ]
}

function stateOf({ syncState, renamedFrom }: TestView): readonly string[] {
  return [
    ...(renamedFrom === undefined ? [] : [`renamed from '${plainLine(renamedFrom)}'`]),
    ...(syncState === 'incomplete' ? ['its last push was interrupted'] : []),
    ...(syncState === 'unmanaged' ? ['not made by loadero-test'] : []),
  ]
}

function changeLines(change: ChangeView, c: Colors): readonly string[] {
  const { action, resource, name, of, copyOf, properties } = change
  const paint = { create: c.green, update: c.yellow, delete: c.red }[action]
  const where = of === undefined ? '' : ` of ${plainLine(of)}`
  const how = copyOf === undefined ? '' : `, a copy of ${plainLine(copyOf)}`
  const what = resource === 'test' ? resource : `${resource} ${plainLine(name)}`
  return [
    `    ${paint(`${signs[action]} ${what}${where}`)}${how}`,
    // What is made or taken away says enough by its name.
    ...(action === 'update' ? properties : []).map(
      ({ property, before, after }) => `        ${property}: ${valueOf(before)} → ${valueOf(after)}`,
    ),
  ]
}

function valueOf(value: unknown): string {
  return typeof value === 'string' ? plainLine(value) : (JSON.stringify(value) ?? 'nothing')
}

function totalsOf(tests: readonly TestView[]): string {
  const counts = (
    [
      ['create', 'to create'],
      ['update', 'to change'],
      ['refused', 'refused'],
      ['keep', 'as they should be'],
    ] as const
  )
    .map(([action, words]) => ({ words, count: tests.filter((test) => test.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count} ${words}`)
  const writes = tests.reduce((sum, test) => sum + test.writes, 0)
  return `Plan          ${counts.join(', ')}; ${writes} ${writes === 1 ? 'request' : 'requests'} to write`
}

function costLines(
  tests: readonly TestView[],
  { test: most, month, included, used }: PlannedProject['allowance'],
): readonly string[] {
  const units = tests.reduce((sum, test) => sum + test.computeUnits, 0)
  const left = month === undefined ? undefined : Math.max(0, month - (used ?? 0))
  const limits = [
    ...(most === undefined ? [] : [`at most ${most} for a test`]),
    ...(left === undefined ? [] : [`${left} of ${month} left this month`]),
    ...(included === undefined ? [] : [`${included} included`]),
  ]
  return [
    `Compute units ${units} for a run of all${limits.length === 0 ? '' : `; the project has ${limits.join(', ')}`}`,
    ...tests
      .filter(({ computeUnits }) => computeUnits > 0 && tests.length > 1)
      .map(({ name, computeUnits }) => `    ${computeUnits}  ${plainLine(name)}`),
  ]
}
