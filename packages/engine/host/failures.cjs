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
        // The message may have only the text that was expected.
        const isMissing = isAssertion && typeof compared === 'string' && !message.includes(`"${compared}"`)
        const text = isMissing ? describeValue(compared) : ''
        const end = text.length > maxValueCharacters ? `${text.slice(0, maxValueCharacters)}…` : text
        const value = isMissing ? `, the value was ${end}` : ''
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

module.exports = { collectFailures }
