import { EngineError, findBrowser } from '@loadero-test/engine'

/** Why tests with a real browser cannot run here, or undefined when they can. In CI they always must. */
export function noBrowser(): string | undefined {
  try {
    findBrowser({ env: process.env })
    return undefined
  } catch (error) {
    if (!(error instanceof EngineError) || process.env['CI']) throw error
    return error.message
  }
}
