// Reads the webrtc logs of 500 participants of 10 minutes each, in a process of its own, and compares the CPU time for
// each and the memory with JSON.parse of the same bytes.
// Build first, then: node test/bench/dumps.bench.mjs
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { aggregate, readWebrtcDump } from '@loadero-test/metrics'

const participants = 500
/** JSON.parse takes the same time for each log. */
const parsedLogs = 100
const seconds = 600
const maxTimeRatio = 3
const maxMegabytes = 300
const recorded = new URL('../../packages/metrics/test/chrome-156-dump.json', import.meta.url)

/** A recorded call of some seconds, with counters that go on to rise for ten minutes. */
function longDump() {
  const dump = JSON.parse(readFileSync(recorded, 'utf8'))
  for (const { stats } of Object.values(dump.PeerConnections)) {
    for (const series of Object.values(stats)) {
      const values = JSON.parse(series.values)
      const [first, last] = [values[0], values.at(-1)]
      const period = last - first + (last - first) / Math.max(1, values.length - 1)
      const isCounter =
        typeof first === 'number' && values.every((value, i) => i === 0 || value >= values[i - 1])
      const long = Array.from({ length: seconds }, (_, index) => {
        const value = values[index % values.length]
        return isCounter ? value + period * Math.floor(index / values.length) : value
      })
      series.values = JSON.stringify(long)
      series.endTime = new Date(Date.parse(series.startTime) + 1_000 * (seconds - 1)).toISOString()
    }
  }
  return Buffer.from(JSON.stringify(dump))
}

async function* chunksOf(bytes) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

const ways = {
  async read(bytes) {
    const { series } = await readWebrtcDump(chunksOf(bytes))
    return aggregate(series.get('webrtc/video/fps/in')?.points ?? []).avg
  },
  async parse(bytes) {
    return Object.keys(JSON.parse(bytes.toString('utf8')).PeerConnections).length
  },
  /** The values are JSON within JSON: without this, a reader has no number. */
  async parseValues(bytes) {
    const { PeerConnections } = JSON.parse(bytes.toString('utf8'))
    for (const { stats } of Object.values(PeerConnections))
      for (const [name, { values }] of Object.entries(stats)) stats[name] = JSON.parse(values)
    return Object.keys(PeerConnections).length
  },
}

async function measure(way) {
  const bytes = longDump()
  // User time: other programs of the machine do not count.
  const start = process.cpuUsage()
  const count = way === 'read' ? participants : parsedLogs
  for (let participant = 0; participant < count; participant++) await ways[way](bytes)
  const { user, system } = process.cpuUsage(start)
  const megabytes = process.resourceUsage().maxRSS / 1_024
  console.log(JSON.stringify({ cpuMs: (user + system) / 1e3 / count, megabytes, size: bytes.length / 1e6 }))
}

if (process.argv[2]) await measure(process.argv[2])
else {
  const run = (way) =>
    JSON.parse(
      spawnSync(process.execPath, [fileURLToPath(import.meta.url), way], { encoding: 'utf8' }).stdout,
    )
  const [parse, parseValues, read] = [run('parse'), run('parseValues'), run('read')]
  const ratio = read.cpuMs / parseValues.cpuMs
  const row = ({ cpuMs, megabytes }) => `${cpuMs.toFixed(1)} ms for each, at most ${megabytes.toFixed(0)} MB`
  console.log(`${participants} logs of ${seconds} s, ${read.size.toFixed(1)} MB each`)
  console.log(`JSON.parse of the text:                ${row(parse)}`)
  console.log(`JSON.parse of the text and the values: ${row(parseValues)}`)
  console.log(`readWebrtcDump:                        ${row(read)}`)
  console.log(`ratio ${ratio.toFixed(2)} (at most ${maxTimeRatio}), memory at most ${maxMegabytes} MB`)
  if (ratio > maxTimeRatio || read.megabytes > maxMegabytes) process.exitCode = 1
}
