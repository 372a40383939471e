'use strict'

const AsyncTree = require('nightwatch/lib/core/asynctree.js')
const { setTimeout: sleep } = require('node:timers/promises')

/**
 * Delays each command of the script, so that a person can follow. Commands that Nightwatch adds have no lines of it,
 * and are not delayed.
 */
function delayCommands(delayMs, linesOf) {
  const original = AsyncTree.prototype.runChildNode
  AsyncTree.prototype.runChildNode = async function (node) {
    // The tree must not start the command a second time.
    node.started = true
    if (linesOf(node.stackTrace).length > 0) await sleep(delayMs)
    return original.call(this, node)
  }
}

module.exports = { delayCommands }
