'use strict'

const { types } = require('node:util')
const { oneLine } = require('./describe-error.cjs')

/** Commands of old drivers: they do nothing, and Nightwatch says nothing about it. */
const voidCommands = /^(keys|mouseButton(Up|Down|Click)|doubleClick|moveTo)$/
const navigations = /^(url|navigateTo|refresh|openNewWindow)$/

/** The error that a command of Nightwatch ended with and did not throw; undefined when it worked. */
function errorOfResult(result) {
  if (typeof result !== 'object' || result === null || types.isProxy(result)) return undefined
  if (types.isNativeError(result)) return oneLine(result.message)
  const status = Object.getOwnPropertyDescriptor(result, 'status')?.value
  const error = Object.getOwnPropertyDescriptor(result, 'error')?.value
  if (status !== -1 && !types.isNativeError(error)) return undefined
  return oneLine(
    types.isNativeError(error) ? error.message : typeof error === 'string' ? error : 'unknown error',
  )
}

/** Collects what Nightwatch only prints, or does not even print: commands that failed without failing the script. */
function collectIgnoredErrors(log) {
  const ignored = []
  const add = (text, place) => {
    // Nightwatch prints the error of a command before the command ends with it.
    const isKnown = ignored.some(
      (each) => each.place === place && (each.text.includes(text) || text.includes(each.text)),
    )
    if (isKnown) return
    ignored.push({ text, place })
    log(`! ${text}${place}`)
  }
  return {
    add,
    /** One line for all of them, except for those that failed the script after all. */
    summary(failures) {
      const counted = ignored.filter(
        ({ text }) => !failures.some(({ message }) => text.includes(message) || message.includes(text)),
      )
      if (counted.length === 0) return undefined
      const commands = counted.length === 1 ? '1 command' : `${counted.length} commands`
      return `${commands} failed without failing the script: ${counted.map(({ text, place }) => text + place).join('; ')}`
    },
  }
}

module.exports = { collectIgnoredErrors, errorOfResult, navigations, voidCommands }
