import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
import { accessToken, startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

function project() {
  return createProject({ 'specs/a.loadero.ts': spec('alpha'), 'specs/b.loadero.ts': spec('beta') })
}

const scenario = {
  participants: [{ test: 'beta', result: 'fail' as const, message: '✖ no luck' }],
  default: { durationMs: 500 },
}

/** What the console says of each test, and how it ends. */
function verdictsIn(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => /^([✓✗!-] |FAILED|ERRORED|Exit )/.test(line))
    .map((line) => line.replace(/ {2}[\d.]+ m?s(?=  |$)/, ''))
    .toSorted()
}

/** The lines of an output whose tests run at the same time, and so in no order. */
function unorderedLines(stdout: string): string {
  const lines = normalizeOutput(stdout).replaceAll(/\brun \d+/g, 'run <id>')
  return lines.split('\n').toSorted().join('\n').trim()
}

async function sessionIn(root: string): Promise<string> {
  const [file = ''] = (await readdir(join(root, '.loadero', 'sessions'))).filter((name) =>
    name.endsWith('.ndjson'),
  )
  return file.replace('.ndjson', '')
}

test('detached, attached, and reported again: the same words and the same code', async () => {
  const { env, client } = await startLoadero(scenario)
  const root = await project()
  const whole = await run(await project(), [], env)
  const left = await run(root, ['--detach'], env)
  expect(left.code).toBe(0)
  const session = await sessionIn(root)
  expect(left.stdout).toContain(`loadero-test attach ${session}`)
  expect(unorderedLines(left.stdout)).toMatchInlineSnapshot(`
    "2 tests in 2 files
    Exit 0: detached: 2 launched, 0 waiting; no results yet
    loadero-test <version>  project 1 at http://127.0.0.1:<port>/v2/
    loadero-test attach <session>  takes it up again"
  `)
  const attached = await run(root, ['attach', session], env)
  expect(attached.code).toBe(1)
  expect(verdictsIn(attached.stdout)).toEqual(verdictsIn(whole.stdout))
  await rm(join(root, '.loadero', 'junit.xml'))
  const told = await run(root, ['report', 'last'], {})
  expect(told.code).toBe(1)
  expect(verdictsIn(told.stdout)).toEqual(verdictsIn(whole.stdout))
  expect(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')).toContain('no luck')
  expect((await client.runs.list()).results).toHaveLength(4)
  const journal = await readFile(join(root, '.loadero', 'sessions', `${session}.ndjson`), 'utf8')
  expect(journal).not.toContain(accessToken)
  expect(journal).not.toContain('client.end()')
})

test('a session whose process is gone can be stopped from elsewhere, and then told', async () => {
  const { env, client } = await startLoadero({ default: { durationMs: 3_600_000 } })
  const root = await project()
  const command = start(root, [], env)
  await command.said('beta: run ')
  await command.said('alpha: run ')
  command.kill('SIGKILL')
  await command.ended
  expect((await run(root, ['report', 'last'], {})).code).toBe(75)
  const stopped = await run(root, ['stop', 'last'], env)
  expect(unorderedLines(stopped.stdout)).toMatchInlineSnapshot(`
    "Exit 0: session <session> has no run that goes on
    alpha: run <id> was stopped
    beta: run <id> was stopped"
  `)
  expect(stopped.code).toBe(0)
  expect((await client.runs.list()).results.map(({ status }) => status)).toEqual(['aborted', 'aborted'])
  expect((await run(root, ['stop', 'last'], env)).code).toBe(0)
})

test('nobody takes a session from a process that lives, and none is taken up that ran on this machine', async () => {
  const { env } = await startLoadero({ default: { durationMs: 3_600_000 } })
  const root = await project()
  const command = start(root, [], env)
  await command.said('alpha: run ')
  const { code, stderr } = await run(root, ['attach', 'last'], env)
  expect(stderr).toContain(`process ${command.pid}`)
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "session <session> is in use by process <pid>
      End that process first, or stop the runs with \`loadero-test stop <session>\`.
    Exit 2: usage error
    "
  `)
  expect(code).toBe(2)
  command.kill('SIGINT')
  await command.ended
  const local = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  await run(local, ['--simulate', 'scenario.json'])
  const refused = await run(local, ['attach', 'last'], env)
  expect(normalizeOutput(refused.stderr)).toMatchInlineSnapshot(`
    "session <session> ran on this machine, and its server is gone
      Its runs ended with it; \`loadero-test report <session>\` tells what there was.
    Exit 2: usage error
    "
  `)
  expect(refused.code).toBe(2)
  expect((await run(local, ['report', 'last'])).code).toBe(0)
})

