/**
 * What the other packages of this repository share with the client. Not part of its public API: it may change in any
 * release.
 */
export { virtualClock, type VirtualClock } from './clock/virtual-clock.js'
export { createRedactor, type Redactor, secretEncodings } from './http/redactor.js'
export { browserFamilyOf, isBrowserAlias } from './shared/browser-family.js'
export { computeUnitSize } from './shared/compute-units.js'
export { errorMessage } from './shared/error-message.js'
export { safeFileName } from './shared/file-name.js'
export { metricAtPath } from './shared/metric-at-path.js'
export { percentile } from './shared/percentile.js'
export { plural } from './shared/plural.js'
export { writeFileAtomic } from './shared/write-file-atomic.js'
