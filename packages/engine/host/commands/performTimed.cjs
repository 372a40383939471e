'use strict'

const Timed = require('../timed.cjs')

/** `performTimed(block, timeoutMs)`: `perform` with a limit of its own. */
module.exports = class PerformTimed extends Timed {
  command(block, timeoutMs) {
    if (!Number.isInteger(timeoutMs)) throw new Error('performTimed needs a timeout in milliseconds')
    const whenOver = `performTimed: took longer than ${timeoutMs} ms`
    return this.runBlock(block, timeoutMs, whenOver, (error) => this.finish(error))
  }
}
