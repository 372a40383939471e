'use strict'

const Nightwatch = require('nightwatch')
const { recordScript } = require('../script-log.cjs')
const createSettings = require('../settings.cjs')
const { capabilities } = require('./warm-up-http.cjs')

const scriptFile = require.resolve('./warm-up-script.cjs')

/** Runs a script without a browser; rejects when the script fails. */
module.exports = async () => {
  const stdout = Object.getOwnPropertyDescriptor(process, 'stdout')
  // A snapshot cannot hold an open stream.
  Object.defineProperty(process, 'stdout', { ...stdout, get: () => ({ write() {} }) })
  const log = recordScript(scriptFile)
  const hooks = { beforeEach: (client, done) => done(log.setClient(client)) }
  const failed = await Nightwatch.runTests(
    { _source: [scriptFile], reporter: [], config: false },
    createSettings({ capabilities, driverPort: 1, globals: {} }, hooks),
  )
  Object.defineProperty(process, 'stdout', stdout)
  const { passed, reason } = log.outcome(failed)
  if (!passed) throw new Error(reason)
}
