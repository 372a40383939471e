'use strict'

const { ask } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setRequestHeader(name, value)`: sent with every request from here on; `null` takes it back. */
module.exports = command(async (client, name, value = null) => {
  if (!name) throw new Error('setRequestHeader needs the name of a header')
  await ask('setRequestHeader', name, value)
})
