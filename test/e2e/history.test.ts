import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head } from '../support/project.js'

function callSpec(limit: number, title = 'call'): string {
  return `${head}test('${title}', {
    script: script('./script.js'),
    startInterval: 1,
    groups: [{ name: 'pair', count: 5, participants: [{ name: 'caller', browser: 'chromeLatest', count: 1 }] }],
    asserts: [metric('webrtc/audio/rtt/avg').lessThan(${limit})],
    expects: [metric('webrtc/audio/rtt/avg').percentile(50).lessThan(1000)],
  })`
}

const scenario = {
  seed: 4,
  default: {
    durationMs: 1,
    metrics: { 'webrtc/audio/rtt': { normal: { mean: 80, stddev: 20 }, min: 0, count: 10 } },
  },
}

/** A project whose test was launched by others, who never ran loadero-test. */
async function createHistory(launches: number) {
  const { env, client, requests } = await startLoadero(scenario)
  const root = await createProject({ 'specs/call.loadero.ts': callSpec(900) })
  expect(await run(root, ['push'], env)).toMatchObject({ code: 0, stderr: '' })
  const [remote] = (await client.tests.list()).results
  const runs: number[] = []
  for (let launch = 0; launch < launches; launch++) {
    const launched = await client.test(remote?.id ?? 0).launch()
    await client.run(launched.id).wait({ intervalMs: 20 })
    runs.push(launched.id)
  }
  requests.length = 0
  return { root, env, client, requests, runs }
}

test('a history of thirty runs stays within its requests', async () => {
  const { root, env, requests } = await createHistory(30)
  const first = await run(root, ['history', 'call', '--runs', '30'], env)
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout.match(/passed {3}5\/5 participants/g)).toHaveLength(30)
  expect(first.stdout).toMatch(/webrtc\/audio\/rtt\/avg {2}[▁▂▃▄▅▆▇█]{30} {2}\d+/)
  // The list of tests, the list of runs, and of each run its list and five results.
  expect(requests).toHaveLength(2 + 30 * 6)
  requests.length = 0
  await writeFile(join(root, 'specs/call.loadero.ts'), callSpec(10))
  const stricter = await run(root, ['history', 'call', '--runs', '30', '--format', 'json'], env)
  // Results are cached, and the gates are those of now.
  expect(requests).toHaveLength(2 + 30)
  const { runs } = JSON.parse(stricter.stdout) as { runs: readonly { verdict: string }[] }
  expect(new Set(runs.map(({ verdict }) => verdict))).toEqual(new Set(['failed']))
})

test('a comparison of two runs stays within its requests', async () => {
  const { root, env, requests, runs } = await createHistory(2)
  const words = ['compare', String(runs[0]), String(runs[1]), '--format', 'json']
  const first = await run(root, words, env)
  expect(JSON.parse(first.stdout)).toMatchObject({ tests: [{ metrics: [{}, { before: { count: 5 } }] }] })
  const [perParticipant, others] = [requests.filter((one) => /results\/\d+\//.test(one)), requests.length]
  // Five participants on each side, each of which is read once.
  expect(perParticipant).toHaveLength(10)
  expect(new Set(perParticipant).size).toBe(10)
  expect(others - perParticipant.length).toBeLessThanOrEqual(2 * 8)
  requests.length = 0
  expect((await run(root, words, env)).stdout).toBe(first.stdout)
  // Results are cached.
  expect(requests.filter((one) => /results\/\d+\//.test(one))).toEqual([])
})

test('a run that others launched is reported, compared and downloaded', async () => {
  const { root, env, runs } = await createHistory(2)
  const [first = 0, second = 0] = runs
  const reported = await run(root, ['report', '--run', String(first)], env)
  expect(reported.code).toBe(0)
  expect(normalizeOutput(reported.stdout)).toContain('ran exactly what specs/call.loadero.ts says')
  const compared = await run(root, ['compare', String(first), String(second), '--format', 'json'], env)
  expect(JSON.parse(compared.stdout)).toMatchObject({
    before: `run ${first}`,
    tests: [{ name: 'call', metrics: [{ outcome: 'same' }, { before: { count: 5 }, outcome: 'same' }] }],
  })
  const downloaded = await run(root, ['download', '--run', String(first)], env)
  expect(downloaded).toMatchObject({ code: 0, stderr: '' })
  expect(await readdir(join(root, '.loadero', `run-${first}`))).toHaveLength(5)
  // Without its spec, the run is judged by its own asserts.
  await writeFile(join(root, 'specs/call.loadero.ts'), callSpec(900, 'another'))
  const alone = await run(root, ['report', '--run', String(first)], env)
  expect(alone.code).toBe(0)
  expect(alone.stdout).toContain("no spec declares 'call', so the run is judged by its own asserts")
  // The spec has changed since.
  await writeFile(join(root, 'specs/call.loadero.ts'), callSpec(800))
  const changed = await run(root, ['report', '--run', String(first)], env)
  expect(changed.code).toBe(0)
  expect(changed.stdout).toContain('is not of specs/call.loadero.ts')
})

test.each([
  [['report'], 2, '"report" needs either <session> or --run <id>'],
  [['report', 'last', '--run', '1'], 2, '"report" needs either <session> or --run <id>'],
  [['download'], 2, '"download" needs --run <id>'],
  [['history', 'nothing'], 2, "project 1 has no test 'nothing'"],
  [['download', '--run', '999'], 2, 'project 1 has no run 999'],
  [['report', '--run', '999'], 2, 'project 1 has no run 999'],
  [['compare', '999', '998'], 2, 'project 1 has no run 999'],
  [['report', '--run', 'x'], 2, '--run must be a whole number of at least 1'],
] as const)('refuses %j with the way out', async (words, code, message) => {
  const { env } = await startLoadero()
  const root = await createProject({ 'specs/call.loadero.ts': callSpec(900) })
  const refused = await run(root, words, env)
  expect(refused.stderr + refused.stdout).toContain(message)
  expect(refused.code).toBe(code)
})
