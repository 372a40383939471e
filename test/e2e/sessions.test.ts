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

/** The verdict lines of the console and the exit line. */
function verdictsIn(stdout: string) {
  return stdout
    .split('\n')
    .filter((line) => /^([✓✗!-] |FAILED|ERRORED|Exit )/.test(line))
    .map((line) => line.replace(/ {2}[\d.]+ m?s(?=  |$)/, ''))
    .toSorted()
}

/** The lines of an output, sorted, because tests that run at the same time have no order. */
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

test('attach and report reach the verdicts of run', async () => {
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
    loadero-test attach <session>  resumes it"
  `)
  // A session that cannot be read is left as it is.
  const refused = await run(root, ['attach', session], { ...env, LOADERO_ACCESS_TOKEN: 'wrong' })
  expect(refused.code).toBe(4)
  const attached = await run(root, ['attach', session], env)
  expect(attached.code).toBe(1)
  expect(verdictsIn(attached.stdout)).toEqual(verdictsIn(whole.stdout))
  await rm(join(root, '.loadero', 'junit.xml'))
  const reported = await run(root, ['report', 'last'], {})
  expect(reported.code).toBe(1)
  expect(verdictsIn(reported.stdout)).toEqual(verdictsIn(whole.stdout))
  expect(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')).toContain('no luck')
  expect((await client.runs.list()).results).toHaveLength(4)
  const journal = await readFile(join(root, '.loadero', 'sessions', `${session}.ndjson`), 'utf8')
  expect(journal).not.toContain(accessToken)
  expect(journal).not.toContain('client.end()')
})

test('stop ends the runs of a killed session', async () => {
  const { env, client } = await startLoadero({ default: { durationMs: 3_600_000 } })
  const root = await project()
  const command = start(root, [], env)
  await command.waitForOutput('beta: run ')
  await command.waitForOutput('alpha: run ')
  command.kill('SIGKILL')
  await command.exited
  expect((await run(root, ['report', 'last'], {})).code).toBe(75)
  const stopped = await run(root, ['stop', 'last'], env)
  expect(unorderedLines(stopped.stdout)).toMatchInlineSnapshot(`
    "Exit 0: session <session> has no active run
    alpha: run <id> was stopped
    beta: run <id> was stopped"
  `)
  expect(stopped.code).toBe(0)
  expect((await client.runs.list()).results.map(({ status }) => status)).toEqual(['aborted', 'aborted'])
  expect((await run(root, ['stop', 'last'], env)).code).toBe(0)
})

test('attach refuses live sessions and local sessions', async () => {
  const { env } = await startLoadero({ default: { durationMs: 3_600_000 } })
  const root = await project()
  const command = start(root, [], env)
  await command.waitForOutput('alpha: run ')
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
  await command.exited
  const local = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  await run(local, ['--simulate', 'scenario.json'])
  const refused = await run(local, ['attach', 'last'], env)
  expect(normalizeOutput(refused.stderr)).toMatchInlineSnapshot(`
    "session <session> was local, and its server has stopped
      Its runs ended with it. To report it again: loadero-test report <session>
    Exit 2: usage error
    "
  `)
  expect(refused.code).toBe(2)
  expect((await run(local, ['report', 'last'])).code).toBe(0)
})

test('a second Ctrl-C exits at once with a hint', async () => {
  const { env } = await startLoadero({ default: { durationMs: 3_600_000 } }, [
    { path: '/projects/*/tests/*/runs/*/stop/', effect: { status: 503 } },
  ])
  const root = await project()
  const command = start(root, [], env)
  await command.waitForOutput('alpha: run ')
  command.kill('SIGINT')
  await command.waitForOutput('Interrupted')
  await delay(1_100)
  command.kill('SIGINT')
  const { code, stderr } = await command.exited
  expect(stderr).toContain(`loadero-test stop ${await sessionIn(root)}`)
  expect(normalizeOutput(stderr)).toMatchInlineSnapshot(`
    "
    Interrupted: stopping the session. Interrupt again to exit at once.
    Exited before the session ended. Its reports show what was known at the interrupt.
    Runs at Loadero may still be active. To stop them:
      loadero-test stop <session>
    "
  `)
  expect(code).toBe(130)
})

test('SIGTERM after SIGINT shortens the stop and keeps the reports', async () => {
  const { env } = await startLoadero({ default: { durationMs: 3_600_000 } }, [
    { path: '/projects/*/tests/*/runs/*/stop/', effect: { status: 503 } },
  ])
  const root = await project()
  const command = start(root, [], env)
  await command.waitForOutput('alpha: run ')
  command.kill('SIGINT')
  await command.waitForOutput('may still be active')
  const junit = () => readFile(join(root, '.loadero', 'junit.xml'), 'utf8')
  await expect.poll(() => junit().catch(() => '')).toContain('may still be active')
  await delay(1_100)
  command.kill('SIGTERM')
  const { code, stdout } = await command.exited
  expect(code).toBe(130)
  expect(stdout).toContain('it may still be running at Loadero')
  expect(await junit()).toContain('may still be running')
})

test('merged shards give one verdict and one report', async () => {
  const { env } = await startLoadero(scenario)
  const root = await project()
  const all = await createProject({})
  for (const index of [1, 2]) {
    await run(root, ['--shard', `${index}/2`, '--output-dir', join(all, `machine-${index}`)], env)
  }
  const { code, stdout } = await run(root, ['merge-reports', all])
  expect(normalizeOutput(stdout)).toMatchInlineSnapshot(`
    "✓ alpha  1/1 participant  <duration>  2 CU  ran exactly what specs/a.loadero.ts says (<hash>)
    ✗ beta  0/1 participant  <duration>  2 CU  ran exactly what specs/b.loadero.ts says (<hash>)

    FAILED beta specs/b.loadero.ts:2
      script: [simulated] no luck
        1 of 1 participant: visitor #0
        <root>/machine-2/sessions/<session>/run-2/2-visitor/script.log

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
  // A missing shard is never passed, even if it is the failing one.
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

/** How often the test kills the command. */
const kills = Number(process.env['LOADERO_TEST_KILLS'] ?? 3)

test(`a session killed at ${kills} random moments resumes to the same verdict`, async () => {
  for (let n = 0; n < kills; n++) {
    const { env, client } = await startLoadero(scenario)
    const root = await project()
    const command = start(root, [], env)
    await expect.poll(() => sessionIn(root).catch(() => ''), { interval: 5 }).not.toBe('')
    const afterMs = Math.random() * 1_500
    await Promise.race([delay(afterMs), command.exited])
    command.kill('SIGKILL')
    await command.exited
    const { code, stdout, stderr } = await run(root, ['attach', 'last'], env)
    if (code !== 1) throw new Error(`killed after ${afterMs} ms, it ended with ${code}:\n${stdout}${stderr}`)
    const { results: runs } = await client.runs.list()
    expect(runs.map(({ test_name: name, status }) => `${name} ${status}`).toSorted()).toEqual([
      'alpha done',
      'beta done',
    ])
  }
}, 600_000)
