'use strict'

const { ask } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setFile(selector, file)`: gives a file of this machine to a file input. */
module.exports = command(async (client, selector, file) => {
  await client.setValue(selector, await ask('setFile', file))
})
