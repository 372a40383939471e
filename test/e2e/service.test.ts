import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { accessToken, startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head, spec } from '../support/project.js'

const people = `${head}
test('people meet', {
  script: script('./script.js', { vars: { room: 'demo' } }),
  incrementStrategy: 'linear_group',
  groups: [{ name: 'pair', count: 2, participants: [
    { name: 'caller', browser: 'chromeLatest', network: '4g' },
    { name: 'callee', browser: 'chromeLatest' },
  ] }],
  participants: [{ name: 'observer', browser: 'chromeLatest' }],
  asserts: [metric('machine/cpu/used/avg').atMost(9).when({ browser: 'chromeLatest', groupName: 'pair' })],
})
`

const scenario = { default: { metrics: { 'machine/cpu/used': [1] } } }

test('unchanged specs write nothing to Loadero', async () => {
  const loadero = await startLoadero(scenario)
  const root = await createProject({ 'specs/a.loadero.ts': people })
  const first = await run(root, [], loadero.env)
  expect(normalizeOutput(first.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

      people meet: run 1 launched
    ✓ people meet  5/5 participants  <duration>  10 CU  ran exactly what specs/a.loadero.ts says (<hash>)

    Tests         1 passed of 1
    Participants  5 passed of 5
    Compute units 10 (estimated 10)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 0: all tests passed
    "
  `)
  expect(first.code).toBe(0)

  const writes = (requests: readonly string[]) => requests.filter((line) => !line.startsWith('GET '))
  const before = loadero.requests.length
  expect((await run(root, [], loadero.env)).code).toBe(0)
  const [remote, ...others] = (await loadero.client.tests.list()).results
  expect(others).toEqual([])
  expect(writes(loadero.requests.slice(before))).toEqual([`POST /v2/projects/1/tests/${remote?.id}/runs/`])

  const changed = await createProject({ 'specs/a.loadero.ts': people.replace("'4g'", "'3g'") })
  const then = loadero.requests.length
  expect((await run(changed, [], loadero.env)).code).toBe(0)
  expect(writes(loadero.requests.slice(then)).map((line) => line.replaceAll(/\d+/g, 'n'))).toEqual([
    // The test is marked incomplete first and complete last.
    'PUT /vn/projects/n/tests/n/',
    'PUT /vn/projects/n/tests/n/groups/n/participants/n/',
    'PUT /vn/projects/n/tests/n/',
    'POST /vn/projects/n/tests/n/runs/',
  ])
})

test('a refused token ends with 4, a wrong address with 2', async () => {
  const { env } = await startLoadero()
  const root = await createProject({ 'specs/a.loadero.ts': spec('visits') })
  const refused = await run(root, [], { ...env, LOADERO_ACCESS_TOKEN: 'another' })
  expect(normalizeOutput(refused.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

    ! visits  <duration>

    GET projects/1/: 401 Failed to get access token
      Check LOADERO_PROJECT_ID, and that LOADERO_ACCESS_TOKEN is a token of that project.

    Tests         1 errored of 1
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 4: Loadero refused the token, the project or the scope
    "
  `)
  expect(refused.code).toBe(4)
  const otherProject = await run(root, ['--project', '99'], env)
  expect(normalizeOutput(otherProject.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 99 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

    ! visits  <duration>

    GET projects/99/: 403 Access denied: Request access requirements not met
      Check LOADERO_PROJECT_ID, and that LOADERO_ACCESS_TOKEN is a token of that project.

    Tests         1 errored of 1
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 4: Loadero refused the token, the project or the scope
    "
  `)
  expect(otherProject.code).toBe(4)
  const unreachable = await run(root, ['--api-base', 'http://127.0.0.1:9/v2/'], env)
  expect(normalizeOutput(unreachable.stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    1 test in 1 file

    ! visits  <duration>

    GET projects/1/: no response: bad port; http://127.0.0.1:<port>/v2/ seems not to be the Loadero API
      Check --api-base or LOADERO_API_BASE, which is https://api.loadero.com/v2/ by default.

    Tests         1 errored of 1
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 2: the session could not be set up
    "
  `)
  expect(unreachable.code).toBe(2)
})

test('an unmanaged test of the same name stays unchanged', async () => {
  const { client, env, requests } = await startLoadero()
  await client.tests.create({
    name: 'visits',
    script: 'client => { /* by hand */ }',
    mode: 'load',
    increment_strategy: 'random',
    start_interval: 5,
    participant_timeout: 60,
  })
  const root = await createProject({
    'specs/a.loadero.ts': spec('visits'),
    'specs/b.loadero.ts': spec('other'),
  })
  const before = requests.length
  const { code, stdout } = await run(root, [], env)
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    2 tests in 2 files

    ! visits  <duration>
    - other  <duration>

    ERRORED visits specs/a.loadero.ts:2
      session: Test 1 at Loadero is named 'visits', but loadero-test did not create it for this project, prefix and repository. It is not changed.
        Rename one of the two tests, or take it over with --adopt.

    SKIPPED other specs/b.loadero.ts:2  not launched: the plan has errors

    Tests         1 errored, 1 skipped of 2
    Participants  0 passed of 0
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 2: the session could not be set up
    "
  `)
  expect(code).toBe(2)
  expect(requests.slice(before).filter((line) => !line.startsWith('GET '))).toEqual([])
})

test('no output contains the token', async () => {
  const { env } = await startLoadero({
    default: { result: 'fail', message: `✖ echo ${accessToken.slice(0, 3)}` },
  })
  const root = await createProject({ 'specs/a.loadero.ts': spec('visits') })
  const { stdout, stderr, code } = await run(root, [], env)
  expect(code).toBe(1)
  expect(stdout + stderr).not.toContain(accessToken)
  const entries = await readdir(join(root, '.loadero'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(await readFile(file, 'utf8')).not.toContain(accessToken)
})
