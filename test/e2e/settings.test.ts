import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

const simulate = ['--simulate', 'scenario.json']

test('a configuration file sets defaults, declares tags, and names projects', async () => {
  const root = await createProject({
    'loadero.config.ts': `import { defineConfig } from 'loadero-test'
export default defineConfig({
  tags: ['smoke'],
  outputDir: 'reports',
  participant: { location: 'eu-central-1' },
})`,
    'specs/a.loadero.ts': spec('alpha', "tags: ['smoke']"),
    'scenario.json': {},
  })
  const { code, stdout } = await run(root, simulate)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: run 1 launched
    ✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        reports/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
  const newer = await createProject({
    'loadero.config.js': "export default { extraValues: { network: ['6g'] } }",
    'specs/a.loadero.ts': spec('alpha').replace("'chromeLatest'", "'chromeLatest', network: '6g'"),
  })
  expect((await run(newer, ['list'])).code).toBe(0)
  const typo = await createProject({
    'loadero.config.js': "export default { tags: ['smoke'] }",
    'specs/a.loadero.ts': spec('alpha', "tags: ['smok']"),
  })
  const { stdout: output, code: refused } = await run(typo, ['list'])
  expect(normalizeOutput(output)).toMatchInlineSnapshot(`
    "specs/a.loadero.ts:2 error unknown-value
      test 'alpha': tags[0]: unknown value 'smok'
      Did you mean 'smoke'?
    "
  `)
  expect(refused).toBe(2)
})

test('a token in another setting is never shown', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': spec('alpha') })
  const token = 'e7a1-secret'
  const { code, stdout, stderr } = await run(root, [], {
    LOADERO_ACCESS_TOKEN: token,
    LOADERO_PROJECT_ID: token,
  })
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "Unknown project '***'
      Use the id of the project, or a name from \`projects\` in the configuration file.
    Exit 2: config error
    "
  `)
  expect(stdout + stderr).not.toContain(token)
  expect(code).toBe(2)
})

test('built-in and custom reporters get their options', async () => {
  const root = await createProject({
    'loadero.config.js': "export default { reporter: [['./chat.ts', { room: 'load' }]] }",
    'chat.ts': `import type { Reporter } from 'loadero-test'
export default class implements Reporter {
  readonly name = 'chat'
  constructor(private readonly options: { room: string }) {}
  onTestEnd({ test, verdict }) { console.log(this.options.room, test.id, verdict) }
}`,
    'specs/a.loadero.ts': spec('alpha'),
    'scenario.json': {},
  })
  const args = [...simulate, '--add-reporter', 'console', '--add-reporter', 'junit=out/j.xml']
  const { stdout, code } = await run(root, args)
  // The reporter prints from a thread of its own, so its line can come before or after others.
  const printed = 'load alpha passed\n'
  expect(stdout).toContain(printed)
  expect(normalizeOutput(stdout.replace(printed, ''))).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha: run 1 launched
    ✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  1 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    Report        out/j.xml
    Exit 0: all tests passed
    "
  `)
  expect(code).toBe(0)
})

test('reports redact secrets and an open handle blocks nothing', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': `import { secret } from 'loadero-test'\nsecret('hunter22')\n${spec('alpha hunter22')}`,
    'open.js':
      "import { createServer } from 'node:net'\nexport default { onEnd: () => void createServer().listen(0) }",
    'scenario.json': { default: { result: 'fail', message: '✖ said hunter22' } },
  })
  const args = [...simulate, '--add-reporter', 'json,ndjson,html,./open.js']
  const summary = join(root, 'summary.md')
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_SHA: '0f1e2d3c' }
  const { stdout, code } = await run(root, args, env)
  expect(code).toBe(1)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  local Loadero, simulated: no browsers, outcomes from a scenario file
    1 test in 1 file

      alpha ***: run 1 launched
    ✗ alpha ***  0/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    FAILED alpha *** specs/a.loadero.ts:4
      script: [simulated] said ***
        1 of 1 participant: visitor #0
        .loadero/sessions/<session>/run-1/1-visitor/visitor-0.1.script.log
        visitor #0 failed at <duration>
          command: said ***

    Tests         1 failed of 1
    Participants  0 passed of 1 (simulated)
    Compute units 2 (estimated 2)
    Duration      <duration>
    Session       <session>
    ::error file=specs/a.loadero.ts,line=4,title=failed%3A alpha ***::script: [simulated] said ***%0A1 of 1 participant: visitor #0
    Report        .loadero/junit.xml
    Report        .loadero/report.json
    Report        .loadero/events.ndjson
    Report        .loadero/report.html
    Exit 1: 1 test failed
    "
  `)
  const names = ['junit.xml', 'report.json', 'events.ndjson', 'report.html'].map((name) =>
    join(root, '.loadero', name),
  )
  const reports = await Promise.all([...names, summary].map((file) => readFile(file, 'utf8')))
  for (const text of [stdout, ...reports]) {
    expect(text.replaceAll(String.raw`\*`, '*')).toContain('***')
    expect(text).not.toContain('hunter22')
  }
  expect(reports[1]).toContain('"commit": "0f1e2d3c"')
})

