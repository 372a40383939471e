'use strict'

const { request } = require('../channel.cjs')
const command = require('../command.cjs')

/** `takeScreenshot(name, exitOnFail = false)`: saves an artifact; a failure fails the script with `exitOnFail` only. */
module.exports = command(async (client, name = 'screenshot.png', exitOnFail = false) => {
  try {
    await request('takeScreenshot', name, await client.screenshot())
  } catch (error) {
    if (exitOnFail) throw error
    console.error(`takeScreenshot: ${error.message}`)
  }
})
