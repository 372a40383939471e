/**
 * Functions that the packages of this repository share. They are not part of the public API: they may change in any
 * release.
 */
export { createTransport } from './http/network.js'
export { type FilterKind, type FilterTable, filterTables } from './resources/filters.js'
export { withoutNulls } from './http/read-body.js'
export { startTimer } from './shared/timer.js'
export { virtualClock, type VirtualClock } from './clock/virtual-clock.js'
export { browserFamilyOf, isBrowserAlias } from './shared/browser-family.js'
export { computeUnitSize } from './shared/compute-units.js'
export { errorMessage } from './shared/error-message.js'
export { safeFileName } from './shared/file-name.js'
export { isObject } from './shared/is-object.js'
export { jsonValueOf } from './shared/json-value.js'
export { metricAtPath } from './shared/metric-at-path.js'
export { similarTo, suggestionFor } from './shared/nearest.js'
export { percentile } from './shared/percentile.js'
export { listFirst, plural } from './shared/plural.js'
export { realPath } from './shared/real-path.js'
export { relativePath } from './shared/relative-path.js'
export {
  createRedactor,
  createSecretPattern,
  redactedText,
  type Redactor,
  secretEncodings,
} from './shared/redactor.js'
export { createTemporaryFolder } from './shared/temporary-folder.js'
export { type FileToWrite, writeFileAtomic, writeFilesAtomic } from './shared/write-file-atomic.js'
export { secretsIn, secretsOfUrl } from './shared/secrets-in.js'
