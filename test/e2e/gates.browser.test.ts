import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { readWebrtcDump } from '@loadero-test/metrics'
import { describe, expect, onTestFinished, test } from 'vitest'
import { noBrowser } from '../support/browser.js'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const missing = noBrowser()
if (missing) console.warn(`Tests with a real browser are skipped: ${missing}`)

/** A page that calls itself, and can mute what it sends. */
const page = `<!doctype html><title>call</title><button id="mute">mute</button><div id="state"></div>
<audio autoplay></audio>
<script>
const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()]
here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate ?? undefined)
there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate ?? undefined)
there.ontrack = ({ streams }) => { document.querySelector('audio').srcObject = streams[0] }
there.onconnectionstatechange = () => { state.textContent = there.connectionState; state.className = there.connectionState }
;(async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const [track] = stream.getTracks()
  here.addTrack(track, stream)
  mute.onclick = () => { track.enabled = !track.enabled; mute.setAttribute('aria-pressed', String(!track.enabled)) }
  await here.setLocalDescription()
  await there.setRemoteDescription(here.localDescription)
  await there.setLocalDescription()
  await here.setRemoteDescription(there.localDescription)
})()
</script>`

const script = `import { defineScript, mark, measure } from 'loadero-test/script'
export default defineScript<{ url: string }>(async (client, { url }) => {
  const begin = Date.now()
  await client.url(url)
  await client.waitForElementVisible('#state.connected', 60_000)
  mark('connected')
  measure('connect', Date.now() - begin)
  await client.pause(6_000)
  await client.click('#mute')
  await client.waitForElementPresent('#mute[aria-pressed=true]')
  await client.pause(1_500)
  mark('muted')
  await client.pause(5_500)
  // Any script can print the line itself.
  console.log('[loadero-test] mark unmuted at ' + new Date().toISOString())
  await client.click('#mute')
  await client.pause(6_000)
})
`

function spec(url: string, expects: readonly string[]): string {
  return `import { metric, script, successRate, test, timeUntil } from 'loadero-test'
test('muting is silent', {
  script: script('./call.ts', { vars: { url: '${url}' } }),
  participantTimeout: '5m',
  participants: [{ name: 'caller', browser: 'chromeLatest' }],
  expects: [${expects.join(',\n')}],
})
`
}

async function servePage(): Promise<string> {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end(page),
  ).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://localhost:${(server.address() as AddressInfo).port}/`
}

interface ReportedTest {
  readonly verdict: string
  readonly checks: readonly { readonly title?: string; readonly outcome: string; readonly actual?: string }[]
  readonly participants: readonly {
    readonly values: Readonly<Record<string, number>>
    readonly marks: readonly { readonly name: string; readonly atMs: number }[]
    readonly files: readonly string[]
  }[]
}

describe.skipIf(missing)('gates in time on this machine', () => {
  test('a gate between two marks sees only these seconds', async () => {
    const url = await servePage()
    const level = `metric('webrtc/audio/level/in/max')`
    const root = await createProject({
      'specs/call.ts': script,
      'specs/call.loadero.ts': spec(url, [
        `${level}.between('muted', 'unmuted').atMost(0.001)`,
        `${level}.after('connected').before('muted').atLeast(0.005)`,
        `${level}.after('unmuted').atLeast(0.005)`,
        `metric('webrtc/audio/level/in').between('muted', 'unmuted').atMost(0.001).forShare(0.9)`,
        `timeUntil('webrtc/audio/level/in', { gte: 0.005 }).after('unmuted').atMost(5_000)`,
        `metric('measure/connect').lessThan(300_000)`,
        `metric('quality/audio/silence/avg').between('muted', 'unmuted').atLeast(99)`,
        `${level}.between('muted', 'unmuted').atLeast(0.5).warn()`,
      ]),
    })
    const report = join(root, 'report.json')
    const { code, stdout } = await run(root, [
      '--local',
      '--artifacts',
      'all',
      '--reporter',
      `json=${report}`,
    ])
    const { tests } = JSON.parse(await readFile(report, 'utf8')) as { tests: readonly ReportedTest[] }
    const [{ checks, participants, verdict } = { checks: [], participants: [], verdict: '' }] = tests
    expect({ stdout, code, verdict, outcomes: checks.map(({ outcome }) => outcome) }).toMatchObject({
      verdict: 'passed',
      code: 0,
      outcomes: [...Array.from({ length: 8 }, () => 'passed'), 'warned'],
    })
    const [{ marks, values, files } = { marks: [], values: {}, files: [] }] = participants
    expect(marks.map(({ name }) => name)).toEqual(['connected', 'muted', 'unmuted'])
    // The downloaded dump gives the same number, computed without the judge.
    const dump = join(root, files.find((file) => file.endsWith('webrtc.log')) ?? '')
    const { series } = await readWebrtcDump(createReadStream(dump))
    const timeOf = (mark: string) => marks.find(({ name }) => name === mark)?.atMs ?? 0
    const levels = series.get('webrtc/audio/level/in')?.points ?? []
    const muted = levels.filter(
      ({ atMs }, index) => (levels[index - 1]?.atMs ?? 0) >= timeOf('muted') && atMs <= timeOf('unmuted'),
    )
    expect(muted.length).toBeGreaterThanOrEqual(3)
    expect(values['webrtc/audio/level/in/max between muted and unmuted']).toBe(
      Math.max(...muted.map(({ value }) => value)),
    )
    expect(Math.max(...levels.map(({ value }) => value))).toBeGreaterThan(0.005)
  })
})
