import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '@loadero-test/server'
import { expect, test } from 'vitest'
import { type CommandResult, run, start } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { createProject } from '../support/project.js'

interface Found {
  readonly limitedBy: string
  readonly held: { readonly participants: number; readonly runs: number } | null
  readonly broke: { readonly participants: number; readonly reasons: readonly string[] } | null
  readonly limits: { readonly maxRuns: number; readonly maxComputeUnits: number }
  readonly computeUnits: number
  readonly runs: readonly { readonly participants: number; readonly outcome: string }[]
}

function shopSpec(count = 10, options = ''): string {
  return `import { metric, script, successRate, test } from 'loadero-test'
test('shop', {
  script: script('./script.js'),
  mode: 'load',
  startInterval: 1,
  participants: [{ name: 'visitor', browser: 'chromeLatest', count: ${count}, computeUnit: 'g1' }],
  expects: [successRate().atLeast(0.95)],
  ${options}
})
`
}

/** An app that answers at most 37 visitors. */
const knee: Scenario = {
  default: { durationMs: 1 },
  participants: [{ above: 37, result: 'fail', message: '503 Service Unavailable' }],
}

/** One that answers at most 3, for searches of a few runs. */
const smallKnee: Scenario = {
  default: { durationMs: 1 },
  participants: [{ above: 3, result: 'fail', message: '503 Service Unavailable' }],
}

async function createShop(spec = shopSpec(), scenario: object = knee) {
  return createProject({ 'specs/shop.loadero.ts': spec, 'knee.json': scenario })
}

function foundBy({ stdout }: CommandResult): Found {
  return JSON.parse(stdout) as Found
}

const simulated = ['capacity', 'shop', '--simulate', 'knee.json', '--max-participants', '100'] as const

test.each([1, 4, 10])('finds a known knee from %i participants in few simulated runs', async (count) => {
  const root = await createShop(shopSpec(count))
  const result = await run(root, [...simulated, '--format', 'json'])
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const { held, broke, limitedBy, runs, computeUnits, limits } = foundBy(result)
  expect(limitedBy).toBe('app')
  expect(held?.participants).toBeOneOf([36, 37, 38])
  expect(broke?.reasons[0]).toContain('503 Service Unavailable')
  expect(runs.length).toBeLessThanOrEqual(Math.log2(100) + 3)
  expect(computeUnits).toBeLessThanOrEqual(limits.maxComputeUnits)
})

