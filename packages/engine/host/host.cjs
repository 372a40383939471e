// Plays one participant's script with Nightwatch. Plain JavaScript, because Nightwatch loads parts of this folder by itself.
'use strict'

require('./late-modules.cjs').loadModulesLate()
const Nightwatch = require('nightwatch')
// Nightwatch loads it when asked to run; done here, it is over before the browser stands.
// oxlint-disable-next-line import/no-unassigned-import
require('nightwatch/lib/runner/cli/cli.js')
const { hear, say } = require('./channel.cjs')
const { keepJournal } = require('./journal.cjs')
const { settingsFor } = require('./settings.cjs')

// One stream, so that the log keeps the order of what was said.
process.stderr.write = process.stdout.write.bind(process.stdout)
process.on('disconnect', () => process.exit())

async function play(part) {
  const journal = keepJournal(part.scriptFile)
  const conclude = (failed) => say({ kind: 'verdict', ...journal.verdict(failed) })
  const hooks = {
    // The session stands by now, and the script has not begun.
    beforeEach(client, done) {
      say({ kind: 'ready' })
      void hear('start').then(() => done())
    },
    // Never done: the engine ends this process, and a page with an open dialog cannot hold it up.
    afterEach(client, _done) {
      const { failed, errors } = client.currentTest.results
      conclude(failed > 0 || errors > 0)
    },
  }
  try {
    checkScript(part.scriptFile)
    const failed = await Nightwatch.runTests(
      { _source: [part.scriptFile], reporter: [], config: false },
      settingsFor(part, hooks),
    )
    conclude(failed)
  } catch (error) {
    journal.note(error)
    conclude(true)
  }
}

function checkScript(file) {
  if (typeof require(file).script !== 'function') {
    throw new TypeError('The script is not one function expression that takes the client')
  }
}

void hear('play').then(play)
say({ kind: 'loaded' })
