'use strict'

const { inspect, types } = require('node:util')

const maxDepth = 3
const maxEntries = 20

/**
 * A value of a script as text for the log. It calls no code of the value: no getter, no `toJSON`, no trap of a proxy.
 * Elements of Nightwatch are proxies, and each property that is read from them becomes a command.
 */
function describeValue(value, depth = 0) {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'ƒ'
  if (typeof value !== 'object' || value === null) return String(value)
  if (types.isProxy(value)) return '{…}'
  if (types.isRegExp(value) || types.isDate(value) || types.isNativeError(value)) {
    const options = { customInspect: false, getters: false, showProxy: true, depth: 0, breakLength: Infinity }
    return inspect(value, options).split('\n')[0]
  }
  if (depth === maxDepth) return Array.isArray(value) ? '[…]' : '{…}'
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).filter(
    ([, { enumerable }]) => enumerable,
  )
  const isArray = Array.isArray(value)
  // An object with methods, such as an element of Nightwatch.
  if (!isArray && entries.some(([, property]) => typeof property.value === 'function')) return '{…}'
  const parts = entries.slice(0, maxEntries).map(([key, property]) => {
    const text = 'value' in property ? describeValue(property.value, depth + 1) : '…'
    return isArray ? text : `${JSON.stringify(key)}:${text}`
  })
  if (entries.length > maxEntries) parts.push('…')
  return isArray ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
}

module.exports = { describeValue }
