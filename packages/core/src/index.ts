export * from './client.js'
export * from './clock.js'
export type {
  AllOptions,
  CallOptions,
  Collection,
  CopyableCollection,
  Order,
  ReadCollection,
  Slice,
} from './collection.js'
export * from './constants/classificators.js'
export * from './constants/enums.js'
export type { AlsoAllow, InputEnum } from './constants/known-values.js'
export * from './constants/metric-facts.js'
export * from './constants/metrics.js'
export * from './constants/run-statuses.js'
export { type DownloadOptions, FileExistsError } from './download.js'
export {
  ApiError,
  AuthenticationError,
  ConnectionError,
  InvalidInputError,
  LaunchLostError,
  LinkError,
  NotFoundError,
  type Problem,
  RequestError,
  type RequestFacts,
  TimeoutError,
  UnreadableAnswerError,
  ValidationError,
} from './errors.js'
export { type Blot, createBlot } from './secret.js'
export { safeFileName } from './file-name.js'
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
} from './filters.js'
export type { Launched, LaunchOptions } from './launch.js'
export type { Fetch, FetchInit } from './network.js'
export type {
  Asserts,
  Files,
  Groups,
  Participants,
  Preconditions,
  RunNode,
  Runs,
  TestNode,
  TestRunNode,
  Tests,
} from './nodes.js'
export { secretForms } from './secret.js'
export { createPace, type Pace, type Priority } from './pace.js'
export { percentile } from './percentile.js'
export { type ResultFile, resultFiles } from './result-files.js'
export type { RetryPolicy } from './retry.js'
export type { Statics } from './statics.js'
export { toInput } from './to-input.js'
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
export type { Test, TestInput } from './types/test.js'
export { virtualClock, type VirtualClock } from './virtual-clock.js'
export { type WaitOptions, WaitTimeoutError } from './wait.js'
export type { Look, Watch, WatchOptions } from './watch.js'
