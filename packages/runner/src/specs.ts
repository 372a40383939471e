/** What finds and checks specs. It does not load what a run needs, so that commands without a run start fast. */
export {
  defaultInclude,
  discover,
  type DiscoveredFiles,
  skippedFolders,
} from './collect/discover/discover.js'
export { findTests, type FindOptions } from './collect/find-tests.js'
export { loadConfigModule } from './collect/user-code/load-config.js'
export { findEndedSessions } from './journal/ended-sessions.js'
export { lastSession } from './journal/sessions.js'
export { participantCount } from './model/spec.js'
export { diagnosticLines } from './report/format.js'
export { jsonText, plainLine } from './report/plain-text.js'
