'use strict'

const AssertionRunner = require('nightwatch/lib/assertion/assertion-runner.js')
const AsyncTree = require('nightwatch/lib/core/asynctree.js')
const Queue = require('nightwatch/lib/core/queue.js')
const Reporter = require('nightwatch/lib/reporter')
const { Logger } = require('nightwatch/lib/utils')
const { stripVTControlCharacters } = require('node:util')
const { send } = require('./channel.cjs')
const { createErrorDescriber, isError, placeOf } = require('./describe-error.cjs')
const { describeValue } = require('./describe-value.cjs')
const { collectIgnoredErrors, errorOfResult, navigations, voidCommands } = require('./ignored-errors.cjs')

const maxArgumentCharacters = 80

/**
 * Logs each command and assertion as it ends, and records failures. Nightwatch has no events for them, so this hooks
 * into its reporter and its queue, which depend on the exact version in package.json. The log never calls into values
 * of the script, and changes nothing that it does.
 */
function recordScript(scriptFile) {
  const failures = []
  const ignored = collectIgnoredErrors(log)
  const describer = createErrorDescriber(scriptFile)
  /** Lines of the command that began last, its callers' after its own; empty when the script did not call it. */
  let lines = []
  /** What the last assertion compared. */
  let comparedValue
  let client

  const addFailure = (error, defaultLines = []) => {
    const { message, lines: errorLines, details, frames } = describer.describe(error)
    const place = placeOf(errorLines.length > 0 ? errorLines : defaultLines)
    // Nightwatch reports one error several times, later within the message of the command that passed it on.
    if (!failures.some((failure) => message.includes(failure.message))) {
      const compared = isError(error) && error.name === 'NightwatchAssertError' ? comparedText(message) : ''
      failures.push({ message, text: message + compared, place })
      log(`✖ ${details}${compared}${frames}`)
    }
    return message + place
  }
  /** The text that was there, where the message has only the text that was expected. */
  const comparedText = (message) => {
    if (typeof comparedValue !== 'string' || message.includes(comparedValue)) return ''
    return `, the value was ${shorten(describeValue(comparedValue))}`
  }
  const endWithProblem = (node, problem, nodeLines) => {
    if (navigations.test(node.fullName)) failNavigation(`${commandText(node)}: ${problem}`, nodeLines)
    else ignored.print(`${node.fullName}: ${problem}`, placeOf(nodeLines))
  }
  /** Nightwatch only prints it, and a script without assertions would pass on a dead server. */
  const failNavigation = (text, nodeLines) => {
    const isKnown = failures.some(
      ({ message, place }) => /^Navigation /.test(message) && place === placeOf(nodeLines),
    )
    if (client?.globals.ignoreFailedNavigation === true) ignored.add(text, placeOf(nodeLines))
    else if (!isKnown) addFailure(`Navigation failed: ${text}`, nodeLines)
  }
  const onUncaught = (error) => send({ kind: 'uncaught', reason: addFailure(error) })
  process.on('uncaughtExceptionMonitor', onUncaught)
  process.prependListener('unhandledRejection', onUncaught)

  hookIntoNightwatch({
    describer,
    addFailure: (error) => addFailure(error, lines),
    compare: (value) => (comparedValue = value),
    print: (error) => ignored.print(isError(error) ? error.message : String(error), placeOf(lines)),
    begin(node) {
      lines = describer.linesOf(node.stackTrace)
      comparedValue = undefined
      if (lines.length > 0) send({ kind: 'line', line: lines[0], command: commandText(node) })
    },
    end(node, result) {
      // Nightwatch drops this error when the script returns or awaits the command, and would let the script pass.
      if (node.name === 'perform' && isError(result)) addFailure(result)
      if (node.parent?.isRootNode || node.addedInsideCallback)
        log(`→ ${commandText(node)} ${node.elapsedTime} ms`)
      const nodeLines = describer.linesOf(node.stackTrace)
      const problem = voidCommands.test(node.fullName)
        ? (errorOfResult(result) ??
          'does nothing in this browser; use client.perform(() => client.actions()…)')
        : errorOfResult(result)
      if (problem !== undefined && nodeLines.length > 0) endWithProblem(node, problem, nodeLines)
      ignored.flush(failures)
    },
  })
  return {
    addFailure,
    setClient: (api) => (client = api),
    /** The browser shows an error page of its own instead of the page at that address. */
    failNavigation: (text) => failNavigation(text, lines),
    outcome(failed) {
      ignored.flush(failures)
      const summary = ignored.summary()
      const notes = summary === undefined ? {} : { note: summary }
      const [first, ...others] = failures
      if (!failed && !first) return { passed: true, ...notes }
      const more = others.length > 0 ? ` (and ${others.length} more)` : ''
      return {
        passed: false,
        reason: first ? first.text + first.place + more : 'The script failed',
        ...notes,
      }
    },
  }
}

function hookIntoNightwatch({ addFailure, compare, print, begin, end }) {
  // The default of ten frames may all be Nightwatch's own.
  Error.stackTraceLimit = 50
  // Nightwatch's own calls `toJSON` of elements, which are proxies.
  Reporter.stringifyArgs = (args) => (Array.isArray(args) ? args.map((arg) => describeValue(arg)) : args)
  callBefore(Queue.prototype, 'add', (command) => {
    // Commands of `element()` have no stack trace.
    command.stackTrace ??= new Error().stack
  })
  callBefore(AsyncTree.prototype, 'runChildNode', begin)
  callBefore(AssertionRunner.prototype, 'run', (result) => compare(result?.value))
  callBefore(Reporter.prototype, 'registerPassed', (message) => log(`✔ ${message}`))
  callBefore(Reporter.prototype, 'registerFailed', addFailure)
  callBefore(Reporter.prototype, 'registerTestError', addFailure)
  callBefore(Reporter.prototype, 'logCommandResult', ({ node, result }) => end(node, result))
  callBefore(Logger, 'error', print)
}

function callBefore(target, method, listener) {
  const original = target[method]
  target[method] = function (...args) {
    listener(...args)
    return original.apply(this, args)
  }
}

function log(text) {
  return process.stdout.write(`${new Date().toISOString()} ${stripVTControlCharacters(text)}\n`)
}

function commandText({ fullName, args }) {
  return `${fullName}(${Array.from(args ?? [], (arg) => shorten(describeValue(arg))).join(', ')})`
}

function shorten(text) {
  return text.length > maxArgumentCharacters ? `${text.slice(0, maxArgumentCharacters)}…` : text
}

module.exports = { recordScript }
