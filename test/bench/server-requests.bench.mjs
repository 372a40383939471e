// Requests a second against 1,000 and against 100,000 stored rows, and one run of 10,000 participants.
// Build first, then: node test/bench/server-requests.bench.mjs
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createApp, idleEngine, openData, createScaledClock, scriptedEngine } from '@loadero-test/server'

const allowedSlowdown = 2
const requests = 1_000
const headers = { authorization: 'LoaderoAuth any' }
const participant = { name: 'caller', count: 1, browser: 'chromeLatest' }
const testBody = {
  name: 'A call',
  script: 'client => {}',
  start_interval: 1,
  participant_timeout: 60,
  mode: 'load',
  increment_strategy: 'linear',
}

/** Ten rows for each test: itself, its script, two groups and six participants. */
function seedOf(rows) {
  const ids = Array.from({ length: rows / 10 }, (_, index) => index + 1)
  return {
    files: ids.map((id) => ({
      id,
      project_id: 1,
      file_type: 'test_script',
      name: 'script.js',
      content: 'x',
    })),
    tests: ids.map((id) => ({ id, ...testBody, script_file_id: id })),
    groups: ids.flatMap((id) =>
      [0, 1].map((n) => ({ id: 2 * id - n, test_id: id, name: `pair ${n}`, count: 1 })),
    ),
    participants: ids.flatMap((id) =>
      [0, 1, 2, 3, 4, 5].map((n) => ({
        id: 6 * id - n,
        test_id: id,
        group_id: 2 * id - (n % 2),
        ...participant,
        ...profile,
      })),
    ),
  }
}
const profile = {
  network: 'default',
  location: 'us-west-2',
  video_feed: 'default',
  audio_feed: 'default',
  compute_unit: 'g1',
  record_audio: false,
}

const operations = {
  'GET a test': (tests, i) => ['GET', `/tests/${(i % tests) + 1}/`],
  "GET a test's groups": (tests, i) => ['GET', `/tests/${(i % tests) + 1}/groups/`],
  'GET a page of tests': (tests, i) => ['GET', `/tests/?limit=20&offset=${i % (tests - 20)}`],
  'POST a participant': (tests, i) => ['POST', `/tests/${(i % tests) + 1}/participants/`, participant],
  'POST a test': () => ['POST', '/tests/', testBody],
}

function send(app, [method, path, body]) {
  return app(`http://loadero.test/v2/projects/1${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
}

/** The best of several passes, because other load can only slow it down. */
async function perSecond(app, tests, operation) {
  const passes = []
  for (let pass = 0; pass < 5; pass++) {
    const start = performance.now()
    for (let i = 0; i < requests; i++) await (await send(app, operation(tests, pass * requests + i))).text()
    passes.push((requests * 1000) / (performance.now() - start))
  }
  return Math.max(...passes)
}

async function measure(rows, data) {
  const app = createApp({ engine: idleEngine(), seed: seedOf(rows), ...(data && { data }) })
  const rates = {}
  for (const [name, operation] of Object.entries(operations)) {
    rates[name] = await perSecond(app, rows / 10, operation)
  }
  await app.close()
  return rates
}

async function manyParticipants(count) {
  const clock = createScaledClock('virtual')
  const metrics = { 'webrtc/audio/rtt': { uniform: { from: 10, to: 90 } } }
  const app = createApp({ clock, engine: scriptedEngine({ clock, scenario: { default: { metrics } } }) })
  const ask = async (...request) => (await clock.during(() => send(app, request))).json()
  const { id } = await ask('POST', '/tests/', testBody)
  await ask('POST', `/tests/${id}/participants/`, { ...participant, count })
  await ask('POST', `/tests/${id}/asserts/`, { path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '60' })
  const start = performance.now()
  const { id: run } = await ask('POST', `/tests/${id}/runs/`)
  for (let status = 'pending'; status !== 'done'; { status } = await ask('GET', `/runs/${run}/`))
    await clock.sleep(5)
  const ran = performance.now()
  const { pagination } = await ask('GET', `/runs/${run}/results/`)
  const listed = performance.now()
  await ask('GET', `/runs/${run}/results/statistics/`)
  const counted = performance.now()
  await app.close()
  if (pagination.total_items !== count) throw new Error(`${pagination.total_items} results, not ${count}`)
  return { run: ran - start, list: listed - ran, statistics: counted - listed }
}

function report(title, few, many) {
  console.log(`${title.padEnd(22)}${'1,000 rows'.padStart(12)}${'100,000'.padStart(12)}   slower`)
  return Object.keys(operations).filter((name) => {
    const slowdown = few[name] / many[name]
    const [a, b] = [few[name], many[name]].map((rate) => `${Math.round(rate)}/s`.padStart(12))
    console.log(`${name.padEnd(22)}${a}${b}   × ${slowdown.toFixed(2)}`)
    return slowdown > allowedSlowdown
  })
}

await measure(1_000)
const slow = report('in memory', await measure(1_000), await measure(100_000))
const directory = mkdtempSync(join(tmpdir(), 'loadero-test-bench-'))
async function onDisk(rows) {
  return measure(rows, await openData(join(directory, String(rows))))
}
slow.push(...report('on disk', await onDisk(1_000), await onDisk(100_000)))
const opening = performance.now()
const data = await openData(join(directory, '100000'))
await createApp({ engine: idleEngine(), data }).close()
console.log(`opening 100,000 rows from disk: ${Math.round(performance.now() - opening)} ms`)
rmSync(directory, { recursive: true })
const apps = performance.now()
for (let i = 0; i < 200; i++) await createApp({ engine: idleEngine() }).close()
console.log(`an app of its own: ${((performance.now() - apps) / 200).toFixed(2)} ms`)
const { run, list, statistics } = await manyParticipants(10_000)
console.log(
  `10,000 participants: run ${Math.round(run)} ms, list of results ${Math.round(list)} ms, statistics ${Math.round(statistics)} ms`,
)
if (slow.length > 0) {
  console.error(`More than ${allowedSlowdown} times slower: ${slow.join(', ')}`)
  process.exitCode = 1
}
