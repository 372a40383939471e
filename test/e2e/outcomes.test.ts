import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { testListSchema } from '../../packages/cli/src/terminal/list-schema.js'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head, spec } from '../support/project.js'

// One run at a time keeps the lines of several tests in order.
const simulate = ['--simulate', 'scenario.json', '--concurrency', '1']

function junit(root: string) {
  return readFile(join(root, '.loadero', 'junit.xml'), 'utf8')
}

test('a passing test ends with 0 and writes JUnit', async () => {
  const root = await createProject({
    'specs/shop.loadero.ts': spec('visits the shop'),
    'scenario.json': { startupMs: 120_000, default: { durationMs: 30_000 } },
  })
  const { code, stdout, stderr } = await run(root, simulate)
  expect(stderr).toBe('')
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      visits the shop: run 1 launched
    ✓ visits the shop  1/1 participant  <duration>  2 CU  ran exactly what specs/shop.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
  const xml = await junit(root)
  expect(xml).toContain('<testcase name="visits the shop" classname="specs.shop"')
  expect(xml).toContain('<property name="simulated" value="true"/>')
})

test('failed scripts and asserts end with 1 and reasons', async () => {
  const root = await createProject({
    'specs/shop.loadero.ts': `${head}
describe('shop', () => {
  test('sells', {
    script: script('./script.js'),
    groups: [{ name: 'crowd', count: 2, participants: [{ name: 'late', browser: 'chromeLatest' }, { name: 'early', browser: 'chromeLatest' }] }],
  })
  test('is quick', {
    script: script('./script.js'),
    participants: [{ name: 'visitor', browser: 'chromeLatest', count: 3 }],
    asserts: [metric('machine/cpu/used/avg').lessThan(2)],
  })
})
`,
    'scenario.json': {
      participants: [
        { name: 'late', result: 'fail', message: '✖ Timed out while waiting for element <#buy>' },
        { test: 'shop > is quick', metrics: { 'machine/cpu/used': [2, 4] } },
      ],
    },
  })
  const { code, stdout } = await run(root, simulate)
  expect(code).toBe(1)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    2 tests in 1 file

      shop > sells: run 1 launched
    ✗ shop > sells  2/4 participants  <duration>  8 CU  ran exactly what specs/shop.loadero.ts says (<hash>)
      shop > is quick: run 2 launched
    ✗ shop > is quick  0/3 participants  <duration>  6 CU  ran exactly what specs/shop.loadero.ts says (<hash>)

    FAILED shop > sells specs/shop.loadero.ts:4
      script: [simulated] Timed out while waiting for element <#buy>
        2 of 4 participants: late #0 of crowd #0, late #0 of crowd #1
        .loadero/sessions/<session>/run-1/1-late/crowd-0.late-0.1.script.log
        .loadero/sessions/<session>/run-1/3-late/crowd-1.late-0.3.script.log
        late #0 of crowd #0 failed at <duration>
          command: Timed out while waiting for element <#buy>
        late #0 of crowd #1 failed at <duration>
          command: Timed out while waiting for element <#buy>

    FAILED shop > is quick specs/shop.loadero.ts:8
      assert: machine/cpu/used/avg is up to 3, the limit is < 2 (1 above)
        3 of 3 participants: visitor #0, visitor #1, visitor #2
        .loadero/sessions/<session>/run-2/5-visitor/visitor-0.5.script.log
        .loadero/sessions/<session>/run-2/6-visitor/visitor-1.6.script.log
        .loadero/sessions/<session>/run-2/7-visitor/visitor-2.7.script.log

    Tests         2 failed of 2
    Participants  2 passed of 7 (simulated)
    Compute units 14 (estimated 14)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 1: 2 tests failed
    "
  `)
  const [, log = ''] = /\[\[ATTACHMENT\|(.*script\.log)\]\]/.exec(await junit(root)) ?? []
  expect(await readFile(join(root, '.loadero', log), 'utf8')).toContain('Timed out')
})

test('expectations and callbacks decide the verdict', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': `${head}import { successRate } from 'loadero-test'
const crowd = {
  script: script('./script.js'),
  participants: [{ name: 'lucky', browser: 'chromeLatest', count: 3 }, { name: 'unlucky', browser: 'chromeLatest' }],
} as const
const cpu = metric('machine/cpu/used/avg')
test('tolerates one', { ...crowd, expects: [successRate().atLeast(0.75), cpu.where({ participant: 'lucky' }).max().atMost(3)] })
test('tolerates none', { ...crowd, expects: [successRate().atLeast(0.8)] })
test('is too busy', { ...crowd, expects: [successRate().atLeast(0), cpu.share(0.5).lessThan(2)] })
test('has no such metric', { ...crowd, expects: [successRate().atLeast(0), metric('webrtc/audio/rtt/avg').max().lessThan(9)] })
test('is checked by hand', { ...crowd, expects: [successRate().atLeast(0)] }, ({ run, results, expect }) => {
  expect(run.status).toBe('done')
  expect(results.filter(({ status }) => status === 'pass').map(({ metrics }) => metrics?.machine['machine/cpu/used']?.average)).toEqual([3, 3, 3])
  expect(results.filter(({ status }) => status === 'fail')).toHaveLength(0)
})
`,
    'scenario.json': {
      participants: [{ name: 'unlucky', result: 'fail', message: '✖ no luck' }],
      default: { metrics: { 'machine/cpu/used': [2, 4] } },
    },
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    specs/a.loadero.ts:10 warning vacuous-gate
      test 'is too busy': has a limit on the success rate that cannot fail: the value is between 0 and 1, and the limit is 0
      Correct the limit, or remove it.
    specs/a.loadero.ts:11 warning vacuous-gate
      test 'has no such metric': has a limit on the success rate that cannot fail: the value is between 0 and 1, and the limit is 0
      Correct the limit, or remove it.
    specs/a.loadero.ts:12 warning vacuous-gate
      test 'is checked by hand': has a limit on the success rate that cannot fail: the value is between 0 and 1, and the limit is 0
      Correct the limit, or remove it.
    5 tests in 1 file

      tolerates one: run 1 launched
    ✓ tolerates one  3/4 participants  <duration>  8 CU  ran exactly what specs/a.loadero.ts says (<hash>)
      tolerates none: run 2 launched
    ✗ tolerates none  3/4 participants  <duration>  8 CU  ran exactly what specs/a.loadero.ts says (<hash>)
      is too busy: run 3 launched
    ✗ is too busy  3/4 participants  <duration>  8 CU  ran exactly what specs/a.loadero.ts says (<hash>)
      has no such metric: run 4 launched
    ✗ has no such metric  3/4 participants  <duration>  8 CU  ran exactly what specs/a.loadero.ts says (<hash>)
      is checked by hand: run 5 launched
    ✗ is checked by hand  3/4 participants  <duration>  8 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    FAILED tolerates none specs/a.loadero.ts:9
      expectation: success rate is 75% (3 of 4), the limit is ≥ 80% (5 percentage points below)
        1 of 4 participants: unlucky #3
        .loadero/sessions/<session>/run-2/8-unlucky/unlucky-3.8.script.log
      script: [simulated] no luck
        1 of 4 participants: unlucky #3
        unlucky #3 failed at <duration>
          command: no luck

    FAILED is too busy specs/a.loadero.ts:10
      expectation: machine/cpu/used/avg is < 2 for 0% of participants (0 of 4), the limit is ≥ 50% (50 percentage points below)
        4 of 4 participants: lucky #0, lucky #1, lucky #2, unlucky #3
        .loadero/sessions/<session>/run-3/10-lucky/lucky-1.10.script.log
        .loadero/sessions/<session>/run-3/11-lucky/lucky-2.11.script.log
        .loadero/sessions/<session>/run-3/12-unlucky/unlucky-3.12.script.log
        unlucky #3 failed at <duration>
          command: no luck

    FAILED has no such metric specs/a.loadero.ts:11
      expectation: max of webrtc/audio/rtt/avg has no value from 4 of 4 participants, the limit is < 9 ms
        4 of 4 participants: lucky #0, lucky #1, lucky #2, unlucky #3
        .loadero/sessions/<session>/run-4/14-lucky/lucky-1.14.script.log
        .loadero/sessions/<session>/run-4/15-lucky/lucky-2.15.script.log
        .loadero/sessions/<session>/run-4/16-unlucky/unlucky-3.16.script.log
        unlucky #3 failed at <duration>
          command: no luck

    FAILED is checked by hand specs/a.loadero.ts:12
      verify: expected [ { id: 20, …(13) } ] to have a length of +0 but got 1
        - Expected
        + Received
        - 0
        + 1
        at specs/a.loadero.ts:15:61
        unlucky #3 failed at <duration>
          command: no luck

    Tests         4 failed, 1 passed of 5
    Participants  15 passed of 20 (simulated)
    Compute units 40 (estimated 40)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 1: 4 tests failed
    "
  `)
  expect(code).toBe(1)
})