test('says the cost first, then each run, then the answer', async () => {
  const root = await createShop(shopSpec(2), smallKnee)
  const words = ['capacity', 'shop', '--simulate', 'knee.json', '--max-participants', '9']
  const { stdout, code } = await run(root, words)
  expect(code).toBe(0)
  const [, ...lines] = stdout.split('\n')
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "Capacity of 'shop', from 2 to 9 participants, the limit of the command
    At most 9 runs and 64 compute units
      2 participants …
      2 participants  held  run 1
      5 participants …
      5 participants  did not hold  run 2  [simulated] 503 Service Unavailable; success rate ≥ 95% (got 0%, 0 of 5)
      3 participants …
      3 participants  held  run 3
      4 participants …
      4 participants  did not hold  run 4  [simulated] 503 Service Unavailable; success rate ≥ 95% (got 0%, 0 of 4)
      4 participants …
      4 participants  did not hold  run 5  [simulated] 503 Service Unavailable; success rate ≥ 95% (got 0%, 0 of 4)
      3 participants …
      3 participants  held  run 6

    The app holds 3 participants
      Held          3 participants  held in 2 of 2 runs
      Did not hold  4 participants  held in 0 of 2 runs
                    [simulated] 503 Service Unavailable
                    success rate ≥ 95% (got 0%, 0 of 4)
      6 runs, 21 compute units
    "
  `)
})

test('the remote test is as its spec says after a search at Loadero', async () => {
  const { env, client } = await startLoadero(smallKnee)
  const root = await createShop(shopSpec(2))
  const result = await run(root, ['capacity', 'shop', '--max-participants', '9', '--format', 'json'], env)
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const { held, computeUnits } = foundBy(result)
  expect(held?.participants).toBe(3)
  const [remote] = (await client.tests.list()).results
  const participants = await client.test(remote?.id ?? 0).participants.list()
  expect(participants.results).toMatchObject([{ name: 'visitor', count: 2 }])
  const runs = (await client.runs.list()).results
  expect(runs.reduce((sum, { total_cu_count = 0 }) => sum + total_cu_count, 0)).toBe(computeUnits)
  const plan = await run(root, ['plan', '--detailed-exitcode'], env)
  expect(plan.code).toBe(0)
})

test.each([2, 5])('never spends more than %i compute units', async (maxCu) => {
  const { env, client } = await startLoadero(smallKnee)
  const root = await createShop(shopSpec(1))
  const result = await run(root, ['capacity', 'shop', '--max-cu', String(maxCu), '--format', 'json'], env)
  const runs = (await client.runs.list()).results
  const spent = runs.reduce((sum, { total_cu_count = 0 }) => sum + total_cu_count, 0)
  expect(spent).toBeLessThanOrEqual(maxCu)
  expect(foundBy(result).computeUnits).toBe(spent)
  expect(foundBy(result).limitedBy).toBe('budget')
})

test('an overloaded machine is not the limit of the app', async () => {
  const { env } = await startLoadero({
    default: { durationMs: 1 },
    participants: [
      {
        above: 3,
        result: 'fail',
        message: 'Timed out while waiting for element <body>',
        metrics: { 'machine/cpu/percent': [99, 99, 99] },
      },
    ],
  })
  const root = await createShop(shopSpec(2).replace("'load'", "'performance'"))
  const result = await run(root, ['capacity', 'shop', '--max-participants', '9'], env)
  expect(result.code).toBe(0)
  expect(result.stdout).toContain(
    'The machines of the participants are overloaded by more than 3 participants',
  )
  expect(result.stdout).toContain('was overloaded (machine/cpu/percent/95th is 99 %)')
})

test('a search ends at its range, and says so', async () => {
  const root = await createShop()
  const { stdout } = await run(root, [
    'capacity',
    'shop',
    '--simulate',
    'knee.json',
    '--max-participants',
    '30',
  ])
  expect(stdout).toContain('The app holds 30 participants, the limit of the command')
  const none = await createShop(shopSpec(), { default: { durationMs: 1, result: 'fail' } })
  const broken = await run(none, [...simulated])
  expect(broken.code).toBe(1)
  expect(broken.stderr).toContain("Exit 1: 'shop' does not hold 1 participant")
})

test('a killed search is attached, without another run of what is known', async () => {
  const { env, client } = await startLoadero({ ...smallKnee, default: { durationMs: 300 } })
  const root = await createShop(shopSpec(2))
  const command = start(root, ['capacity', 'shop', '--max-participants', '9'], env)
  await command.waitForOutput('  4 participants …')
  command.kill('SIGKILL')
  await command.exited
  const attached = await run(root, ['attach', 'last'], env)
  expect(attached.stdout).toContain('Continues after 3 runs')
  expect(attached.stdout).toContain('The app holds 3 participants')
  expect(attached.code).toBe(0)
  const sizes = (await client.runs.list()).results.map(({ total_cu_count }) => total_cu_count)
  expect(sizes.filter((size) => size === 2)).toHaveLength(1)
  expect(sizes.filter((size) => size === 4)).toHaveLength(2)
  const [remote] = (await client.tests.list()).results
  expect((await client.test(remote?.id ?? 0).participants.list()).results).toMatchObject([{ count: 2 }])
})

test('an interrupted search restores the test, and goes on later', async () => {
  const { env, client } = await startLoadero({ ...smallKnee, default: { durationMs: 2_000 } })
  const root = await createShop(shopSpec(2))
  const command = start(root, ['capacity', 'shop', '--max-participants', '9'], env)
  // The test at Loadero has another size than its spec at this moment.
  await command.waitForOutput('  4 participants …')
  command.kill('SIGINT')
  expect((await command.exited).code).toBe(130)
  const [remote] = (await client.tests.list()).results
  const countsOf = async () => (await client.test(remote?.id ?? 0).participants.list()).results
  expect(await countsOf()).toMatchObject([{ count: 2 }])
  // The spec has changed: what is known is of another one.
  await writeFile(join(root, 'specs/shop.loadero.ts'), shopSpec(2, 'participantTimeout: 60,'))
  const changed = await run(root, ['capacity', 'shop', '--resume'], env)
  expect(changed).toMatchObject({ code: 2 })
  expect(changed.stderr).toContain("because 'shop' has changed since it began")
  await writeFile(join(root, 'specs/shop.loadero.ts'), shopSpec(2))
  const resumed = await run(root, ['capacity', 'shop', '--resume'], env)
  expect(resumed.stdout).toContain('The app holds 3 participants')
  expect(resumed.code).toBe(0)
  expect(await countsOf()).toMatchObject([{ count: 2 }])
})

test.each([
  [['capacity', 'shop', '--simulate', 'knee.json'], 2, '"capacity" needs a limit'],
  [
    ['capacity', 'specs', '--simulate', 'knee.json', '--max-participants', '9', '-t', 'x'],
    2,
    '0 are selected',
  ],
  [[...simulated, '--group', 'staff'], 2, "The test has no group 'staff'"],
  [[...simulated, '--resume'], 2, "no search for the capacity of 'shop'"],
  [['capacity', 'shop', '--simulate', 'knee.json', '--max-cu', '0.1'], 5, 'compute units'],
  [['capacity'], 2, 'needs'],
] as const)('refuses %j', async (words, code, message) => {
  const refused = await run(await createShop(), words)
  expect(refused.stderr + refused.stdout).toContain(message)
  expect(refused.code).toBe(code)
})

test('a size that the spec refuses is not a run', async () => {
  const rows = Array.from({ length: 25 }, (_, row) => ({ user: `u${row}` }))
  const root = await createProject({
    'specs/shop.loadero.ts': shopSpec()
      .replace("script('./script.js')", "script('./shop.mjs', { vars: { row: data('./users.json') } })")
      .replace('import { ', 'import { data, '),
    'specs/shop.mjs': 'export default (client, { row }) => { client.pause(row.user.length) }',
    'specs/users.json': rows,
    'knee.json': knee,
  })
  const found = foundBy(await run(root, [...simulated, '--format', 'json']))
  expect(found).toMatchObject({ limitedBy: 'refused', held: { participants: 25 } })
  expect(found.broke?.reasons[0]).toContain('users.json')
})
