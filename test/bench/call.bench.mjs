// CPU of a video call of two, in percent of a core: what the engine reports of its participants, and the same call by hand,
// in two browsers with the same flags whose processes the system measures. A call costs what the machine has left, so they
// take turns in being first, and the median of the rounds counts. Linux only. Build first, then:
// node test/bench/call.bench.mjs [rounds]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createBrowserEngine, findBrowser } from '@loadero-test/engine'
import { headlessFlags, sharedFlags } from '../../packages/engine/dist/browser/flags.js'
import { connectCdp } from '../../packages/engine/dist/cdp/cdp.js'
import { startCallApp } from '../../fixtures/apps/call/server.mjs'
import { debuggingAddressOf } from './debugging-address.mjs'
import { watchFamily } from './process-tree.mjs'

const rounds = Number(process.argv[2] ?? 5)
const names = ['caller', 'callee']
/** The call has started by then, and its bitrate has risen. */
const warmUpMs = 10_000
const measuredMs = 10_000
const { browserPath } = findBrowser({ env: process.env })
const scratch = mkdtempSync(join(tmpdir(), 'bench-call-'))
const app = await startCallApp()

/** Starts a browser on the page, joins the call with a click, and leaves the browser alone. */
async function joinByHand(name, room) {
  const profile = mkdtempSync(join(scratch, 'hand-'))
  const flags = [...headlessFlags, ...sharedFlags, '--no-sandbox', '--remote-debugging-port=0']
  const url = `${app.url}?room=${room}&name=${name}`
  const options = { stdio: 'ignore', detached: true }
  const browser = spawn(browserPath, [...flags, `--user-data-dir=${profile}`, url], options)
  const { port, path } = await debuggingAddressOf(profile)
  const cdp = await connectCdp(`ws://127.0.0.1:${port}${path}`)
  const { targetInfos } = await cdp.send('Target.getTargets')
  const { targetId } = targetInfos.find(({ type }) => type === 'page')
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true })
  const expression = "document.readyState === 'complete' && (document.querySelector('#join').click(), true)"
  const click = async () =>
    (await cdp.session(sessionId).send('Runtime.evaluate', { expression, userGesture: true })).result.value
  while ((await click()) !== true) await sleep(50)
  cdp.close()
  return browser
}

/** Percent of a core of each browser, on average. */
async function measureByHand(room) {
  const browsers = await Promise.all(names.map((name) => joinByHand(name, room)))
  const families = browsers.map(({ pid }) => watchFamily([pid]))
  await sleep(warmUpMs)
  const [start, before] = [performance.now(), families.map((family) => family.cpu())]
  await sleep(measuredMs)
  const seconds = (performance.now() - start) / 1_000
  const percents = families.map((family, index) => (100 * (family.stop() - before[index])) / seconds)
  for (const browser of browsers) {
    process.kill(-browser.pid, 'SIGKILL')
    await once(browser, 'exit')
  }
  return mean(percents)
}

async function measureByEngine(engine, room) {
  const script = (name) => `client => client.url('${app.url}?room=${room}&name=${name}')
    .click('#join').pause(${warmUpMs + measuredMs})`
  const run = {
    id: 1,
    testName: 'call',
    mode: 'performance',
    startInterval: 0,
    participantTimeout: 600,
    totalParticipants: 2,
  }
  const outputs = await Promise.all(
    names.map((name, index) =>
      engine.execute(
        {
          run,
          participant: {
            id: index,
            participant_num: index,
            participant_name: name,
            group_num: 0,
            group_name: 'g',
          },
          globalNum: index,
          script: script(name),
          directory: mkdtempSync(join(scratch, 'engine-')),
        },
        { onReady: () => Promise.resolve(), signal: new AbortController().signal },
      ),
    ),
  )
  return mean(
    outputs.map(({ logs }) => {
      const samples = JSON.parse(logs.rru)
      const end = Date.parse(samples.at(-1).time)
      return mean(
        samples.filter(({ time }) => Date.parse(time) > end - measuredMs).map(({ cpuUsed }) => cpuUsed),
      )
    }),
  )
}

function mean(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
}

const engine = await createBrowserEngine({ env: process.env })
try {
  console.log(`${browserPath}; the load of the machine before: ${loadavg()[0].toFixed(1)}`)
  const ratios = []
  for (let round = 1; round <= rounds; round++) {
    const isHandFirst = round % 2 === 1
    const first = isHandFirst ? await measureByHand(`hand-${round}`) : undefined
    const byEngine = await measureByEngine(engine, `engine-${round}`)
    const byHand = first ?? (await measureByHand(`hand-${round}`))
    ratios.push(byEngine / byHand)
    console.log(
      `by hand ${byHand.toFixed(0)} %, by the engine ${byEngine.toFixed(0)} % of a core, ratio ${ratios.at(-1).toFixed(2)}`,
    )
  }
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]
  console.log(`median ratio ${median.toFixed(2)}; aim: 0.90 to 1.10`)
} finally {
  await engine.close()
  await app.close()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
}
