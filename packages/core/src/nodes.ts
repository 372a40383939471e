import type { z } from 'zod'
import type { Clock } from './clock/clock.js'
import {
  resourcePath,
  type CallOptions,
  type Collection,
  createCollection,
  type CopyableCollection,
  createCopyableCollection,
  type ReadCollection,
  createReadCollection,
} from './resources/collection.js'
import * as filters from './resources/filters.js'
import type { Http } from './http/http.js'
import { launch, type LaunchedRun, type LaunchOptions } from './runs/launch.js'
import {
  type Assert,
  type AssertInput,
  assertInput,
  assertSchema,
  type Precondition,
  type PreconditionInput,
  preconditionInput,
  preconditionSchema,
} from './types/assert.js'
import { type File, type FileInput, fileInput, fileSchema } from './types/file.js'
import { type Group, type GroupInput, groupInput, groupSchema } from './types/group.js'
import type { ValueSchemas } from './types/input.js'
import {
  type Participant,
  type ParticipantInput,
  participantInput,
  participantSchema,
} from './types/participant.js'
import { type Result, resultSchema } from './types/result.js'
import { type Run, type RunParticipant, runParticipantSchema, runSchema } from './types/run.js'
import { type Statistics, statisticsSchema } from './types/statistics.js'
import { type Test, type TestInput, testInput, testSchema } from './types/test.js'
import { waitForRun, type WaitOptions } from './runs/wait.js'

export interface NodeContext {
  readonly http: Http
  readonly clock: Clock
  readonly values: ValueSchemas
}

export type Tests = CopyableCollection<Test, TestInput, filters.TestFilters>
export type Files = Collection<File, FileInput, filters.FileFilters>
export type Runs = ReadCollection<Run, filters.RunFilters>
export type Groups = CopyableCollection<Group, GroupInput, filters.GroupFilters>
export type Participants = CopyableCollection<Participant, ParticipantInput, filters.ParticipantFilters>
/** A copy of an assert includes its preconditions. An assert has no name. */
export type Asserts = CopyableCollection<Assert, AssertInput, filters.AssertFilters, object>
export type Preconditions = Collection<Precondition, PreconditionInput, filters.PreconditionFilters>

/** A run, its participants and their results. */
export interface RunNode {
  get(options?: CallOptions): Promise<Run>
  /** Polls the run until it can no longer change. @throws WaitTimeoutError */
  wait(options?: WaitOptions): Promise<Run>
  readonly participants: ReadCollection<RunParticipant, filters.RunParticipantFilters>
  /** Lists contain overviews; `get` adds logs, metrics and asserts. @throws ApiError 409 while the run is live */
  readonly results: ReadCollection<Result, filters.ResultFilters>
  /** @throws ApiError 409 while the run is live */
  statistics(options?: CallOptions): Promise<Statistics>
}

export interface TestRunNode extends RunNode {
  /** Requests the stop, which takes some time: wait for the run to end. The service needs the test for it. */
  stop(options?: CallOptions): Promise<void>
}

export interface TestNode {
  get(options?: CallOptions): Promise<Test>
  /** The text of the test's script, which the test itself does not contain. */
  script(options?: CallOptions): Promise<string>
  readonly groups: Groups
  group(id: number): { readonly participants: Participants }
  /** The participants of all groups and those without a group. */
  readonly participants: Participants
  readonly asserts: Asserts
  assert(id: number): { readonly preconditions: Preconditions }
  readonly runs: Runs
  /** Starts one run; `foundBy` shows whether the service confirmed it. @throws LaunchLostError */
  launch(options?: LaunchOptions): Promise<LaunchedRun>
  run(id: number): TestRunNode
}

export function createTests({ http, values }: NodeContext, path: string): Tests {
  return createCopyableCollection({
    http,
    path,
    schema: testSchema,
    filters: filters.testFilters,
    input: testInput(values),
  })
}

export function createFiles({ http, values }: NodeContext, path: string): Files {
  return createCollection({
    http,
    path,
    schema: fileSchema,
    filters: filters.fileFilters,
    input: fileInput(values),
  })
}

export function createRuns({ http }: NodeContext, path: string): Runs {
  return createReadCollection({
    http,
    path,
    schema: runSchema,
    filters: filters.runFilters,
    priority: 'poll',
  })
}

function createParticipants({ http, values }: NodeContext, path: string): Participants {
  return createCopyableCollection({
    http,
    path,
    schema: participantSchema,
    filters: filters.participantFilters,
    input: participantInput(values),
  })
}

function resultsAt<S extends z.ZodType<{ id: number }>, F extends object>(
  { http }: NodeContext,
  path: string,
  schema: S,
  table: filters.FilterTable,
) {
  return createReadCollection<S, F>({ http, path, schema, filters: table, priority: 'results' })
}

export function createRunNode(tree: NodeContext, runs: Runs, runsPath: string, id: number): RunNode {
  const path = resourcePath(runsPath, id)
  return {
    get: (options) => runs.get(id, options),
    wait: (options) => waitForRun(() => runs.get(id, { signal: options?.signal }), tree.clock, options),
    participants: resultsAt(
      tree,
      `${path}participants/`,
      runParticipantSchema,
      filters.runParticipantFilters,
    ),
    results: resultsAt(tree, `${path}results/`, resultSchema, filters.resultFilters),
    statistics: (options) =>
      tree.http.read(statisticsSchema, {
        method: 'GET',
        path: `${path}results/statistics/`,
        priority: 'results',
        signal: options?.signal,
      }),
  }
}

export function createTestNode(
  tree: NodeContext,
  tests: Tests,
  files: Files,
  testsPath: string,
  id: number,
): TestNode {
  const { http, clock, values } = tree
  const path = resourcePath(testsPath, id)
  const runs = createRuns(tree, `${path}runs/`)
  return {
    get: (options) => tests.get(id, options),
    script: async (options) => {
      const { script_file_id } = await tests.get(id, options)
      return script_file_id === undefined ? '' : ((await files.get(script_file_id, options)).content ?? '')
    },
    groups: createCopyableCollection({
      http,
      path: `${path}groups/`,
      schema: groupSchema,
      filters: filters.groupFilters,
      input: groupInput(),
    }),
    group: (groupId) => ({
      participants: createParticipants(tree, `${resourcePath(`${path}groups/`, groupId)}participants/`),
    }),
    participants: createParticipants(tree, `${path}participants/`),
    asserts: createCopyableCollection({
      http,
      path: `${path}asserts/`,
      schema: assertSchema,
      filters: filters.assertFilters,
      input: assertInput(values),
    }),
    assert: (assertId) => ({
      preconditions: createCollection({
        http,
        path: `${resourcePath(`${path}asserts/`, assertId)}preconditions/`,
        schema: preconditionSchema,
        filters: filters.preconditionFilters,
        input: preconditionInput(values),
      }),
    }),
    runs,
    launch: (options) => launch(http, `${path}runs/`, runs, clock, options),
    run: (runId) => ({
      ...createRunNode(tree, runs, `${path}runs/`, runId),
      stop: async (options) => {
        const stop = `${resourcePath(`${path}runs/`, runId)}stop/`
        await http.send({ method: 'POST', path: stop, priority: 'stop', signal: options?.signal })
      },
    }),
  }
}
