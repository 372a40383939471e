export { createBrowserEngine, type EngineOptions } from './engine.js'
export { EngineError } from './process/errors.js'
export type { Env } from './process/env.js'
export { findBrowser, type FindOptions, type FoundBrowser } from './browser/find-browser.js'
