// Reads 10,000 results with all metrics through the client, against JSON.parse of the same bytes.
// Build first: npx tsc -b packages/core. The size of a page may be given as an argument.
import { LoaderoClient, metricBases } from '@loadero-test/core'

const rows = 10_000
const pageSize = Number(process.argv[2] ?? 100)
const maxRatio = 2
const maxBytes = 250e6

const fields = ['average', 'minimum', 'maximum', 'total', 'stddev', 'rstddev']
const percentiles = ['1st', '5th', '25th', '50th', '75th', '95th', '99th'].map((nth) => `perc_${nth}`)
const created = '2026-11-22T10:00:00Z'

function metric(path) {
  return {
    id: 7,
    created,
    metric_path: path,
    data_count: 61,
    ...Object.fromEntries([...fields, ...percentiles].map((field, n) => [field, (7 * (n + 1)) / 64])),
  }
}

function section(name) {
  return Object.fromEntries(
    Object.keys(metricBases)
      .filter((base) => base.startsWith(`${name}/`))
      .map((base) => [base, metric(base)]),
  )
}

const result = {
  created,
  updated: created,
  start: created,
  end: created,
  status: 'pass',
  selenium_result: 'pass',
  run_participant_id: 7,
  participant_details: { id: 7, participant_num: 3, participant_name: 'visitor', group_num: 1, run_id: 3 },
  log_paths: { selenium: 'https://logs.example/7.txt' },
  artifacts: { screenshots: { paths: null }, downloads: { paths: null } },
  asserts: [
    { id: 7, path: 'machine/cpu/used/max', operator: 'lt', expected: '3', actual: '2', status: 'pass' },
  ],
  metrics: { machine: section('machine'), webrtc: section('webrtc') },
}

/** Rows differ only in their ids, so that creating them leaves little garbage in the measured heap. */
const rest = JSON.stringify(result).slice(1)
function page(offset, limit) {
  const ids = Array.from({ length: Math.min(limit, rows - offset) }, (_, n) => offset + n + 1)
  const results = ids.map((id) => `{"id":${id},${rest}`).join(',')
  return Buffer.from(`{"pagination":{"limit":${limit},"total_items":${rows}},"results":[${results}]}`)
}

let bytes = 0
let parsingMs = 0
let peak = 0
function measure() {
  return (peak = Math.max(peak, process.memoryUsage().rss))
}
globalThis.gc?.()
const idle = process.memoryUsage().rss

/** The time to create pages, which is not measured. */
let creatingMs = 0
function timed(work, add) {
  const start = performance.now()
  const value = work()
  add(performance.now() - start)
  return value
}

function fetch(url) {
  const query = new URL(url).searchParams
  const body = timed(
    () => page(Number(query.get('offset')), Number(query.get('limit'))),
    (ms) => (creatingMs += ms),
  )
  // The bytes are parsed once more, as the baseline.
  timed(
    () => JSON.parse(body.toString()),
    (ms) => (parsingMs += ms),
  )
  bytes += body.length
  return Promise.resolve(new Response(body))
}

const client = new LoaderoClient({ projectId: 1, accessToken: 'token', fetch, rateLimit: Infinity })
async function read() {
  let count = 0
  let sum = 0
  for await (const { metrics } of client.run(1).results.all({}, { pageSize })) {
    count++
    sum += metrics?.machine['machine/cpu/used']?.average ?? 0
    if (count % pageSize === 0) measure()
  }
  if (count !== rows || !(sum > 0)) throw new Error(`read ${count} results`)
}

const start = performance.now()
await read()
const readingMs = performance.now() - start - creatingMs - parsingMs
measure()

const ratio = readingMs / parsingMs
function say(name, value) {
  return console.log(`${name.padEnd(12)} ${value}`)
}
say('bytes', `${(bytes / 1e6).toFixed(0)} MB in pages of ${pageSize}`)
say('JSON.parse', `${parsingMs.toFixed(0)} ms`)
say('client', `${readingMs.toFixed(0)} ms, ${ratio.toFixed(2)} times (at most ${maxRatio})`)
say(
  'memory',
  `${(peak / 1e6).toFixed(0)} MB at its peak, ${(idle / 1e6).toFixed(0)} MB before (at most ${maxBytes / 1e6})`,
)
if (ratio > maxRatio || peak > maxBytes) process.exitCode = 1
