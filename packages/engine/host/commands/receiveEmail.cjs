'use strict'

const { ask } = require('../channel.cjs')
const Timed = require('../timed.cjs')

/** `receiveEmail(address, callback)`: waits for a message to such an address, which the callback gets. */
module.exports = class ReceiveEmail extends Timed {
  command(address, callback) {
    return this.runWith(ask('receiveEmail', address), callback)
  }
}
