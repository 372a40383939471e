'use strict'

const { types } = require('node:util')
const { isError, oneLine } = require('./describe-error.cjs')

const voidProblem = 'does nothing in this browser'
/** Commands of the protocol before W3C that have a successor. The driver answers the click as if it had worked. */
const inputCommands = /^(keys|mouseButton(Up|Down|Click))$/
const navigations = /^(url|navigateTo|refresh|openNewWindow)$/

/** Why a command of Nightwatch that threw nothing did not work; undefined when it did. */
function problemOf(command, result) {
  if (inputCommands.test(command)) return `${voidProblem}; use client.perform(() => client.actions()…)`
  if (typeof result !== 'object' || result === null || types.isProxy(result)) return undefined
  if (isError(result)) return oneLine(result.message)
  const read = (object, name) => Object.getOwnPropertyDescriptor(object, name)?.value
  const [status, error, value] = ['status', 'error', 'value'].map((name) => read(result, name))
  // The driver does not know the command, and Nightwatch makes a success with that value of it.
  const isObject = typeof value === 'object' && value !== null && !types.isProxy(value)
  if (
    isObject &&
    /^unknown (command|method)$/.test(read(value, 'error')) &&
    read(value, 'stacktrace') !== undefined
  )
    return voidProblem
  if (status !== -1 && !isError(error)) return undefined
  return oneLine(isError(error) ? error.message : typeof error === 'string' ? error : 'unknown error')
}

/** Collects what Nightwatch only prints, or does not even print: commands that failed without failing the script. */
function collectIgnoredErrors(log) {
  const ignored = []
  let printed = []
  const isAmong = (others, text) =>
    others.some(({ message }) => message.includes(text) || text.includes(message))
  const add = (text, place, command) => {
    const same = ignored.filter((each) => each.place === place)
    if (isAmong(same, text)) return
    const line = `${command === undefined ? '' : `${command}: `}${text}${place}`
    ignored.push({ message: text, place, line })
    log(`! ${line}`)
  }
  return {
    add,
    /**
     * A message of Nightwatch, or what the named command ended with. It counts only if it fails nothing: that is known
     * when its command ends.
     */
    print(message, place, command) {
      const text = oneLine(message)
        .replace(/^Error while running \.\w+\(\)( protocol action)?: /, '')
        .replace(/^unknown error: /, '')
      const last = printed.at(-1)
      // Nightwatch prints what it could not do, and then why.
      if (last?.place === place && last.text.endsWith(':')) last.text += ` ${text}`
      else if (!/^(Response \d+|Error$|\s*$)/.test(text)) printed.push({ text, place, command })
    },
    /** Ends a command. `worked` says that it ended without a problem of its own. */
    flush(failures, worked) {
      // Nightwatch prints an error before its command ends with it. The latter has the name of the command.
      for (const { text, place, command } of printed.toReversed()) {
        // Nightwatch finds an element again that the page has replaced, and repeats the attempt.
        const isRepeated = worked && text.startsWith('stale element reference')
        if (!isRepeated && !isAmong(failures, text)) add(text, place, command)
      }
      printed = []
    },
    /** One line for all of them; undefined without any. */
    summary() {
      if (ignored.length === 0) return undefined
      const commands = ignored.length === 1 ? '1 command' : `${ignored.length} commands`
      return `${commands} failed without failing the script: ${ignored.map(({ line }) => line).join('; ')}`
    },
  }
}

module.exports = { collectIgnoredErrors, navigations, problemOf }
