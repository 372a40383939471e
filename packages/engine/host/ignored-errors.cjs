'use strict'

const { types } = require('node:util')
const { isError, oneLine } = require('./describe-error.cjs')

/** Commands of the protocol before W3C: they do nothing, and Nightwatch says nothing about it. */
const voidCommands = /^(keys|mouseButton(Up|Down|Click))$/
const voidProblem = 'does nothing in this browser; use client.perform(() => client.actions()…)'
const navigations = /^(url|navigateTo|refresh|openNewWindow)$/

/** Why a command of Nightwatch that threw nothing did not work; undefined when it did. */
function problemOf(command, result) {
  return errorOfResult(result) ?? (voidCommands.test(command) ? voidProblem : undefined)
}

function errorOfResult(result) {
  if (typeof result !== 'object' || result === null || types.isProxy(result)) return undefined
  if (isError(result)) return oneLine(result.message)
  const status = Object.getOwnPropertyDescriptor(result, 'status')?.value
  const error = Object.getOwnPropertyDescriptor(result, 'error')?.value
  if (status !== -1 && !isError(error)) return undefined
  return oneLine(isError(error) ? error.message : typeof error === 'string' ? error : 'unknown error')
}

/** Collects what Nightwatch only prints, or does not even print: commands that failed without failing the script. */
function collectIgnoredErrors(log) {
  const ignored = []
  let printed = []
  const isAmong = (texts, text) => texts.some((other) => other.includes(text) || text.includes(other))
  const add = (text, place) => {
    const same = ignored.filter((each) => each.place === place).map((each) => each.text)
    if (isAmong(same, text)) return
    ignored.push({ text, place })
    log(`! ${text}${place}`)
  }
  return {
    add,
    /** A message of Nightwatch. It counts only if it fails nothing: that is known when its command ends. */
    print(message, place) {
      const text = oneLine(message)
        .replace(/^Error while running \.\w+\(\)( protocol action)?: /, '')
        .replace(/^unknown error: /, '')
      if (!/^(Response \d+|Error$|\s*$)/.test(text)) printed.push({ text, place })
    },
    flush(failures) {
      const messages = failures.map(({ message }) => message)
      // Nightwatch prints an error before its command ends with it. The latter has the name of the command.
      for (const { text, place } of printed.toReversed()) if (!isAmong(messages, text)) add(text, place)
      printed = []
    },
    /** One line for all of them; undefined without any. */
    summary() {
      if (ignored.length === 0) return undefined
      const commands = ignored.length === 1 ? '1 command' : `${ignored.length} commands`
      return `${commands} failed without failing the script: ${ignored.map(({ text, place }) => text + place).join('; ')}`
    },
  }
}

module.exports = { collectIgnoredErrors, navigations, problemOf }
