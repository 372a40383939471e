import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { createProject, head, spec } from '../support/project.js'

const simulate = ['--simulate', 'scenario.json']

const junit = (root: string) => readFile(join(root, '.loadero', 'junit.xml'), 'utf8')

test('a passing test ends with 0, and its case stands in the JUnit file', async () => {
  const root = await createProject({
    'specs/shop.loadero.ts': spec('visits the shop'),
    'scenario.json': { startupMs: 120_000, default: { durationMs: 30_000 } },
  })
  const { code, stdout, stderr } = await run(root, simulate)
  expect(stderr).toBe('')
  expect(stdout).toContain('✓ visits the shop  1/1 participant')
  expect(stdout.split('\n')[0]).toContain('simulated')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Exit 0: all tests passed')
  expect(code).toBe(0)
  const xml = await junit(root)
  expect(xml).toContain('<testcase name="visits the shop" classname="specs.shop"')
  expect(xml).toContain('<property name="simulated" value="true"/>')
})

test('a failed script and a failed assert end with 1, and both reasons can be read', async () => {
  const root = await createProject({
    'specs/shop.loadero.ts': `${head}
describe('shop', () => {
  test('sells', {
    script: script('./play.js'),
    groups: [{ name: 'crowd', count: 2, participants: [{ name: 'late', browser: 'chromeLatest' }, { name: 'early', browser: 'chromeLatest' }] }],
  })
  test('is quick', {
    script: script('./play.js'),
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
  expect(stdout).toContain('FAILED shop > sells specs/shop.loadero.ts:4')
  expect(stdout).toContain('script: [simulated] Timed out while waiting for element <#buy>')
  expect(stdout).toContain('2 of 4 participants: late #0 of crowd #0, late #0 of crowd #1')
  expect(stdout).toMatch(/\.loadero\/run-\d+\/\d+-late\/script\.log/)
  expect(stdout).toContain('FAILED shop > is quick specs/shop.loadero.ts:8')
  expect(stdout).toContain('assert: machine/cpu/used/avg: expected < 2, got 3')
  expect(stdout).toContain('3 of 3 participants: visitor #0, visitor #1, visitor #2')
  expect(stdout).toContain('Exit 1: 2 tests failed')
  const [, log = ''] = /\[\[ATTACHMENT\|(.*script\.log)\]\]/.exec(await junit(root)) ?? []
  expect(await readFile(join(root, '.loadero', log), 'utf8')).toContain('Timed out')
})

test('expectations across participants and an own check decide as well', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': `${head}import { successRate } from 'loadero-test'
const crowd = {
  script: script('./play.js'),
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
  expect(stdout).toContain('✓ tolerates one  3/4 participants')
  expect(stdout).toContain('expectation: success rate: expected ≥ 0.8, got 0.75 (3 of 4)')
  expect(stdout).toContain('expectation: share 0.5 of machine/cpu/used/avg: expected < 2, got 0 of them')
  expect(stdout).toContain(
    'expectation: largest of webrtc/audio/rtt/avg: expected < 9, got no value from 4 of 4',
  )
  expect(stdout).toMatch(/verify: expected \[.*\] to have a length of \+?0 but got 1/)
  expect(stdout).toContain('4 failed, 1 passed of 5')
  expect(code).toBe(1)
})

test('a participant that exceeds its time has failed', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('waits', "participantTimeout: '10m'"),
    'scenario.json': { default: { result: 'timeout' } },
  })
  const { code, stdout } = await run(root, simulate)
  expect(stdout).toContain('timeout: the participant timeout was exceeded')
  expect(code).toBe(1)
})

test('a run that the service could not carry out ends with 75', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('starts'),
    'scenario.json': { default: { result: 'error', message: 'no machine' } },
  })
  const { code, stdout } = await run(root, simulate)
  expect(stdout).toContain('ended as server-error')
  expect(stdout).toContain('Exit 75')
  expect(code).toBe(75)
  expect(await junit(root)).toContain('<error message="run: run ')
})

test.each([
  [
    'a syntax error',
    `${head}\ntest('x', {\n  script: ,\n})\n`,
    /specs\/a\.loadero\.ts:4:\d+ error syntax-error\n {2}syntax error: Unexpected token/,
  ],
  [
    'an unknown browser',
    spec('x').replace('chromeLatest', 'chromLatest'),
    /specs\/a\.loadero\.ts:2 error unknown-value\n.*participants\[0\]\.browser: unknown value 'chromLatest'\n {2}Did you mean 'chromeLatest'\?/,
  ],
  ['no test', head, /specs\/a\.loadero\.ts:1 error no-tests\n {2}declares no test/],
])('a spec with %s ends with 2, says where, and sends nothing', async (_, text, message) => {
  const root = await createProject({
    'specs/a.loadero.ts': text,
    'specs/fine.loadero.ts': spec('fine'),
    'scenario.json': {},
  })
  const { code, stdout } = await run(root, simulate)
  expect(stdout).toMatch(message)
  expect(stdout).not.toContain('launched')
  expect(code).toBe(2)
  expect(await junit(root)).toContain('<error ')
})

