export * from './client.js'
export * from './clock/clock.js'
export type {
  AllOptions,
  AllRowsOptions,
  CallOptions,
  Collection,
  CopyableCollection,
  Order,
  ReadCollection,
  PageQuery,
} from './resources/collection.js'
export * from './constants/classificators.js'
export * from './constants/enums.js'
export type { AlsoAllow, InputEnum } from './constants/known-values.js'
export * from './constants/metric-facts.js'
export * from './constants/metrics.js'
export * from './constants/run-statuses.js'
export { type DownloadOptions, FileExistsError } from './resources/download.js'
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  InvalidInputError,
  InvalidOptionError,
  LaunchLostError,
  LinkError,
  NotFoundError,
  type InputProblem,
  RateLimitError,
  RequestError,
  type RequestInfo,
  type Setting,
  TimeoutError,
  InvalidResponseError,
  ValidationError,
} from './http/errors.js'
export type {
  AssertFilters,
  FileFilters,
  GroupFilters,
  ParticipantFilters,
  PreconditionFilters,
  ResultFilters,
  RunFilters,
  RunParticipantFilters,
  TestFilters,
} from './resources/filters.js'
export type { LaunchedRun, LaunchOptions } from './runs/launch.js'
export type { Fetch, FetchInit } from './http/network.js'
export type {
  Asserts,
  Files,
  Groups,
  Participants,
  Preconditions,
  RunNode,
  Runs,
  TestNode,
  Tests,
} from './nodes.js'
export { createRateLimiter, type RateLimiter, type Priority } from './http/rate-limiter.js'
export { type ResultFile, resultFiles } from './resources/result-files.js'
export type { RetryPolicy } from './http/retry.js'
export type { Statics } from './resources/statics.js'
export { toInput } from './resources/to-input.js'
export type { Assert, AssertInput, Precondition, PreconditionInput } from './types/assert.js'
export type { Classificator } from './types/classificator.js'
export type { File, FileInput } from './types/file.js'
export type { Group, GroupInput } from './types/group.js'
export type { Metric, Metrics } from './types/metrics.js'
export type { Page, Pagination } from './types/page.js'
export type { Participant, ParticipantInput } from './types/participant.js'
export type { PlanLimits, Project } from './types/project.js'
export type { MosScore, Result, ResultAssert } from './types/result.js'
export type { Run, RunParticipant } from './types/run.js'
export type { AssertStatistics, Statistics } from './types/statistics.js'
export type { NewTest, Test, TestInput } from './types/test.js'
export { type WaitOptions, WaitTimeoutError } from './runs/wait.js'
export type { PollResult } from './runs/poll-runs.js'
export type { Watch, WatchOptions } from './runs/watch.js'
