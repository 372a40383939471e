export { createBrowserEngine, type EngineOptions } from './engine.js'
export { EngineError } from './errors.js'
export type { Env } from './env.js'
export { findBrowser, type FindOptions, type FoundBrowser } from './find-browser.js'
