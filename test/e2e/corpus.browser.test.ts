import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBrowserEngine, findBrowser } from '@loadero-test/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJob, hasBrowser } from '../../packages/engine/test/engine-context.js'
import { createScriptReader } from '../../packages/runner/src/collect/scripts/script.js'
import { corpusFolder, corpusScripts, serveCorpus } from '../support/script-corpus.js'

const names = corpusScripts(process.env['LOADERO_TEST_SCRIPTS'])
const plainNightwatch = fileURLToPath(new URL('../support/plain-nightwatch.cjs', import.meta.url))

/** Ends what a detached process has left: Nightwatch does not wait for the end of its browser. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nothing is left.
  }
}

describe.skipIf(!hasBrowser())('the scripts of the corpus', () => {
  let pages: Awaited<ReturnType<typeof serveCorpus>>
  const engines: Awaited<ReturnType<typeof createBrowserEngine>>[] = []
  const directory = mkdtempSync(join(tmpdir(), 'loadero-test-'))
  const rows: string[] = []
  beforeAll(async () => {
    pages = await serveCorpus()
    for (const isolation of ['browser', 'context'] as const)
      engines.push(await createBrowserEngine({ env: process.env, isolation }))
  })
  afterAll(async () => {
    console.log(['script                         Nightwatch  here  events', ...rows].join('\n'))
    pages.close()
    await Promise.all(engines.map((engine) => engine.close()))
    rmSync(directory, { recursive: true, force: true })
  })

  /** The file itself, or its function as the one test of a module. */
  async function runPlain(name: string): Promise<string> {
    const { browserPath, driverPath } = findBrowser({ env: process.env })
    const source = pages.withOrigin(readFileSync(join(corpusFolder, `${name}.js`), 'utf8'))
    const isFunction = /^(functions|elements|windows)\//.test(name)
    // The last statement of such a file is the function.
    const wrapped = source.replace(/^;?(\(client|async|function script)/m, 'module.exports.script = $1')
    const file = join(directory, `plain-${name.replace('/', '-')}.js`)
    const onlyFunction = /^exports\/function$/.test(name)
    const text = onlyFunction ? source.replace('module.exports =', 'module.exports.script =') : source
    writeFileSync(file, isFunction ? wrapped : text)
    const flags = ['--headless=new', '--no-sandbox', '--window-size=1920,1080', '--disable-dev-shm-usage']
    const settings = {
      output: false,
      silent: true,
      output_folder: false,
      disable_colors: true,
      screenshots: { enabled: false },
      test_settings: { default: {} },
      desiredCapabilities: {
        browserName: 'chrome',
        'goog:chromeOptions': { binary: browserPath, args: flags },
      },
      webdriver: { start_process: true, server_path: driverPath, host: '127.0.0.1', port: 0 },
    }
    const child = spawn(process.execPath, [plainNightwatch, file, JSON.stringify(settings)], {
      cwd: directory,
      env: { ...process.env, TMPDIR: directory },
      stdio: 'ignore',
      detached: true,
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    endGroup(child.pid)
    return code === 0 ? 'pass' : 'fail'
  }

  async function runHere(name: string, engine: (typeof engines)[number]) {
    const script = await createScriptReader(corpusFolder)({ path: `${name}.js`, directory: corpusFolder })
    if ('problems' in script) throw new Error(JSON.stringify(script.problems))
    const job = createJob(pages.withOrigin(script.text), mkdtempSync(join(directory, 'run-')))
    const hooks = { onReady: () => Promise.resolve(), signal: AbortSignal.timeout(120_000) }
    const { seleniumResult, logs } = await engine.execute(job, hooks)
    return { result: seleniumResult as string, log: logs.selenium }
  }

  test.each(names)('do the same here and in Nightwatch: %s', async (name) => {
    const plain = { result: await runPlain(name), events: pages.takeEvents() }
    for (const engine of engines) {
      const here = await runHere(name, engine)
      const events = pages.takeEvents()
      const isSame = JSON.stringify(events) === JSON.stringify(plain.events)
      rows.push(
        `${name.padEnd(30)} ${plain.result.padEnd(11)} ${here.result.padEnd(5)} ${isSame ? events.length : 'differ'}`,
      )
      // The log says why, if it is not the same.
      if (here.result !== plain.result || !isSame) console.log(here.log)
      expect({ result: here.result, events }).toEqual(plain)
    }
    const mustFail = /\/(failing-|exception|missing)/.test(name)
    expect(plain.result).toBe(mustFail ? 'fail' : 'pass')
  })
})