test('a participant that times out has failed', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('waits', "participantTimeout: '10m'"),
    'scenario.json': { default: { result: 'timeout' } },
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      waits: run 1 launched
    ✗ waits  0/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    FAILED waits specs/a.loadero.ts:2
      timeout: participant timeout exceeded
        1 of 1 participant: visitor #0
        .loadero/sessions/<session>/run-1/1-visitor/visitor-0.1.script.log

    Tests         1 failed of 1
    Participants  0 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 1: 1 test failed
    "
  `)
  expect(code).toBe(1)
})

test('an infrastructure error ends with 75', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('starts'),
    'scenario.json': { default: { result: 'error', message: 'no machine' } },
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      starts: run 1 launched
    ! starts  0/1 participant  <duration>  2 CU

    ERRORED starts specs/a.loadero.ts:2
      run 1 ended as server-error: participants could not be started
      results: the result is aborted, neither pass nor fail: No outcome: [simulated] no machine
        1 of 1 participant: visitor #0
        .loadero/sessions/<session>/run-1/1-visitor/visitor-0.1.script.log
        visitor #0
          command: No outcome: [simulated] no machine

    Tests         1 errored of 1
    Participants  0 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 75: 1 test errored, none failed; another run may pass
    "
  `)
  expect(code).toBe(75)
  expect(await junit(root)).toContain('<error message="run ')
})

