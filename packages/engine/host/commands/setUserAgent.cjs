'use strict'

const { ask } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setUserAgent(text)`: what the pages call their browser from here on; `null` resets it. */
module.exports = command((client, userAgent = null) => ask('setUserAgent', userAgent))
