'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setFile(selector, file)`: sets a file of this machine in a file input. */
module.exports = command(async (client, selector, file) => {
  await client.setValue(selector, await request('setFile', file))
})
