// CPU, memory (PSS) and start-up time of 1, 5, 10 and 20 participants with the engine, compared with the same page in as
// many bare browsers (floor) and with one Nightwatch process, chromedriver and browser per participant (naive). Linux only. Build first, then: node test/bench/engine.bench.mjs [counts]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '@loadero-test/engine'
import { watchFamily } from './process-tree.mjs'

const counts = process.argv[2]?.split(',').map(Number) ?? [1, 5, 10, 20]
const targets = { cpu: 1 / 3, memory: 2 / 3 }
const holdMs = 3_000

const { browserPath, driverPath } = findBrowser({ env: process.env })
/** Chromedriver hangs when it starts a headless shell itself. */
const fullBrowser =
  ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => findable(path)) ?? browserPath
const engineRequire = createRequire(new URL('../../packages/engine/package.json', import.meta.url))
const nightwatch = dirname(engineRequire.resolve('nightwatch/package.json'))
const scratch = mkdtempSync(join(tmpdir(), 'bench-engine-'))

function findable(path) {
  try {
    return findBrowser({ env: {}, browserPath: path, driverPath })
  } catch {
    return undefined
  }
}

/** Serves a page that reports its visit and shows `#all` when all expected pages are open. */
async function serve() {
  const state = { expected: 0, open: new Set() }
  const page = (visitor) => `<!doctype html><title>bench</title><h1 id="greeting">Hello</h1>
    <ul>${'<li>An entry of a list</li>'.repeat(200)}</ul>
    <script>
      const ask = async () => {
        const all = await (await fetch('/open?${visitor}')).text()
        if (all === 'yes') document.body.append(Object.assign(document.createElement('p'), { id: 'all', textContent: 'all' }))
        else setTimeout(ask, 500)
      }
      ask()
    </script>`
  let visitors = 0
  const server = createServer(({ url }, response) => {
    if (url.startsWith('/open')) {
      state.open.add(url)
      response.end(state.open.size >= state.expected ? 'yes' : 'no')
    } else response.setHeader('content-type', 'text/html').end(page(++visitors))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { state, url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

function scriptOf(url) {
  return `client => client.url('${url}')
  .waitForElementVisible('#greeting').assert.textEquals('#greeting', 'Hello')
  .waitForElementPresent('#all', 300000).pause(${holdMs})
  .url('${url}').assert.textEquals('#greeting', 'Hello')`
}

function child(command, args, options = {}) {
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], detached: true, ...options })
}

/** Each method starts `count` participants and returns their processes; all but the floor end by themselves. */
const methods = {
  floor: (count, url) =>
    Array.from({ length: count }, (_, index) =>
      child(
        browserPath,
        [
          '--headless=new',
          '--no-sandbox',
          '--disable-gpu',
          '--no-first-run',
          `--user-data-dir=${join(scratch, `floor-${count}-${index}`)}`,
          '--remote-debugging-port=0',
          url,
        ],
        { stdio: 'ignore' },
      ),
    ),
  engine: (count, url) => [
    child(process.execPath, [
      fileURLToPath(new URL('./engine-participants.mjs', import.meta.url)),
      String(count),
      scriptOf(url),
    ]),
  ],
  naive: async (count, url) => {
    const ports = await freePorts(count)
    return ports.map((port) => {
      const directory = join(scratch, `naive-${count}-${port}`)
      mkdirSync(directory)
      const [test, settings] = ['visit.js', 'nightwatch.json'].map((name) => join(directory, name))
      writeFileSync(test, `module.exports = { visit: ${scriptOf(url)} }\n`)
      writeFileSync(settings, JSON.stringify(naiveSettings(port)))
      // Nightwatch loads plugins from the working directory; its own folder has none.
      const options = { cwd: nightwatch, stdio: 'ignore' }
      return child(
        process.execPath,
        [join(nightwatch, 'bin/nightwatch'), test, '--config', settings],
        options,
      )
    })
  },
}

/** All are opened at once, so that they differ. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => server.address().port)
  for (const server of servers) server.close()
  return ports
}

function naiveSettings(port) {
  return {
    output_folder: false,
    webdriver: { start_process: true, server_path: driverPath, port },
    test_settings: {
      default: {
        desiredCapabilities: {
          browserName: 'chrome',
          'goog:chromeOptions': {
            binary: fullBrowser,
            args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
          },
        },
      },
    },
  }
}

async function measure(way, count, { state, url }) {
  Object.assign(state, { expected: count, open: new Set() })
  const start = performance.now()
  const processes = await methods[way](count, url)
  const ends = processes.map((each) => once(each, 'exit'))
  const family = watchFamily(processes.map(({ pid }) => pid))
  try {
    while (state.open.size < count) {
      await sleep(20)
      if (performance.now() - start > 600_000)
        throw new Error(`${way}: only ${state.open.size} of ${count} pages were opened`)
    }
    const startup = (performance.now() - start) / 1_000
    await sleep(holdMs / 2)
    const memory = family.memory()
    if (way === 'floor') await sleep(holdMs / 2)
    else {
      const codes = (await Promise.all(ends)).map(([code]) => code)
      if (codes.some((code) => code !== 0)) throw new Error(`${way} ended with ${codes.join(', ')}`)
    }
    return { startup, memory, cpu: family.stop() }
  } finally {
    family.stop()
    for (const { pid } of processes) killGroup(pid)
    await Promise.all(ends)
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

function shown({ startup, memory, cpu }) {
  return `start-up ${startup.toFixed(1).padStart(5)} s   CPU ${cpu.toFixed(1).padStart(6)} s   RAM ${memory.toFixed(0).padStart(5)} MB`
}

const site = await serve()
try {
  console.log(
    `the machine's load before: ${loadavg()[0].toFixed(1)}; browser ${browserPath}, of the naive way ${fullBrowser}`,
  )
  for (const count of counts) {
    console.log(`${count} participants`)
    const results = {}
    for (const way of Object.keys(methods)) {
      results[way] = await measure(way, count, site)
      console.log(`  ${way.padEnd(7)} ${shown(results[way])}`)
    }
    const { floor, engine, naive } = results
    const share = (key, of) => (engine[key] / of[key]).toFixed(2)
    console.log(`  engine by floor: CPU ${share('cpu', floor)}, RAM ${share('memory', floor)}`)
    console.log(
      `  engine by naive: CPU ${share('cpu', naive)} (target at 20: ${targets.cpu.toFixed(2)}), RAM ${share('memory', naive)} (target at 20: ${targets.memory.toFixed(2)})`,
    )
  }
} finally {
  site.close()
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
}
