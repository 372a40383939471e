// The process of one participant's script. Plain JavaScript, because Nightwatch itself loads files of this folder.
'use strict'

// It loads Nightwatch, or comes with it from the startup snapshot.
const runScript = require('./run-script.cjs')
const { receive, receiveResponses, send } = require('./channel.cjs')

// One stream, so that the log keeps the order of the output.
process.stderr.write = process.stdout.write.bind(process.stdout)
process.on('disconnect', () => process.exit())
receiveResponses()
void receive('run').then(runScript)
send({ kind: 'loaded' })
