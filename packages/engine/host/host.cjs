// Runs one participant's script with Nightwatch. Plain JavaScript, because Nightwatch itself loads files of this folder.
'use strict'

require('./lazy-modules.cjs').replaceSlowModules()
const path = require('node:path')
const Nightwatch = require('nightwatch')
// Nightwatch loads it when it runs. Loaded here, it is ready before the browser is.
// oxlint-disable-next-line import/no-unassigned-import
require('nightwatch/lib/runner/cli/cli.js')
const { receive, receiveResponses, request, send } = require('./channel.cjs')
const { recordScript } = require('./script-log.cjs')
const { delayCommands } = require('./slow-motion.cjs')

// One stream, so that the log keeps the order of the output.
process.stderr.write = process.stdout.write.bind(process.stdout)
process.on('disconnect', () => process.exit())

async function runScript(job) {
  const scriptLog = recordScript(job.scriptFile)
  if (job.slowMoMs) delayCommands(job.slowMoMs, scriptLog.linesOf)
  process.on('message', ({ kind, text }) => {
    if (kind === 'navigationFailed') scriptLog.failNavigation(text)
  })
  const finish = async (failed) => {
    // The last command can have led to a page that could not be loaded. Without a browser, nothing more comes.
    await request('flush').catch(() => undefined)
    send({ kind: 'outcome', ...scriptLog.outcome(failed) })
  }
  const hooks = {
    // The session exists, and the script has not begun.
    beforeEach(client, done) {
      scriptLog.setClient(client)
      // Plugins are loaded. Files that the script writes with a relative path are removed with the participant's folder.
      process.chdir(path.dirname(job.scriptFile))
      send({ kind: 'ready', sessionId: client.sessionId })
      void receive('start').then(() => done())
    },
    // Never calls done: the engine ends this process, and a page with an open dialog would delay it.
    afterEach(client, _done) {
      const { failed, errors } = client.currentTest.results
      void finish(failed > 0 || errors > 0)
    },
  }
  try {
    if (typeof require(job.scriptFile).script !== 'function') {
      throw new TypeError('The script is not one function expression that takes the client')
    }
    const failed = await Nightwatch.runTests(
      { _source: [job.scriptFile], reporter: [], config: false },
      createSettings(job, hooks),
    )
    await finish(failed)
  } catch (error) {
    scriptLog.addFailure(error)
    await finish(true)
  }
}

/** Nightwatch's settings for one participant. */
function createSettings({ capabilities, driverPort, globals }, hooks) {
  return {
    output: false,
    output_folder: false,
    silent: true,
    disable_output_boxes: true,
    disable_colors: true,
    screenshots: { enabled: false },
    custom_commands_path: [path.join(__dirname, 'commands')],
    persist_globals: true,
    // The hook waits for the participant's start, which may be an hour away.
    globals: { ...globals, ...hooks, asyncHookTimeout: 2 ** 31 - 1 },
    test_settings: { default: {} },
    desiredCapabilities: capabilities,
    webdriver: {
      start_process: false,
      host: '127.0.0.1',
      port: driverPort,
      default_path_prefix: '',
      // A command may take as long as the participant: its timeout ends both.
      timeout_options: { timeout: 2 ** 31 - 1, retry_attempts: 0 },
    },
  }
}

receiveResponses()
void receive('run').then(runScript)
send({ kind: 'loaded' })
