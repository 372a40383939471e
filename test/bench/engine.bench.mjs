// CPU, memory (PSS) and time until all pages are open of 1, 5, 10 and 20 participants: as many bare browsers, browsers that
// chromedriver drives as the script does, the engine, the engine with `isolation: 'context'`, and one Nightwatch command
// line for each participant. All have the same browser with the same flags in a table: the headless shell, then the full
// Chromium. The methods take turns, and ratios are the medians of all rounds. Linux only. Build first, then:
// node test/bench/engine.bench.mjs [counts] [browsers] [rounds] [methods]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '@loadero-test/engine'
import { headlessFlags, sharedFlags } from '../../packages/engine/dist/browser/flags.js'
import { debuggingAddressOf } from './debugging-address.mjs'
import { drive, startDriver } from './driven-browser.mjs'
import { watchFamily } from './process-tree.mjs'

const counts = process.argv[2]?.split(',').map(Number) ?? [1, 5, 10, 20]
const browsers = (
  process.argv[3]?.split(',') ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
).flatMap(findOne)
const rounds = Number(process.argv[4] ?? 3)
const holdMs = 3_000
const limitMs = 600_000
const flags = [...headlessFlags, ...sharedFlags, '--no-sandbox', '--remote-debugging-port=0']

const engineRequire = createRequire(new URL('../../packages/engine/package.json', import.meta.url))
const nightwatch = dirname(engineRequire.resolve('nightwatch/package.json'))
const scratch = mkdtempSync(join(tmpdir(), 'bench-engine-'))

function findOne(browserPath) {
  try {
    return [findBrowser({ env: process.env, browserPath })]
  } catch {
    return []
  }
}

/**
 * Serves a page that reports its visit and shows `#all` when all expected pages are open. A bare browser has no script:
 * for it, the page loads itself a second time, as the script does.
 */
