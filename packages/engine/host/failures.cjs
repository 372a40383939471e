'use strict'

const { createErrorDescriber, isError, placeOf } = require('./describe-error.cjs')
const { describeValue } = require('./describe-value.cjs')

const maxValueCharacters = 80

/** Collects the failures of the script in that file, each once, and logs them. */
function collectFailures(scriptFile, log) {
  const describer = createErrorDescriber(scriptFile)
  const list = []
  return {
    list,
    linesOf: describer.linesOf,
    /** Returns the reason. `compared` is the value that a failed assertion saw, where there is one. */
    add(error, defaultLines = [], compared) {
      const { message, lines, details, frames } = describer.describe(error)
      const place = placeOf(lines.length > 0 ? lines : defaultLines)
      // Nightwatch reports one error several times, later within the message of the command that passed it on.
      if (!list.some((failure) => message.includes(failure.message))) {
        const isAssertion = isError(error) && error.name === 'NightwatchAssertError'
        const value = isAssertion ? comparedText(message, compared) : ''
        list.push({ message, text: message + value, place })
        log(`✖ ${details}${value}${frames}`)
      }
      return message + place
    },
    /** The first of them in one line; undefined without any. */
    reason() {
      const [first, ...others] = list
      const more = others.length > 0 ? ` (and ${others.length} more)` : ''
      return first && first.text + first.place + more
    },
  }
}

/** The text that was there, where the message has only the text that was expected. */
function comparedText(message, compared) {
  if (typeof compared !== 'string' || message.includes(`"${compared}"`)) return ''
  const text = describeValue(compared)
  return `, the value was ${text.length > maxValueCharacters ? `${text.slice(0, maxValueCharacters)}…` : text}`
}

module.exports = { collectFailures }
