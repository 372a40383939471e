'use strict'

const { request } = require('../channel.cjs')
const BlockCommand = require('../block-command.cjs')

/** `genEmail(prefix, callback)`: opens a mailbox until the participant ends; the callback receives its address. */
module.exports = class GenEmail extends BlockCommand {
  command(prefix, callback) {
    return this.runCallback(request('genEmail', prefix), callback)
  }
}
