'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `setUserAgent(text)`: changes the user agent of all pages; `null` restores it. */
module.exports = command((client, userAgent = null) => request('setUserAgent', userAgent))
