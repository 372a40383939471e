'use strict'

const { ask } = require('../channel.cjs')
const Timed = require('../timed.cjs')

/** `genEmail(prefix, callback)`: opens a mailbox for as long as the participant plays; the callback gets its address. */
module.exports = class GenEmail extends Timed {
  command(prefix, callback) {
    return this.runWith(ask('genEmail', prefix), callback)
  }
}
