export * from './model/errors.js'
export { exitOf, refusalOf } from './model/exit-code.js'
export { detailedExitCodes, type Exit, exitCodes, signalExits } from './model/exit-codes.js'
export type * from './model/diagnostic.js'
export type * from './model/result.js'
export type * from './model/session.js'
export type * from './model/spec.js'
export type { PlannedTest } from './plan/plan-all.js'
export { type ChangeView, type TestView, describePlan } from './plan/plan-view.js'
export { type PlannedProject, planProject, pushProject } from './workflows/plan-project.js'
export type { LocalCapacity } from './plan/local/capacity-notices.js'
export { findPrunable, type Prunable } from './workflows/prune.js'
export { jsonText, plainLine } from './report/plain-text.js'
export { asSessionError } from './verdict/session-error.js'
export {
  type ConsoleForm,
  consoleForms,
  type ConsoleOptions,
  consoleReporter,
} from './report/console/console.js'
export { withUnit, withUnitLabel } from './model/metric-unit.js'
export { diagnosticLines, headline } from './report/format.js'
export { allureReporter, type AllureOptions } from './report/export/allure.js'
export { chatReporter, type ChatOptions, type ChatService } from './report/export/chat.js'
export { ctrfReporter, type CtrfOptions } from './report/export/ctrf.js'
export { openmetricsReporter } from './report/export/openmetrics.js'
export { otlpReporter, type OtlpOptions } from './report/export/otlp.js'
export { githubReporter, type GithubOptions } from './report/export/github.js'
export { htmlReporter, type HtmlOptions } from './report/html/html.js'
export { type JsonOptions, jsonReporter } from './report/json/json.js'
export { diagnosticSchema, reportSchema } from './report/json/json-schema.js'
export { type NdjsonOptions, ndjsonReporter } from './report/json/ndjson.js'
export { ndjsonEventSchema } from './report/json/ndjson-schema.js'
export { junitReporter, type JunitOptions } from './report/junit/junit.js'
export { createReportRedactor, type ReportRedactor, redactReporter } from './report/redact.js'
export type { ReleaseTerminal, Terminal, TerminalSize } from './report/console/terminal.js'
export { replay } from './report/emitter.js'
export { type Reporter, reporterEvents } from './report/reporter.js'
export type { SpecSettings } from './collect/options-schema.js'
export { loadConfigModule, type LoadedConfig } from './collect/user-code/load-config.js'
export { loadReporterModule, type RemoteReporter } from './collect/user-code/remote-reporter.js'
export { knownSecrets } from './model/secrets.js'
export { participantCount } from './model/spec.js'
export { defaultInclude, discover } from './collect/discover/discover.js'
export { findSources as sourcesOf } from './collect/scripts/sources.js'
export { findTests, type FindOptions, withTests } from './collect/find-tests.js'
export {
  type UnpulledTest,
  type PullResult,
  type PulledTest,
  type PullOptions,
  pullTests,
} from './workflows/pull.js'
export {
  defaultSessionSettings,
  type PlanOptions,
  type SessionSettings,
  type SessionTarget,
} from './model/session-settings.js'
export type { JournaledSession } from './journal/read.js'
export { mergeShards } from './journal/merge.js'
export { lastSession, readSession, sessionsBelow } from './journal/sessions.js'
export { type EndedSession, findEndedSessions } from './journal/ended-sessions.js'
export { forgetEndedSession } from './journal/sessions.js'
export { withTrends } from './journal/trends.js'
export { summaryOf } from './journal/summary.js'
export type * from './model/analysis/comparison.js'
export { compareSides } from './verdict/compare/compare-sides.js'
export { type ComparedSide, sideOfSummary } from './verdict/compare/compared-side.js'
export { missingFilesMessage } from './results/run-files.js'
export { type DownloadedRun, downloadRun } from './workflows/finalize/remote-run.js'
export { type HistoryEntry, readHistory, type TestHistory } from './workflows/history/test-history.js'
export { createSessionHistory } from './workflows/history/session-history.js'
export { judgeRemoteRun, type RemoteRunOptions, summaryOfRuns } from './workflows/finalize/remote-run.js'
export { stopSession, type StoppedRun } from './workflows/stop-session.js'
export { type CapacityResult, type CapacitySize, findCapacity } from './workflows/capacity/find-capacity.js'
export {
  type CapacityLimits,
  type CapacityPlan,
  type CapacityStep,
  planCapacity,
} from './workflows/capacity/plan-capacity.js'
export { type JournaledCapacity, readCapacity, resumeCapacity } from './workflows/capacity/resume-capacity.js'
export { maxLocalParticipants } from './plan/local/capacity-notices.js'
export { levelOf, type SizeScope, type TestSize } from './model/analysis/test-size.js'
export { runSession } from './workflows/session.js'
export type { SessionContext, SessionOptions } from './workflows/session-options.js'
