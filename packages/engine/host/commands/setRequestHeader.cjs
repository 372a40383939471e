'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setRequestHeader(name, value)`: adds the header to all later requests; `null` removes it. */
module.exports = command(async (client, name, value = null) => {
  if (!name) throw new Error('setRequestHeader needs the name of a header')
  await request('setRequestHeader', name, value)
})
