// Runs one file with Nightwatch alone, in a process of its own: `node plain-nightwatch.cjs <file> <settings as JSON>`.
'use strict'

const { createRequire } = require('node:module')
const path = require('node:path')

const [, , file, settings] = process.argv
const Nightwatch = createRequire(path.join(__dirname, '../../packages/engine/package.json'))('nightwatch')

Nightwatch.runTests({ _source: [file], reporter: [], config: false }, JSON.parse(settings)).then(
  (failed) => process.exit(failed ? 1 : 0),
  () => process.exit(1),
)
