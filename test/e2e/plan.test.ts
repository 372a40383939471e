import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { createProject, head, spec } from '../support/project.js'

interface PlanDocument {
  readonly tests: readonly {
    readonly name: string
    readonly action: string
    readonly standing: string
    readonly renamedFrom?: string
    readonly changes: readonly { readonly resource: string; readonly properties: readonly object[] }[]
  }[]
  readonly writes: number
  readonly computeUnits: number
  readonly exit: { readonly code: number }
}

const people = (network = '4g', title = 'people meet') => `${head}
test('${title}', {
  script: script('./play.js'),
  groups: [{ name: 'pair', count: 2, participants: [
    { name: 'caller', browser: 'chromeLatest', network: '${network}' },
    { name: 'callee', browser: 'chromeLatest' },
  ] }],
  asserts: [metric('machine/cpu/used/avg').atMost(9)],
})
`

const writes = (requests: readonly string[]) => requests.filter((line) => !line.startsWith('GET '))

test('plan says what a push would write, push writes it, and then there is nothing to do', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people(), 'specs/b.loadero.ts': spec('other') })
  const first = await run(root, ['plan', '--detailed-exitcode'], loadero.env)
  expect(first.code).toBe(2)
  expect(first.stdout).toContain('+ people meet')
  expect(first.stdout).toContain('Plan          2 to create; 9 requests to write')
  expect(first.stdout).toContain(
    'Compute units 10 for a run of all; the project has at most 1000000 for a test',
  )
  expect(writes(loadero.requests)).toEqual([])

  const pushed = await run(root, ['push'], loadero.env)
  expect(pushed.stdout).toMatch(/✓ people meet {2}test \d+/)
  expect(pushed.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
  expect(writes(loadero.requests).filter((line) => line.includes('/runs/'))).toEqual([])

  const again = await run(root, ['run', '--dry-run', '--detailed-exitcode'], loadero.env)
  expect(again.stdout).toContain('Plan          2 as they should be; 0 requests to write')
  expect(again.stdout).toContain('Exit 0: Loadero is as the specs say')
  expect(again.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
})

test('a change, a rename and a change by hand are told property by property, as text and as JSON', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people(), 'specs/b.loadero.ts': spec('other') })
  expect((await run(root, ['push'], loadero.env)).code).toBe(0)
  const changed = await createProject({
    'specs/a.loadero.ts': people('3g', 'everybody meets'),
    'specs/b.loadero.ts': spec('other', 'startInterval: 7'),
  })
  const other = (await loadero.client.tests.list()).results.find(({ name }) => name === 'other')
  const [visitor] = (await loadero.client.test(other?.id ?? 0).participants.list()).results
  await loadero.client.test(other?.id ?? 0).participants.update(visitor?.id ?? 0, {
    name: 'visitor',
    count: 5,
    browser: 'chromeLatest',
  })
  const text = (await run(changed, ['plan'], loadero.env)).stdout
  expect(text).toContain("called 'people meet' so far")
  expect(text).toContain('    ~ participant caller of pair\n        network: 4g → 3g\n')
  expect(text).toContain("    'other' was changed at Loadero since it was last pushed")
  expect(text).toContain('        count: 5 → 1\n')

  const { stdout } = await run(changed, ['plan', '--format', 'json'], loadero.env)
  const plan = JSON.parse(stdout) as PlanDocument
  expect(plan.tests).toMatchObject([
    { action: 'update', standing: 'ours', renamedFrom: 'people meet' },
    { action: 'update', standing: 'drifted' },
  ])
  expect(plan.tests[1]?.changes).toMatchObject([
    { resource: 'test', properties: [{ property: 'startInterval', before: 1, after: 7 }] },
    { resource: 'participant', properties: [{ property: 'count', before: 5, after: 1 }] },
  ])
  expect(plan).toMatchObject({ computeUnits: 10, exit: { code: 0 } })

  const before = loadero.requests.length
  const refused = await run(changed, ['push', '--fail-on-drift'], loadero.env)
  expect(refused.stdout).toContain("'other', was changed at Loadero")
  expect(refused.code).toBe(2)
  expect(writes(loadero.requests.slice(before))).toEqual([])
})

test('what costs too much is refused before anything is changed', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { code, stdout } = await run(root, ['--max-cu', '7.5'], loadero.env)
  expect(stdout).toContain('the tests take 8 compute units, but --max-cu allows 7.5')
  expect(code).toBe(5)
  expect(writes(loadero.requests)).toEqual([])
})

test('prune deletes what no spec declares, once it may, and nothing that is not ours', async () => {
  const loadero = await startLoadero()
  const both = await createProject({
    'specs/a.loadero.ts': spec('stays'),
    'specs/b.loadero.ts': spec('goes'),
  })
  expect((await run(both, ['push'], loadero.env)).code).toBe(0)
  const goes = (await loadero.client.tests.list()).results.find(({ name }) => name === 'goes')
  await loadero.client.tests.duplicate(goes?.id ?? 0, { name: 'a copy by hand' })
  const names = async () => new Set((await loadero.client.tests.list()).results.map(({ name }) => name))

  const one = await createProject({ 'specs/a.loadero.ts': spec('stays') })
  const asked = await run(one, ['prune'], loadero.env)
  expect(asked.stdout).toContain(`- goes  specs/b.loadero.ts  test ${goes?.id}  0 runs\n`)
  expect(asked.stdout).toContain('Exit 5: 1 test, with 0 runs, would be deleted, which needs --yes')
  expect(asked.code).toBe(5)
  expect(await names()).toEqual(new Set(['a copy by hand', 'goes', 'stays']))
  expect((await run(one, ['prune', '--yes'], loadero.env)).code).toBe(0)
  expect(await names()).toEqual(new Set(['a copy by hand', 'stays']))
})

test('with --no-push a test is run as it stands at Loadero', async () => {
  const loadero = await startLoadero({ default: { metrics: { 'machine/cpu/used': [1] } } })
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  expect((await run(root, ['push'], loadero.env)).code).toBe(0)
  const before = loadero.requests.length
  const changed = await createProject({ 'specs/a.loadero.ts': people('3g') })
  expect((await run(changed, ['run', '--no-push'], loadero.env)).stdout).toContain('✓ people meet')
  expect(writes(loadero.requests.slice(before)).length).toBe(1)
})

test('without a token the plan is against an empty Loadero, and says so', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { stdout, code } = await run(root, ['plan'])
  expect(stdout).toContain(
    'local Loadero, which is empty and keeps nothing beyond this command (no LOADERO_ACCESS_TOKEN)',
  )
  expect(stdout).toContain('Plan          1 to create; 6 requests to write')
  expect(code).toBe(0)
})
