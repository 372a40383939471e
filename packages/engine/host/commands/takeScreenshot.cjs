'use strict'

const { ask } = require('../channel.cjs')
const command = require('../command.cjs')

/** `takeScreenshot(name, exitOnFail = false)`: leaves an artifact; when it cannot, that fails the script only if asked to. */
module.exports = command(async (client, name = 'screenshot.png', exitOnFail = false) => {
  try {
    await ask('takeScreenshot', name, await client.screenshot())
  } catch (error) {
    if (exitOnFail) throw error
    console.error(`takeScreenshot: ${error.message}`)
  }
})
