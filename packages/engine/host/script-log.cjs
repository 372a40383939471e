'use strict'

const AssertionRunner = require('nightwatch/lib/assertion/assertion-runner.js')
const AsyncTree = require('nightwatch/lib/core/asynctree.js')
const Queue = require('nightwatch/lib/core/queue.js')
const Reporter = require('nightwatch/lib/reporter')
const { Logger } = require('nightwatch/lib/utils')
const { stripVTControlCharacters } = require('node:util')
const { send } = require('./channel.cjs')
const { isError, placeOf } = require('./describe-error.cjs')
const { describeValue } = require('./describe-value.cjs')
const { collectFailures } = require('./failures.cjs')
const { collectIgnoredErrors, navigations, problemOf } = require('./ignored-errors.cjs')

const maxArgumentCharacters = 80

/**
 * Logs each command and assertion as it ends, and records failures. Nightwatch has no events for them, so this hooks
 * into its reporter and its queue, which depend on the exact version in package.json. The log never calls into values
 * of the script, and changes nothing that it does.
 */
function recordScript(scriptFile) {
  const failures = collectFailures(scriptFile, log)
  const ignored = collectIgnoredErrors(log)
  /** Lines of the script's command that began last, its callers' after its own. */
  let lines = []
  /** What the last assertion compared. */
  let compared
  let client

  /** Nightwatch only prints it, and a script without assertions would pass on a dead server. */
  const failNavigation = (text, nodeLines) => {
    const place = placeOf(nodeLines)
    const others = failures.list.filter((each) => each.place === place)
    const isKnown = others.some(({ message }) => message.startsWith('Navigation '))
    if (client?.globals.ignoreFailedNavigation === true) ignored.add(text, place)
    else if (!isKnown) failures.add(`Navigation failed: ${text}`, nodeLines)
  }
  const onUncaught = (error) => send({ kind: 'uncaught', reason: failures.add(error) })
  process.on('uncaughtExceptionMonitor', onUncaught)
  process.prependListener('unhandledRejection', onUncaught)
  hookIntoNightwatch({
    addFailure: (error) => failures.add(error, lines, compared),
    compare: (value) => (compared = value),
    print: (error) => ignored.print(isError(error) ? error.message : String(error), placeOf(lines)),
    begin(node) {
      compared = undefined
      // A command that Nightwatch adds belongs to the script's command that needed it.
      let owner = node
      while (owner.parent && failures.linesOf(owner.stackTrace).length === 0) owner = owner.parent
      lines = failures.linesOf(owner.stackTrace)
      if (owner === node && lines.length > 0)
        send({ kind: 'line', line: lines[0], command: commandText(node) })
    },
    end(node, result) {
      // Nightwatch drops this error when the script returns or awaits the command, and would let the script pass.
      if (node.name === 'perform' && isError(result)) failures.add(result)
      const text = commandText(node)
      if (node.parent?.isRootNode || node.addedInsideCallback) log(`→ ${text} ${node.elapsedTime} ms`)
      const nodeLines = failures.linesOf(node.stackTrace)
      const problem = problemOf(node.fullName, result)
      if (problem !== undefined && nodeLines.length > 0) {
        if (navigations.test(node.fullName)) failNavigation(`${text}: ${problem}`, nodeLines)
        else ignored.print(problem, placeOf(nodeLines), node.fullName)
      }
      if (nodeLines.length > 0) ignored.flush(failures.list, problem === undefined)
    },
  })
  return {
    addFailure: (...args) => failures.add(...args),
    setClient: (api) => (client = api),
    linesOf: failures.linesOf,
    /** The browser shows an error page of its own instead of the page at that address. */
    failNavigation: (text) => failNavigation(text, lines),
    outcome(failed) {
      ignored.flush(failures.list, false)
      const reason = failures.reason() ?? (failed ? 'The script failed' : undefined)
      return { passed: reason === undefined, reason, note: ignored.summary() }
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
  callBefore(Logger, 'warn', print)
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
  const texts = Array.from(args ?? [], (arg) => {
    const text = describeValue(arg)
    return text.length > maxArgumentCharacters ? `${text.slice(0, maxArgumentCharacters)}…` : text
  })
  return `${fullName}(${texts.join(', ')})`
}

module.exports = { recordScript }
