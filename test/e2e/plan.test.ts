import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
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

function people(network = '4g', title = 'people meet') {
  return `${head}
test('${title}', {
  script: script('./play.js'),
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

test('plan says what a push would write, push writes it, and then there is nothing to do', async () => {
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
    Plan          2 to create; 9 requests to write
    Compute units 10 for a run of all; the project has at most 1000000 for a test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    Exit 2: there is something to push for 2 tests
    "
  `)
  expect(writes(loadero.requests)).toEqual([])

  const pushed = await run(root, ['push', '--concurrency', '1'], loadero.env)
  expect(normalizeOutput(pushed.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    + people meet  specs/a.loadero.ts:3
        + group pair
        + participant caller of pair
        + participant callee of pair
        + assert machine/cpu/used/avg lte 9
    + other  specs/b.loadero.ts:2
        + participant visitor
    Plan          2 to create; 9 requests to write
    Compute units 10 for a run of all; the project has at most 1000000 for a test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    ✓ other  test 2
    ✓ people meet  test 1
    Exit 0: Loadero is as the specs say
    "
  `)
  expect(pushed.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
  expect(writes(loadero.requests).filter((line) => line.includes('/runs/'))).toEqual([])

  const again = await run(root, ['run', '--dry-run', '--detailed-exitcode'], loadero.env)
  expect(normalizeOutput(again.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    Plan          2 as they should be; 0 requests to write
    Compute units 10 for a run of all; the project has at most 1000000 for a test, 1000000 of 1000000 left this month, 1000000 included
        8  people meet
        2  other
    Exit 0: Loadero is as the specs say
    "
  `)
  expect(again.code).toBe(0)
  expect(writes(loadero.requests).length).toBe(9)
})

test('a change, a rename and a change by hand are told property by property, as text and as JSON', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people(), 'specs/b.loadero.ts': spec('other') })
  expect((await run(root, ['push', '--concurrency', '1'], loadero.env)).code).toBe(0)
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
  expect(normalizeOutput(text)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    ~ everybody meets  specs/a.loadero.ts:3  test 1  called 'people meet' so far
        ~ test
            name: people meet → everybody meets
        ~ participant caller of pair
            network: 4g → 3g
    ~ other  specs/b.loadero.ts:2  test 2
        'other' was changed at Loadero since it was last pushed; what the spec says is pushed over it
        ~ test
            startInterval: 1 → 7
        ~ participant visitor
            count: 5 → 1
    Plan          2 to change; 6 requests to write
    Compute units 10 for a run of all; the project has at most 1000000 for a test, 1000000 of 1000000 left this month, 1000000 included
        8  everybody meets
        2  other
    Exit 0: there is something to push for 2 tests
    "
  `)

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
  expect(normalizeOutput(refused.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    test 2, 'other', was changed at Loadero since it was last pushed
      See what with \`loadero-test plan\`; take it into the spec, or push over it without --fail-on-drift.
    Exit 2: the session could not be set up
    "
  `)
  expect(refused.code).toBe(2)
  expect(writes(loadero.requests.slice(before))).toEqual([])
})

test('what costs too much is refused before anything is changed', async () => {
  const loadero = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { code, stdout } = await run(root, ['--max-cu', '7.5'], loadero.env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

    ! people meet  <duration>

    the tests take 8 compute units, but --max-cu allows 7.5
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

test('prune deletes what no spec declares, once it may, and nothing that is not ours', async () => {
  const loadero = await startLoadero()
  const both = await createProject({
    'specs/a.loadero.ts': spec('stays'),
    'specs/b.loadero.ts': spec('goes'),
  })
  expect((await run(both, ['push', '--concurrency', '1'], loadero.env)).code).toBe(0)
  const goes = (await loadero.client.tests.list()).results.find(({ name }) => name === 'goes')
  await loadero.client.tests.duplicate(goes?.id ?? 0, { name: 'a copy by hand' })
  const names = async () => new Set((await loadero.client.tests.list()).results.map(({ name }) => name))

  const one = await createProject({ 'specs/a.loadero.ts': spec('stays') })
  const asked = await run(one, ['prune'], loadero.env)
  expect(normalizeOutput(asked.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    - goes  specs/b.loadero.ts  test 2  0 runs
    Exit 5: 1 test, with 0 runs, would be deleted, which needs --yes
    "
  `)
  expect(asked.code).toBe(5)
  expect(await names()).toEqual(new Set(['a copy by hand', 'goes', 'stays']))
  expect((await run(one, ['prune', '--yes'], loadero.env)).code).toBe(0)
  expect(await names()).toEqual(new Set(['a copy by hand', 'stays']))
})

test('with --no-push a test is run as it stands at Loadero', async () => {
  const loadero = await startLoadero({ default: { metrics: { 'machine/cpu/used': [1] } } })
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  expect((await run(root, ['push', '--concurrency', '1'], loadero.env)).code).toBe(0)
  const before = loadero.requests.length
  const changed = await createProject({ 'specs/a.loadero.ts': people('3g') })
  const { stdout } = await run(changed, ['run', '--no-push'], loadero.env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

      people meet: 'people meet' is run as it stands at Loadero, which is not what its spec says; see \`loadero-test plan\`
      people meet: run 1 launched
    ✓ people meet  4/4 participants  <duration>  8 CU

    Tests         1 passed of 1
    Participants  4 passed of 4
    Compute units 8 (estimated 8)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(writes(loadero.requests.slice(before)).length).toBe(1)
})

test('without a token the plan is against an empty Loadero, and says so', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': people() })
  const { stdout, code } = await run(root, ['plan'])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, which is empty and keeps nothing beyond this command (no LOADERO_ACCESS_TOKEN)
    + people meet  specs/a.loadero.ts:3
        + group pair
        + participant caller of pair
        + participant callee of pair
        + assert machine/cpu/used/avg lte 9
    Plan          1 to create; 6 requests to write
    Compute units 8 for a run of all; the project has at most 1000000 for a test, 1000000 of 1000000 left this month, 1000000 included
    Exit 0: there is something to push for 1 test
    "
  `)
  expect(code).toBe(0)
})
