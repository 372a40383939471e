import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head, spec } from '../support/project.js'

interface PlanDocument {
  readonly tests: readonly {
    readonly name: string
    readonly action: string
    readonly syncState: string
    readonly renamedFrom?: string
    readonly changes: readonly { readonly resource: string; readonly properties: readonly object[] }[]
  }[]
  readonly writes: number
  readonly computeUnits: number
  readonly exit: { readonly code: number }
}

function people(network = '4g', title = 'people meet') {
  return `${head}
test('${title}', {
  script: script('./script.js'),
  groups: [{ name: 'pair', count: 2, participants: [
    { name: 'caller', browser: 'chromeLatest', network: '${network}' },
    { name: 'callee', browser: 'chromeLatest' },
  ] }],
  asserts: [metric('machine/cpu/used/avg').atMost(9)],
})
`
}

function writes(requests: readonly string[]) {
  return requests.filter((line) => !line.startsWith('GET '))
}

test('push writes what plan shows, then nothing', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people(), 'specs/b.loadero.ts': spec('other') })
  const first = await run(root, ['plan', '--detailed-exitcode'], loadero.env)
  expect(first.code).toBe(2)
  expect(normalizeOutput(first.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    + people meet  specs/a.loadero.ts:3
        + group pair
        + participant caller of pair
        + participant callee of pair
        + assert machine/cpu/used/avg lte 9
    + other  specs/b.loadero.ts:2
        + participant visitor
    Plan          2 to create; 9 write requests
    Compute units 10 to run all tests; the project has at most 1000000 per test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    Exit 2: 2 tests to push
    "
  `)
  expect(writes(loadero.requests)).toEqual([])

  const pushed = await run(root, ['push'], loadero.env)
  expect(normalizeOutput(pushed.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    + people meet  specs/a.loadero.ts:3
        + group pair
        + participant caller of pair
        + participant callee of pair
        + assert machine/cpu/used/avg lte 9
    + other  specs/b.loadero.ts:2
        + participant visitor
    Plan          2 to create; 9 write requests
    Compute units 10 to run all tests; the project has at most 1000000 per test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    ✓ other  test 2
    ✓ people meet  test 1
    Exit 0: Loadero matches the specs
    "
  `)
  expect(pushed.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
  expect(writes(loadero.requests).filter((line) => line.includes('/runs/'))).toEqual([])

  const again = await run(root, ['run', '--dry-run'], loadero.env)
  expect(normalizeOutput(again.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    Plan          2 unchanged; 0 write requests
    Compute units 10 to run all tests; the project has at most 1000000 per test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    Exit 0: no changes: Loadero matches the specs
    "
  `)
  expect(again.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
})

test('plan shows changes, renames and drift by property', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people(), 'specs/b.loadero.ts': spec('other') })
  expect((await run(root, ['push'], loadero.env)).code).toBe(0)
  const changed = await createProject({
    'specs/a.loadero.ts': people('3g', 'all people meet'),
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
  expect(normalizeOutput(text)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    ~ all people meet  specs/a.loadero.ts:3  test 1  renamed from 'people meet'
        ~ test
            name: people meet → all people meet
        ~ participant caller of pair
            network: 4g → 3g
    ~ other  specs/b.loadero.ts:2  test 2
        'other' was changed at Loadero since the last push. The push overwrites the changes.
        ~ test
            startInterval: 1 → 7
        ~ participant visitor
            count: 5 → 1
    Plan          2 to change; 6 write requests
    Compute units 10 to run all tests; the project has at most 1000000 per test, 1000000 of 1000000 left this month, 1000000 included
        8  all people meet
        2  other
    Exit 0: 2 tests to push
    "
  `)

  const { stdout } = await run(changed, ['plan', '--format', 'json'], loadero.env)
  const plan = JSON.parse(stdout) as PlanDocument
  expect(plan.tests).toMatchObject([
    { action: 'update', syncState: 'managed', renamedFrom: 'people meet' },
    { action: 'update', syncState: 'drifted' },
  ])
  expect(plan.tests[1]?.changes).toMatchObject([
    { resource: 'test', properties: [{ property: 'startInterval', before: 1, after: 7 }] },
    { resource: 'participant', properties: [{ property: 'count', before: 5, after: 1 }] },
  ])
  expect(plan).toMatchObject({ computeUnits: 10, exit: { code: 0 } })

  const before = loadero.requests.length
  const refused = await run(changed, ['push', '--fail-on-drift'], loadero.env)
  expect(normalizeOutput(refused.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    Test 2 'other' was changed at Loadero since the last push
      Run \`loadero-test plan\` to see the changes. Copy them into the spec, or overwrite them by pushing without --fail-on-drift.
    Exit 2: the session could not be set up
    "
  `)
  expect(refused.code).toBe(2)
  expect(writes(loadero.requests.slice(before))).toEqual([])
})

test('a plan over its compute units is refused', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { code, stdout } = await run(root, ['--max-cu', '7.5'], loadero.env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

    ! people meet  <duration>

    The tests need 8 compute units, but --max-cu allows 7.5
      Use fewer participants, or smaller compute units.

    Tests         1 errored of 1
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 5: the plan of the project does not allow it; nothing was launched
    "
  `)
  expect(code).toBe(5)
  expect(writes(loadero.requests)).toEqual([])
})

test('prune deletes only undeclared managed tests', async () => {
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
  const refusedPrune = await run(one, ['prune'], loadero.env)
  expect(normalizeOutput(refusedPrune.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    - goes  specs/b.loadero.ts  test 2  0 runs
    Exit 5: 1 test with 0 runs would be deleted; use --yes to delete without a prompt
    "
  `)
  expect(refusedPrune.code).toBe(5)
  expect(await names()).toEqual(new Set(['a copy by hand', 'goes', 'stays']))
  expect((await run(one, ['prune', '--yes'], loadero.env)).code).toBe(0)
  expect(await names()).toEqual(new Set(['a copy by hand', 'stays']))
})

test('--no-push runs only a remote test that matches its spec', async () => {
  const loadero = await startLoadero({ default: { metrics: { 'machine/cpu/used': [1] } } })
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  expect((await run(root, ['push'], loadero.env)).code).toBe(0)
  const before = loadero.requests.length
  const changed = await createProject({ 'specs/a.loadero.ts': people('3g') })
  const refused = await run(changed, ['run', '--no-push'], loadero.env)
  expect(refused.code).toBe(2)
  expect(refused.stdout).toContain(
    "'people meet' at Loadero differs from its spec, so a run of it proves nothing about the spec",
  )
  expect(writes(loadero.requests.slice(before))).toEqual([])
  const { stdout, code } = await run(root, ['run', '--no-push'], loadero.env)
  expect(code).toBe(0)
  expect(stdout).toMatch(/✓ people meet .* ran exactly what specs\/a\.loadero\.ts says \([0-9a-f]{8}\)/)
  // The launch.
  expect(writes(loadero.requests.slice(before)).length).toBe(1)
})

test('without a token the plan assumes an empty Loadero', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { stdout, code } = await run(root, ['plan', '--local'])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  empty local Loadero, which keeps nothing after this command (no LOADERO_ACCESS_TOKEN)
    + people meet  specs/a.loadero.ts:3
        + group pair
        + participant caller of pair
        + participant callee of pair
        + assert machine/cpu/used/avg lte 9
    Plan          1 to create; 6 write requests
    Compute units 8 to run all tests; the project has at most 1000000 per test, 1000000 of 1000000 left this month, 1000000 included
    Exit 0: 1 test to push
    "
  `)
  expect(code).toBe(0)
})