async function serve() {
  const state = { expected: 0, open: new Set() }
  const page = (visitor) => `<!doctype html><title>bench</title><h1 id="greeting">Hello</h1>
    <ul>${'<li>An entry of a list</li>'.repeat(200)}</ul>
    <script>
      const ask = async () => {
        const all = await (await fetch('/open?${visitor}')).text()
        if (all !== 'yes') return setTimeout(ask, 500)
        document.body.append(Object.assign(document.createElement('p'), { id: 'all', textContent: 'all' }))
        if (location.search === '?bare') setTimeout(() => (location.search = '?again'), ${holdMs})
      }
      ask()
    </script>`
  let visitors = 0
  const server = createServer(({ url }, response) => {
    if (url.startsWith('/open')) {
      state.open.add(url)
      response.end(state.open.size >= state.expected ? 'yes' : 'no')
      return
    }
    response.setHeader('content-type', 'text/html').end(page(++visitors))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { state, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** A folder that no other browser has used. */
function newProfile() {
  return mkdtempSync(join(scratch, 'p-'))
}

function scriptOf(url) {
  return `client => client.url('${url}')
  .waitForElementVisible('#greeting').assert.textEquals('#greeting', 'Hello')
  .waitForElementPresent('#all', 300000).pause(${holdMs})
  .url('${url}').assert.textEquals('#greeting', 'Hello')`
}

/** Leaders of process groups. Those that still run end with the bench, also when it fails or is stopped. */
const children = []

function child(command, args, options = {}) {
  const started = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true, ...options })
  children.push(started)
  return started
}

/** A browser alone, with the flags of a participant. */
function startBare(browserPath, profile, url) {
  return child(browserPath, [...flags, `--user-data-dir=${profile}`, url], { stdio: 'ignore' })
}

/** Resolves when all of these have ended without an error. */
async function endWithSuccess(processes) {
  const ends = await Promise.all(processes.map((each) => once(each, 'exit')))
  const codes = ends.map(([code, signal]) => code ?? signal)
  if (codes.some((code) => code !== 0)) throw new Error(`processes ended with ${codes.join(', ')}`)
}

function startEngine({ browserPath }, count, url, isolation) {
  const program = fileURLToPath(new URL('./engine-participants.mjs', import.meta.url))
  const { PATH, HOME } = process.env
  const engine = child(process.execPath, [program, String(count), scriptOf(url), isolation], {
    // Others may cost Node.js time at its start, such as those that name certificates.
    env: { PATH, HOME, CHROME_PATH: browserPath },
  })
  return { processes: [engine], done: endWithSuccess([engine]) }
}

/** Each method starts `count` participants, and returns its processes and a promise of the end of all scripts. */
const allMethods = {
  bare({ browserPath }, count, { url, waitForPages }) {
    const start = () => startBare(browserPath, newProfile(), `${url}?bare`)
    // Each loads its page a second time.
    return { processes: Array.from({ length: count }, start), done: waitForPages(2 * count) }
  },
  async driven({ browserPath, driverPath }, count, { url }) {
    const started = Array.from({ length: count }, async () => {
      const profile = newProfile()
      const browser = startBare(browserPath, profile, 'about:blank')
      const { driver, port } = await startDriver(driverPath)
      children.push(driver)
      const done = debuggingAddressOf(profile).then((address) => drive(port, address.port, { url, holdMs }))
      return { processes: [browser, driver], done }
    })
    const all = await Promise.all(started)
    return {
      processes: all.flatMap(({ processes }) => processes),
      done: Promise.all(all.map(({ done }) => done)),
    }
  },
  engine: (browser, count, { url }) => startEngine(browser, count, url, 'browser'),
  context: (browser, count, { url }) => startEngine(browser, count, url, 'context'),
  async nightwatch({ browserPath, driverPath }, count, { url }) {
    const attachedTo = []
    const ports = await freePorts(count)
    const started = ports.map(async (port) => {
      const directory = newProfile()
      const [test, config] = ['visit.js', 'nightwatch.json'].map((name) => join(directory, name))
      writeFileSync(test, `module.exports = { visit: ${scriptOf(url)} }\n`)
      // Chromedriver hangs when it starts a headless shell itself, so it attaches to one.
      const attached = /headless.shell/.test(browserPath)
      const profile = join(directory, 'profile')
      if (attached) attachedTo.push(startBare(browserPath, profile, 'about:blank'))
      const options = attached
        ? { debuggerAddress: `127.0.0.1:${(await debuggingAddressOf(profile)).port}` }
        : { binary: browserPath, args: flags }
      writeFileSync(config, JSON.stringify(nightwatchSettings(port, driverPath, options)))
      // Nightwatch loads plugins from the working directory; its own folder has none.
      const own = { cwd: nightwatch, stdio: 'ignore' }
      return child(process.execPath, [join(nightwatch, 'bin/nightwatch'), test, '--config', config], own)
    })
    const scripts = await Promise.all(started)
    return { processes: [...scripts, ...attachedTo], done: endWithSuccess(scripts) }
  },
}

const methods = process.argv[5]?.split(',') ?? Object.keys(allMethods)

/** All are opened at once, so that they differ. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => server.address().port)
  for (const server of servers) server.close()
  return ports
}

function nightwatchSettings(port, driverPath, options) {
  return {
    output_folder: false,
    webdriver: { start_process: true, server_path: driverPath, port, log_path: false },
    test_settings: {
      default: { desiredCapabilities: { browserName: 'chrome', 'goog:chromeOptions': options } },
    },
  }
}

async function measure(method, browser, count, { state, url }) {
  Object.assign(state, { expected: count, open: new Set() })
  const start = performance.now()
  const waitForPages = async (expected) => {
    while (state.open.size < expected) {
      await sleep(20)
      if (performance.now() - start > limitMs) throw new Error(`not done within ${limitMs / 1_000} s`)
    }
  }
  const { processes, done } = await allMethods[method](browser, count, { url, waitForPages })
  const family = watchFamily(processes.map(({ pid }) => pid))
  try {
    await Promise.race([waitForPages(count), done])
    const ready = (performance.now() - start) / 1_000
    await sleep(holdMs / 2)
    const memories = family.memoryByKind()
    const memory = Object.values(memories).reduce((sum, size) => sum + size)
    await done
    for (const { pid } of processes) killGroup(pid)
    await family.ended()
    return { ready, memory, cpu: family.stop(), cpus: family.cpuByKind(), memories }
  } catch (error) {
    throw new Error(`${method}: ${state.open.size} pages of ${count} participants were open`, {
      cause: error,
    })
  } finally {
    family.stop()
    for (const { pid } of processes) killGroup(pid)
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

function medianOf(results, valueOf) {
  return results.map(valueOf).toSorted((a, b) => a - b)[Math.floor(results.length / 2)]
}

/** `bare` has the results of the same rounds, in the same order. */
function rowOf(count, name, results, bare) {
  const ratioTo = (key) =>
    medianOf(
      results.map((result, round) => result[key] / bare[round][key]),
      Number,
    )
  const cells = [
    medianOf(results, ({ cpu }) => cpu).toFixed(1),
    medianOf(results, ({ memory }) => memory).toFixed(0),
    medianOf(results, ({ ready }) => ready).toFixed(1),
    ratioTo('cpu').toFixed(2),
    ratioTo('memory').toFixed(2),
    ...Object.keys(results[0].cpus).map((kind) =>
      (medianOf(results, ({ cpus }) => cpus[kind]) / count).toFixed(2),
    ),
    ...Object.keys(results[0].memories).map((kind) =>
      (medianOf(results, ({ memories }) => memories[kind]) / count).toFixed(1),
    ),
  ]
  return [count, name, ...cells].map((cell) => String(cell).padStart(14)).join('')
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
process.once('exit', () => {
  for (const { pid, exitCode, signalCode } of children)
    if (exitCode === null && signalCode === null) killGroup(pid)
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
})

const site = await serve()
try {
  for (const browser of browsers) {
    console.log(`\n${browser.browserPath}; the load of the machine before: ${loadavg()[0].toFixed(1)}`)
    const titles = ['participants', 'method', 'CPU s', 'PSS MB', 'ready s', 'CPU by bare', 'MB by bare']
    const kinds = ['browser', 'driver', 'host', 'other Node']
    const parts = [...kinds.map((kind) => `${kind} s`), ...kinds.map((kind) => `${kind} MB`)]
    console.log([...titles, ...parts].map((title) => title.padStart(14)).join(''))
    for (const count of counts) {
      const results = Object.fromEntries(methods.map((method) => [method, []]))
      for (let round = 0; round < rounds; round++)
        for (const method of methods) results[method].push(await measure(method, browser, count, site))
      for (const method of methods) console.log(rowOf(count, method, results[method], results.bare))
    }
  }
  console.log('\nThe last eight columns are CPU seconds and MB for each participant.')
} finally {
  site.close()
}
