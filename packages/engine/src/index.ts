export { createBrowserEngine, type EngineOptions } from './engine.js'
export { EngineError } from './process/errors.js'
export type { Env } from './process/workspace.js'
export { findBrowser, type FindBrowserOptions, type FoundBrowser } from './browser/find-browser.js'
