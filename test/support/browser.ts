import { EngineError, findBrowser } from '@loadero-test/engine'

/** The reason why tests with a real browser cannot run here, or undefined. In CI a missing browser is an error. */
export function noBrowser(): string | undefined {
  try {
    findBrowser({ env: process.env })
    return undefined
  } catch (error) {
    if (!(error instanceof EngineError) || process.env['CI']) throw error
    return error.message
  }
}
