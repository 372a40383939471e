export { aggregate, aggregateValues, type Aggregate, sumOf } from './aggregate.js'
export { readMachineLog } from './machine-log.js'
export { type MachineSample, measureMachine } from './machine-metrics.js'
export { measureWebrtc } from './measure.js'
export type { MetricRow } from './metric-definition.js'
export { measurePages, type PageLog, type PageVital, readPageLog, writePageLine } from './page-log.js'
export {
  isPageBase,
  isStatusBase,
  type PageBase,
  pageBases,
  type RequestKind,
  requestKinds,
  tablePathOf,
  type WebVital,
  webVitals,
} from './page-metrics.js'
export { isQualityBase, type QualityBase, qualityBases, qualityTexts } from './paths.js'
export { readWebrtcDump } from './read-dump.js'
export type { ParticipantSeries, Series, SeriesPoint, TimedEvent, Unit } from './series.js'
export { metricTable } from './table.js'
export {
  addReports,
  connectionOf,
  type ConnectionUpdate,
  createWebrtcLog,
  type StatsReport,
  type UserMediaEntry,
  type WebrtcLog,
} from './stats/webrtc-log.js'
export { writeWebrtcDump } from './write-dump.js'