test('a project without any spec ends with 3, or with 0 when that is allowed', async () => {
  const root = await createProject({ 'scenario.json': {} })
  const { code, stdout } = await run(root, simulate)
  expect(stdout).toContain('Exit 3: no test was found')
  expect(code).toBe(3)
  expect((await run(root, [...simulate, '--pass-with-no-tests'])).code).toBe(0)
})

test('filters choose files and names', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta'),
    'scenario.json': {},
  })
  const byPath = await run(root, [...simulate, 'specs/b'])
  expect(byPath.stdout).not.toContain('alpha')
  expect(byPath.stdout).toContain('✓ beta')
  const byName = await run(root, [...simulate, '-t', 'ALPH'])
  expect(byName.stdout).toContain('✓ alpha')
  expect(byName.stdout).not.toContain('beta')
  expect((await run(root, [...simulate, '-t', 'gamma'])).code).toBe(3)
})

test('the last failed are run again, and alone', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta'),
    'scenario.json': { participants: [{ test: 'beta', result: 'fail' }] },
    'better.json': {},
  })
  expect((await run(root, [...simulate, '--last-failed'])).code).toBe(2)
  expect((await run(root, simulate)).code).toBe(1)
  const again = await run(root, ['--simulate', 'better.json', '--last-failed'])
  expect(again.stdout).toContain('1 passed of 1')
  expect(again.code).toBe(0)
  expect((await run(root, [...simulate, '--last-failed'])).code).toBe(3)
})

test('list tells what would run, for people and for tools', async () => {
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
  expect(JSON.parse(json.stdout)).toEqual({
    tests: [{ file: 'specs/a.loadero.ts', line: 2, name: 'alpha', tags: ['smoke'], participants: 1 }],
    diagnostics: [],
  })
  expect((await run(root, ['list', '--tag', 'slow'])).code).toBe(3)
})

test('a skipped test is told with its reason, and nothing but skipped tests is no pass', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta').replace('test(', 'test.skip('),
    'scenario.json': {},
  })
  const { code, stdout } = await run(root, simulate)
  expect(stdout).toContain('1 skipped, 1 passed of 2')
  expect(code).toBe(0)
  expect(await junit(root)).toContain('<skipped message="session: marked skip">')
  expect((await run(root, [...simulate, '-t', 'beta'])).code).toBe(3)
})

test('a mark of only runs alone, and is refused in CI unless it is allowed', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': spec('alpha'),
    'specs/b.loadero.ts': spec('beta').replace('test(', 'test.only('),
    'scenario.json': {},
  })
  expect((await run(root, simulate)).stdout).toContain('1 skipped, 1 passed of 2')
  const ci = await run(root, simulate, { CI: 'true' })
  expect(ci.stdout).toContain('specs/b.loadero.ts:2 error only-in-ci')
  expect(ci.code).toBe(2)
  expect((await run(root, [...simulate, '--allow-only'], { CI: 'true' })).code).toBe(0)
})

test.each([
  [['--shard', '3/2'], '--shard must be like 1/3'],
  [['--tag', 'smoke and'], '--tag:'],
  [['--no-such-flag'], "unknown option '--no-such-flag'"],
  [['--concurrency', 'many'], "--concurrency must be a whole number from 1, not 'many'"],
  [['--reporter', 'junt'], "there is no reporter 'junt'"],
  [['-t', '('], "--name is not a regular expression: '('"],
  [['--simulate', 'nowhere.json'], 'nowhere.json'],
  [['--local', '--browser-path', '/nowhere/chrome'], '/nowhere/chrome'],
])('wrong usage %j ends with 2 and says what is wrong', async (args, message) => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const { code, stdout, stderr } = await run(root, args)
  expect(stdout + stderr).toContain(message)
  expect(stdout + stderr).not.toMatch(/\n\s+at /)
  expect(code).toBe(2)
})

test('a token without a project is a configuration error', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const { code, stderr } = await run(root, [], { LOADERO_ACCESS_TOKEN: 'x' })
  expect(stderr).toContain('LOADERO_PROJECT_ID')
  expect(code).toBe(2)
})

test('help comes from the table of options, and the version at once', async () => {
  const root = await createProject({})
  const help = await run(root, ['--help'])
  expect(help.code).toBe(0)
  expect((await run(root, ['run', '--help'])).stdout).toContain('--concurrency <n>')
  const version = await run(root, ['--version'], { NODE_DEBUG: 'module,esm' })
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(version.stderr).not.toContain('commander')
})

test('colours are there when asked for, and never otherwise', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  expect((await run(root, simulate)).stdout).not.toContain('\u001b')
  expect((await run(root, simulate, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[32m✓')
  expect((await run(root, simulate, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b')
})
