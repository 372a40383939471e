import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startApps } from '../../fixtures/apps/start.mjs'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'
import { noSelenium, startHub } from '../support/selenium.js'

const missing = noSelenium()
if (missing) console.warn(`Tests with a Selenium server are skipped: ${missing}`)

const nodes = 2
/** The service knows no shorter one: the groups start at equal distances within it. */
const startIntervalMs = 1_000
/** Of each start from its planned moment, relative to the others. */
const maxSkewMs = 250
/** A busy machine may delay single processes for so long, but hardly in each of several runs. */
const maxRuns = 5
/** An even number of 4 or more. 12 need about 4 GB of memory, and many minutes on two cores. */
const participants = Number(process.env['LOADERO_TEST_GRID_CALL'] ?? 4)
const groups = participants / 2

const script = `import { defineScript, mark } from 'loadero-test/script'
export default defineScript<{ url: string }>((client, { url }) => {
  mark('started')
  const { run, group, participant } = client.globals
  const room = 'pair-' + run.id + '-' + group.id
  const minute = 60_000
  client
    .url(url + '?video=off&room=' + room + '&name=' + participant.name)
    .waitForElementVisible('#join', 5 * minute)
    .click('#join')
    .waitForElementVisible('#state.connected', 5 * minute)
    .perform(() => mark('connected'))
    .waitForElementPresent({ selector: '//*[@id="audio-received" and number(.) > 20000]', locateStrategy: 'xpath' }, 5 * minute)
    .click('#finish')
    .waitForElementVisible('#all-finished', 5 * minute)
})
`

interface Report {
  readonly tests: readonly {
    readonly verdict: string
    readonly participantCounts: object
    readonly participants: readonly {
      readonly label: string
      readonly marks: readonly { readonly name: string; readonly atMs: number }[]
    }[]
  }[]
}

/** Runs the call, and returns by how much the starts of its participants differ from the planned ones. */
async function measureSkew(root: string, grid: string): Promise<number> {
  const report = join(root, 'report.json')
  const args = ['--local', '--reporter', `json=${report}`]
  const { code, stdout } = await run(root, args, { LOADERO_GRID: grid })
  // Many calls can overload a small machine; then what its gate measured is inconclusive.
  expect({ isRun: [0, 75].includes(code ?? -1), stdout }).toMatchObject({ isRun: true })
  expect(stdout).toContain(`Runs ${participants} participants at a time`)
  const { tests } = JSON.parse(await readFile(report, 'utf8')) as Report
  const delaysMs = tests
    .flatMap((one) => one.participants)
    .flatMap(({ label, marks }) => {
      const group = Number(/ of pair #(\d+)/.exec(label)?.[1])
      const plannedMs = (group * startIntervalMs) / groups
      return marks.flatMap(({ name, atMs }) => (name === 'started' ? [atMs - plannedMs] : []))
    })
  expect(delaysMs).toHaveLength(participants)
  console.info(tests.map(({ verdict, participantCounts }) => ({ verdict, ...participantCounts })))
  return Math.round(Math.max(...delaysMs) - Math.min(...delaysMs))
}

test.skipIf(missing)(
  `the groups of a call of ${participants} on two nodes start on time`,
  async () => {
    const hub = await startHub(nodes, participants / nodes)
    onTestFinished(() => hub.stop())
    const apps = await startApps()
    onTestFinished(() => apps.close())
    const root = await createProject({
      'specs/call.ts': script,
      'specs/call.loadero.ts': `import { metric, script, test } from 'loadero-test'
test('pairs talk', {
  script: script('./call.ts', { vars: { url: '${apps.env.CALL_URL}' } }),
  incrementStrategy: 'linear_group',
  startInterval: '${startIntervalMs / 1_000}s',
  participantTimeout: '20m',
  groups: [{
    name: 'pair',
    count: ${groups},
    participants: ['caller', 'callee'].map((name) => ({ name, browser: 'chromeLatest', audioFeed: 'dtmf' })),
  }],
  asserts: [metric('webrtc/audio/connections/in').equals(1)],
  expects: [metric('webrtc/audio/level/in/max').after('connected').atLeast(0.05)],
})
`,
    })
    const skewsMs: number[] = []
    while (skewsMs.length < maxRuns && !skewsMs.some((skewMs) => skewMs <= maxSkewMs)) {
      skewsMs.push(await measureSkew(root, hub.url))
    }
    console.info(`${participants} participants on ${nodes} nodes started within ${skewsMs.join(', ')} ms`)
    expect(Math.min(...skewsMs)).toBeLessThanOrEqual(maxSkewMs)
  },
  3_600_000,
)
