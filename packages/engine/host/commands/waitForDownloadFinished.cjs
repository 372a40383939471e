'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `waitForDownloadFinished(name, timeoutMs = 1000)`: fails unless a file of that name is complete in time. */
module.exports = command(async (client, name, timeoutMs = 1_000) => {
  if (!name) throw new Error('waitForDownloadFinished needs the name of a file')
  await request('waitForDownloadFinished', name, timeoutMs)
})