test.each([
  ['a syntax error', `${head}\ntest('x', {\n  script: ,\n})\n`],
  ['an unknown browser', spec('x').replace('chromeLatest', 'chromLatest')],
  ['no test', head],
])('a spec with %s ends with 2 before any request', async (_, text) => {
  const root = await createProject({
    'specs/a.loadero.ts': text,
    'specs/fine.loadero.ts': spec('fine'),
    'scenario.json': {},
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchSnapshot()
  expect(stdout).not.toContain('launched')
  expect(code).toBe(2)
  expect(await junit(root)).toContain('<error ')
})

test('a project without specs ends with 3 by default', async () => {
  const root = await createProject({ 'scenario.json': {} })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "Exit 3: no spec file was found below <root> (**/*.loadero.{ts,mts,cts,tsx,js,mjs,cjs,jsx}); \`loadero-test init\` creates a first one
    "
  `)
  expect(code).toBe(3)
  expect((await run(root, [...simulate, '--pass-with-no-tests'])).code).toBe(0)
})

test('filters select files and test names', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta'),
    'scenario.json': {},
  })
  const byPath = await run(root, [...simulate, 'specs/b'])
  expect(byPath.stdout).not.toContain('alpha')
  expect(normalizeOutput(byPath.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      beta: run 1 launched
    ✓ beta  1/1 participant  <duration>  2 CU  ran exactly what specs/b.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  const byName = await run(root, [...simulate, '-t', 'ALPH'])
  expect(normalizeOutput(byName.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: run 1 launched
    ✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(byName.stdout).not.toContain('beta')
  expect((await run(root, [...simulate, '-t', 'gamma'])).code).toBe(3)
})

test('only the last failed tests run again', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta'),
    'scenario.json': { participants: [{ test: 'beta', result: 'fail' }] },
    'better.json': {},
  })
  expect((await run(root, [...simulate, '--last-failed'])).code).toBe(2)
  expect((await run(root, simulate)).code).toBe(1)
  const again = await run(root, ['--simulate', 'better.json', '--concurrency', '1', '--last-failed'])
  expect(normalizeOutput(again.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      beta: run 1 launched
    ✓ beta  1/1 participant  <duration>  2 CU  ran exactly what specs/b.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(again.code).toBe(0)
  expect((await run(root, [...simulate, '--last-failed'])).code).toBe(3)
})

test('list prints the selected tests and JSON', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha', "tags: ['smoke']"),
    'specs/b.loadero.ts': spec('beta').replace('test(', 'test.skip('),
  })
  const { code, stdout } = await run(root, ['list'])
  expect(stdout).toBe(
    'specs/a.loadero.ts:2  alpha [smoke]  (1 participant)\nspecs/b.loadero.ts:2  beta  (marked skip)\n',
  )
  expect(code).toBe(0)
  const json = await run(root, ['list', '--format', 'json', '--tag', 'smoke'])
  // The root may be below a link.
  expect(testListSchema.parse(JSON.parse(json.stdout))).toEqual({
    version: 1,
    root: expect.stringContaining(basename(root)) as string,
    tests: [{ file: 'specs/a.loadero.ts', line: 2, name: 'alpha', tags: ['smoke'], participants: 1 }],
    diagnostics: [],
  })
  expect((await run(root, ['list', '--tag', 'slow'])).code).toBe(3)
})

test('skipped tests have a reason and do not pass', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta').replace('test(', 'test.skip('),
    'scenario.json': {},
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: run 1 launched
    ✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    SKIPPED beta specs/b.loadero.ts:2  marked skip

    Tests         1 skipped, 1 passed of 2
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
  expect(await junit(root)).toContain('<skipped message="marked skip">')
  expect((await run(root, [...simulate, '-t', 'beta'])).code).toBe(3)
})

test('test.only runs alone and is refused in CI', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta').replace('test(', 'test.only('),
    'scenario.json': {},
  })
  const { stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      beta: run 1 launched
    ✓ beta  1/1 participant  <duration>  2 CU  ran exactly what specs/b.loadero.ts says (<hash>)

    SKIPPED alpha specs/a.loadero.ts:2  another test is marked only

    Tests         1 skipped, 1 passed of 2
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  const ci = await run(root, simulate, { CI: 'true', NO_COLOR: '1' })
  expect(normalizeOutput(ci.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    specs/b.loadero.ts:2 error only-in-ci
      test 'beta': is marked only, so all other tests would be skipped in CI
      Remove the mark, or allow it with --allow-only.

    SKIPPED alpha specs/a.loadero.ts:2  another test is marked only

    Tests         1 skipped of 1
    Participants  0 passed of 0 (simulated)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 2: the specs have errors; nothing was sent
    "
  `)
  expect(ci.code).toBe(2)
  expect((await run(root, [...simulate, '--allow-only'], { CI: 'true' })).code).toBe(0)
})

test.each([
  [['--shard', '3/2']],
  [['--tag', 'smoke and']],
  [['--no-such-flag']],
  [['--concurrency', 'many']],
  [['--reporter', 'junt']],
  [['-t', '(']],
  [['--simulate', 'nowhere.json']],
  [['--local', '--browser-path', '/nowhere/chrome']],
])('wrong usage %j ends with 2 and a message', async (args) => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const { code, stdout, stderr } = await run(root, args)
  expect(normalizeOutput(stdout + stderr)).toMatchSnapshot()
  expect(stdout + stderr).not.toMatch(/\n\s+at /)
  expect(code).toBe(2)
})

test('a token without a project is a configuration error', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const { code, stderr } = await run(root, [], { LOADERO_ACCESS_TOKEN: 'x' })
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "LOADERO_ACCESS_TOKEN is set, but no project is
      Set LOADERO_PROJECT_ID or --project, or run with --local.
    Exit 2: config error
    "
  `)
  expect(code).toBe(2)
})

test.each([
  [['--help']],
  ...[
    'run',
    'list',
    'plan',
    'push',
    'prune',
    'pull',
    'doctor',
    'attach',
    'stop',
    'report',
    'merge-reports',
    'serve',
    'init',
    'api',
    'complete',
  ].map((command) => [[command, '--help']]),
])('the help of %j lists its options', async (args) => {
  const { code, stdout, stderr } = await run(await createProject({}), args)
  expect(stdout).toMatchSnapshot()
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

test('the version option prints the version', async () => {
  const root = await createProject({})
  const version = await run(root, ['--version'], { NODE_DEBUG: 'module,esm' })
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(version.stderr).not.toContain('commander')
})

test('colours are printed only on request', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  expect((await run(root, simulate)).stdout).not.toContain('\u001b')
  expect((await run(root, simulate, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[32m✓')
  expect((await run(root, simulate, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b')
})
