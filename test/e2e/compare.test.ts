import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, head } from '../support/project.js'

function scenario(seed: number, rtt: number) {
  const normal = (mean: number, stddev: number) => ({ normal: { mean, stddev }, min: 0, count: 10 })
  const metrics = { 'webrtc/audio/rtt': normal(rtt, 40), 'webrtc/video/fps/in': normal(25, 3) }
  return { seed, default: { durationMs: 4_000, metrics } }
}

const files = {
  'specs/call.loadero.ts': `${head}test('call', {
    script: script('./script.js'),
    participants: [{ name: 'caller', browser: 'chromeLatest', count: 20 }],
    asserts: [metric('webrtc/audio/rtt/avg').lessThan(1000)],
    expects: [metric('webrtc/video/fps/in/avg').mean().atLeast(10)],
  })`,
  'yesterday.json': scenario(1, 100),
  'equal.json': scenario(2, 100),
  'slower.json': scenario(3, 125),
}

test('a slower run is worse than a report of yesterday', async () => {
  const root = await createProject(files)
  await run(root, ['--simulate', 'yesterday.json', '--reporter', 'json=main.json'])
  await run(root, ['--simulate', 'equal.json', '--reporter', 'json=equal-report.json'])
  const equal = await run(root, ['compare', 'main.json', 'equal-report.json', '--fail-on', 'worse'])
  expect(equal).toMatchObject({ code: 0, stderr: '' })
  expect(equal.stdout).not.toContain('worse')
  await run(root, ['--simulate', 'slower.json'])
  const slower = await run(root, ['compare', 'main.json', 'last', '--fail-on', 'worse'])
  expect(slower).toMatchObject({ code: 1, stderr: 'Exit 1: 1 test got worse\n' })
  expect(normalizeOutput(slower.stdout)).toMatchInlineSnapshot(`
    "Before  main.json
    After   session <session>

    call  run 1 → run 1
      = same  success rate
          100% of 20 → 100% of 20  0 points  effect 0.00, p 1.000
      ✗ worse  webrtc/audio/rtt/avg
          95.18 ms (p95 115.8 ms, n 20) → 117.2 ms (p95 136.5 ms, n 20)  +23.17%  effect 0.77, p < 0.001
      = same  webrtc/video/fps/in/avg
          24.99 frames/s (p95 25.84 frames/s, n 20) → 24.87 frames/s (p95 26.28 frames/s, n 20)  -0.5037%  effect 0.01, p 0.968
    "
  `)
  const json = await run(root, ['compare', 'last', 'main.json', '--format', 'json'])
  expect(json.code).toBe(0)
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    outcome: 'better',
    tests: [{ name: 'call', metrics: [{ outcome: 'same' }, { outcome: 'better' }, { outcome: 'same' }] }],
  })
})

test('what cannot be compared does not pass as the same', async () => {
  const root = await createProject({
    ...files,
    'specs/small.loadero.ts': `${head}test('small', {
      script: script('./script.js'),
      participants: [{ name: 'caller', browser: 'chromeLatest' }],
    })`,
  })
  await run(root, ['specs/small', '--simulate', 'equal.json', '--reporter', 'json=small.json'])
  await run(root, ['specs/call', '--simulate', 'equal.json', '--reporter', 'json=call.json'])
  const small = await run(root, ['compare', 'small.json', 'small.json', '--fail-on', 'worse'])
  expect(small).toMatchObject({ code: 75, stderr: 'Exit 75: 1 test could not be compared\n' })
  await run(root, ['--simulate', 'equal.json', '--reporter', 'json=both.json'])
  const some = await run(root, ['compare', 'both.json', 'call.json'])
  expect(some.stdout).toContain('Only before: small')
})

test.each([
  [['none', 'last'], "session 'none' was not found"],
  [['12', 'last'], 'run 12 is at Loadero, which needs a token and a project'],
  [['package.json', 'last'], 'package.json:1: schemaVersion: is missing'],
  [['absent.json', 'last'], 'absent.json does not exist'],
  [['last'], '"compare" needs <before> <after>'],
])('refuses %j with the way out', async (words, message) => {
  const root = await createProject({ ...files, 'package.json': { name: 'shop' } })
  const { code, stderr } = await run(root, ['compare', ...words])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
