import { isObject } from '@loadero-test/core/internal'
import { EngineError } from '../../process/errors.js'

export type Capabilities = Readonly<Record<string, unknown>>

/**
 * The capabilities of a session: the engine's own, and those of the user. Objects are merged, the user's items of a list
 * follow the engine's, and any other value of the user wins.
 * @throws EngineError when the user asks for another browser
 */
export function requestCapabilities(own: Capabilities, wanted: Capabilities): Capabilities {
  const { browserName = 'chrome' } = wanted
  if (browserName !== 'chrome') {
    throw new EngineError(`the capability browserName is ${JSON.stringify(browserName)}, not "chrome"`, {
      hint: 'Only Chrome allows network emulation and process metrics. Remove browserName, or write "chrome".',
    })
  }
  return merge(own, wanted)
}

function merge(own: Capabilities, wanted: Capabilities): Capabilities {
  const merged = Object.entries(wanted).map(([name, value]) => {
    const before = own[name]
    if (isObject(before) && isObject(value)) return [name, merge(before, value)] as const
    if (Array.isArray(before) && Array.isArray(value)) return [name, [...before, ...value]] as const
    return [name, value] as const
  })
  return { ...own, ...Object.fromEntries(merged) }
}
