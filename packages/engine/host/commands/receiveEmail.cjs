'use strict'

const command = require('../command.cjs')

/** There are no mailboxes on this machine, and a made-up one would let a script pass that cannot. */
module.exports = command(async () => {
  throw new Error('receiveEmail is not available in the local engine yet')
})