test.each([
  'export default { concurency: 2 }',
  "export default { concurrency: 'many' }",
  'export default { projects: { a: {} } }',
  'throw new Error("no such file")',
])('the configuration %j is refused', async (text) => {
  const root = await createProject({ 'loadero.config.js': text, 'specs/a.loadero.ts': spec('alpha') })
  const { code, stderr } = await run(root, ['list'])
  expect(normalizeOutput(stderr)).toMatchSnapshot()
  expect(code).toBe(2)
})

test('an env file sets missing environment variables', async () => {
  const root = await createProject({
    '.env.test': 'TITLE=from file\nOTHER=file',
    'specs/a.loadero.ts': spec('x').replace("'x'", '`${process.env.TITLE} and ${process.env.OTHER}`'),
  })
  const { stdout } = await run(root, ['list', '--dotenv', '.env.test'], { OTHER: 'environment' })
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "specs/a.loadero.ts:2  from file and environment  (1 participant)
    "
  `)
  const { stdout: earlier } = await run(root, ['list', '--env-file=.env.test'], { OTHER: 'environment' })
  expect(earlier).toBe(stdout)
  const { stderr, code } = await run(root, ['list', '--dotenv', 'nowhere'])
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "--dotenv <root>/nowhere does not exist
    Exit 2: usage error
    "
  `)
  expect(code).toBe(2)
})

test('doctor shows the source of each setting', async () => {
  const root = await createProject({ 'loadero.config.js': 'export default { concurrency: 3 }' })
  const { stdout, code } = await run(
    root,
    ['doctor', '--reporter', 'junit', '--api-base', 'http://127.0.0.1:9/'],
    {
      LOADERO_ACCESS_TOKEN: 'do-not-show',
      LOADERO_PROJECT_ID: '5',
    },
  )
  const [settings = '', checks = ''] = normalizeOutput(stdout).split('\n\n')
  expect(checks).toContain('✗ project            GET projects/5/: no response: bad port')
  expect(settings).toMatchInlineSnapshot(`
    "name                       (not set)
    tag                        (not set)
    lastFailed                 false  (default)
    allowOnly                  true  (default)
    project                    (LOADERO_PROJECT_ID)
    apiBase                    (--api-base)
    requestsPerSecond          4  (default)
    pollIntervalMs             5000  (default)
    local                      false  (default)
    simulate                   (not set)
    browserPath                (not set)
    isolation                  browser  (default)
    mailPort                   (not set)
    grid                       (not set)
    gridCapabilities           (not set)
    gridDevtools               (not set)
    watch                      false  (default)
    detach                     false  (default)
    dryRun                     false  (default)
    concurrency                3  (concurrency in loadero.config.js)
    maxParticipants            (not set)
    maxConcurrentComputeUnits  (not set)
    maxComputeUnits            (not set)
    retries                    0  (default)
    retryFailed                0  (default)
    bail                       (not set)
    timeoutMs                  (not set)
    verifyTimeoutMs            60000  (default)
    passWithNoTests            false  (default)
    strictLoad                 false  (default)
    prefix                     (default)
    push                       true  (default)
    adopt                      false  (default)
    failOnDrift                false  (default)
    force                      false  (default)
    shard                      (not set)
    reporter                   ["junit"]  (--reporter)
    addReporter                (not set)
    agent                      false  (default)
    junitCases                 (not set)
    outputDir                  <root>/.loadero  (default)
    artifacts                  failed  (default)
    config                     (not set)
    envFile                    (not set)
    root                       <root>  (default)
    format                     text  (default)
    color                      (not set)
    headed                     false  (default)
    devtools                   false  (default)
    slowMoMs                   (not set)
    keepOpen                   false  (default)
    baseline                   loadero-baseline.json  (default)
    requireBaseline            false  (default)
    updateBaseline             false  (default)
    compareWith                (not set)
    include                    (not set)
    tags                       (not set)
    participant                {}  (not set)
    target                     project 5 at http://127.0.0.1:<port>/  (settings above)"
  `)
  expect(stdout).not.toContain('do-not-show')
  expect(code).toBe(1)
})
