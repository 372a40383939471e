'use strict'

const BlockCommand = require('../block-command.cjs')

/** `performTimed(block, timeoutMs)`: `perform` with a time limit. */
module.exports = class PerformTimed extends BlockCommand {
  command(block, timeoutMs) {
    if (!Number.isInteger(timeoutMs)) throw new Error('performTimed needs a timeout in milliseconds')
    const timeoutMessage = `performTimed: took longer than ${timeoutMs} ms`
    return this.runBlock(block, { timeoutMs, timeoutMessage })
  }
}
