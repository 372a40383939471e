'use strict'

require('./lazy-modules.cjs').replaceSlowModules()
const path = require('node:path')
const Nightwatch = require('nightwatch')
// Nightwatch loads it when it runs. Loaded here, it is ready before the browser is.
// oxlint-disable-next-line import/no-unassigned-import
require('nightwatch/lib/runner/cli/cli.js')
const { receive, request, send } = require('./channel.cjs')
const { recordScript } = require('./script-log.cjs')
const createSettings = require('./settings.cjs')
const { delayCommands } = require('./slow-motion.cjs')

/** Runs one participant's script with Nightwatch. Never rejects: the engine receives the outcome. */
module.exports = async (job) => {
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
