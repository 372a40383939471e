import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run, start } from '../support/command.js'
import { accessToken, startLoadero } from '../support/loadero.js'
import { createProject, spec } from '../support/project.js'

const project = () =>
  createProject({ 'specs/a.loadero.ts': spec('alpha'), 'specs/b.loadero.ts': spec('beta') })

const scenario = {
  participants: [{ test: 'beta', result: 'fail' as const, message: '✖ no luck' }],
  default: { durationMs: 500 },
}

/** What the console says of each test, and how it ends. */
const verdictsIn = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => /^([✓✗!-] |FAILED|ERRORED|Exit )/.test(line))
    .map((line) => line.replace(/ {2}[\d.]+ m?s(?=  |$)/, ''))
    .toSorted()

const sessionIn = async (root: string): Promise<string> => {
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
  expect(stopped.stdout).toMatch(/alpha: run \d was stopped/)
  expect(stopped.stdout).toMatch(/beta: run \d was stopped/)
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
  expect(stderr).toContain(`is carried on by process ${command.pid}`)
  expect(code).toBe(2)
  command.kill('SIGINT')
  await command.ended
  const local = await createProject({ 'specs/a.loadero.ts': spec('alpha'), 'scenario.json': {} })
  await run(local, ['--simulate', 'scenario.json'])
  const refused = await run(local, ['attach', 'last'], env)
  expect(refused.stderr).toContain('ran on this machine, and its server is gone')
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
  expect(stdout).toContain('1 failed, 1 passed of 2')
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