test('a second signal leaves at once, and says how to stop what may go on', async () => {
  const { env } = await startLoadero({ default: { durationMs: 3_600_000 } }, [
    { path: '/projects/*/tests/*/runs/*/stop/', effect: { status: 503 } },
  ])
  const root = await project()
  const command = start(root, [], env)
  await command.said('alpha: run ')
  command.kill('SIGINT')
  await command.said('Interrupted')
  await delay(1_100)
  command.kill('SIGTERM')
  const { code, stderr } = await command.ended
  expect(stderr).toContain(`loadero-test stop ${await sessionIn(root)}`)
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "
    Interrupted: stopping in good order; once more to leave at once.
    Left at once, without reports.
    Runs at Loadero may still be going; this stops them:
      loadero-test stop <session>
    "
  `)
  expect(code).toBe(143)
})

test('shards are told together: one verdict, one report, and a missing one is an error', async () => {
  const { env } = await startLoadero(scenario)
  const root = await project()
  const all = await createProject({})
  for (const index of [1, 2]) {
    await run(root, ['--shard', `${index}/2`, '--output-dir', join(all, `machine-${index}`)], env)
  }
  const { code, stdout } = await run(root, ['merge-reports', all])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "✓ alpha  1/1 participant  <duration>  2 CU
    ✗ beta  0/1 participant  <duration>  2 CU

    FAILED beta specs/b.loadero.ts:2
      script: [simulated] no luck
        1 of 1 participant: visitor #0
        <root>/machine-2/run-2/2-visitor/script.log

    Tests         1 failed, 1 passed of 2
    Participants  1 passed of 2
    Compute units 4 (estimated 4)
    Duration      <duration>
    Session       <session>
    Report        .loadero/junit.xml
    Exit 1: 1 test failed
    "
  `)
  expect(code).toBe(1)
  expect(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')).toContain('tests="2"')
  // What is missing is not passed: not even when the failing one is what is missing.
  for (const [index, expected] of [
    [1, 1],
    [2, 75],
  ] as const) {
    await rename(join(all, `machine-${index}`), join(root, `elsewhere-${index}`))
    const partial = await run(root, ['merge-reports', all])
    expect(partial.stdout).toContain(`shard ${index} of 2 is missing`)
    expect(partial.code).toBe(expected)
    await rename(join(root, `elsewhere-${index}`), join(all, `machine-${index}`))
  }
})

/** How often a command is killed; a hundred times by hand. */
const kills = Number(process.env['LOADERO_TEST_KILLS'] ?? 3)

test(`killed at ${kills} random moments and taken up again, it comes to the same`, async () => {
  for (let n = 0; n < kills; n++) {
    const { env, client } = await startLoadero(scenario)
    const root = await project()
    const command = start(root, [], env)
    await expect.poll(() => sessionIn(root).catch(() => ''), { interval: 5 }).not.toBe('')
    const afterMs = Math.random() * 1_500
    await Promise.race([delay(afterMs), command.ended])
    command.kill('SIGKILL')
    await command.ended
    const { code, stdout, stderr } = await run(root, ['attach', 'last'], env)
    if (code !== 1) throw new Error(`killed after ${afterMs} ms, it ended with ${code}:\n${stdout}${stderr}`)
    const { results: runs } = await client.runs.list()
    expect(runs.map(({ test_name: name, status }) => `${name} ${status}`).toSorted()).toEqual([
      'alpha done',
      'beta done',
    ])
  }
}, 600_000)
