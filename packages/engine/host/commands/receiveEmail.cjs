'use strict'

const { request } = require('../channel.cjs')
const BlockCommand = require('../block-command.cjs')

/** `receiveEmail(address, callback)`: waits for a message to that address; the callback receives a list of all unread ones. */
module.exports = class ReceiveEmail extends BlockCommand {
  command(address, callback) {
    return this.runCallback(request('receiveEmail', address), callback)
  }
}
