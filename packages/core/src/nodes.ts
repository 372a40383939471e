import type { z } from 'zod'
import type { Clock } from './clock/clock.js'
import {
  resourcePath,
  type CallOptions,
  type Collection,
  collection,
  type CopyableCollection,
  copyableCollection,
  type ReadCollection,
  readCollection,
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

/** What every place in the tree needs. */
export interface Tree {
  readonly http: Http
  readonly clock: Clock
  readonly values: ValueSchemas
}

export type Tests = CopyableCollection<Test, TestInput, filters.TestFilters>
export type Files = Collection<File, FileInput, filters.FileFilters>
export type Runs = ReadCollection<Run, filters.RunFilters>
export type Groups = CopyableCollection<Group, GroupInput, filters.GroupFilters>
export type Participants = CopyableCollection<Participant, ParticipantInput, filters.ParticipantFilters>
/** A copied assert brings its preconditions; it has no name to be given. */
export type Asserts = CopyableCollection<Assert, AssertInput, filters.AssertFilters, object>
export type Preconditions = Collection<Precondition, PreconditionInput, filters.PreconditionFilters>

/** A run, its participants and their results. */
export interface RunNode {
  get(options?: CallOptions): Promise<Run>
  /** Reads the run until it can no longer change. @throws WaitTimeoutError */
  wait(options?: WaitOptions): Promise<Run>
  readonly participants: ReadCollection<RunParticipant, filters.RunParticipantFilters>
  /** Lists carry overviews; logs, metrics and asserts come with `get`. @throws ApiError 409 while the run is live */
  readonly results: ReadCollection<Result, filters.ResultFilters>
  /** @throws ApiError 409 while the run is live */
  statistics(options?: CallOptions): Promise<Statistics>
}

export interface TestRunNode extends RunNode {
  /** Asks for the stop, which takes its time: wait for the run to see it. The service knows no stop without the test. */
  stop(options?: CallOptions): Promise<void>
}

export interface TestNode {
  get(options?: CallOptions): Promise<Test>
  /** The text of the test's script, which never travels with the test. */
  script(options?: CallOptions): Promise<string>
  readonly groups: Groups
  group(id: number): { readonly participants: Participants }
  /** Of all groups, and those without one. */
  readonly participants: Participants
  readonly asserts: Asserts
  assert(id: number): { readonly preconditions: Preconditions }
  readonly runs: Runs
  /** Starts a run, once, and says whether the service answered. @throws LaunchLostError, see `launch` */
  launch(options?: LaunchOptions): Promise<LaunchedRun>
  run(id: number): TestRunNode
}

export function testsAt({ http, values }: Tree, path: string): Tests {
  return copyableCollection({
    http,
    path,
    schema: testSchema,
    filters: filters.testFilters,
    input: testInput(values),
  })
}

export function filesAt({ http, values }: Tree, path: string): Files {
  return collection({
    http,
    path,
    schema: fileSchema,
    filters: filters.fileFilters,
    input: fileInput(values),
  })
}

export function runsAt({ http }: Tree, path: string): Runs {
  return readCollection({ http, path, schema: runSchema, filters: filters.runFilters, priority: 'poll' })
}

function participantsAt({ http, values }: Tree, path: string): Participants {
  return copyableCollection({
    http,
    path,
    schema: participantSchema,
    filters: filters.participantFilters,
    input: participantInput(values),
  })
}

function resultsAt<S extends z.ZodType<{ id: number }>, F extends object>(
  { http }: Tree,
  path: string,
  schema: S,
  table: filters.FilterTable,
) {
  return readCollection<S, F>({ http, path, schema, filters: table, priority: 'results' })
}

export function runNode(tree: Tree, runs: Runs, runsPath: string, id: number): RunNode {
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

export function testNode(tree: Tree, tests: Tests, files: Files, testsPath: string, id: number): TestNode {
  const { http, clock, values } = tree
  const path = resourcePath(testsPath, id)
  const runs = runsAt(tree, `${path}runs/`)
  return {
    get: (options) => tests.get(id, options),
    script: async (options) => {
      const { script_file_id } = await tests.get(id, options)
      return script_file_id === undefined ? '' : ((await files.get(script_file_id, options)).content ?? '')
    },
    groups: copyableCollection({
      http,
      path: `${path}groups/`,
      schema: groupSchema,
      filters: filters.groupFilters,
      input: groupInput(),
    }),
    group: (groupId) => ({
      participants: participantsAt(tree, `${resourcePath(`${path}groups/`, groupId)}participants/`),
    }),
    participants: participantsAt(tree, `${path}participants/`),
    asserts: copyableCollection({
      http,
      path: `${path}asserts/`,
      schema: assertSchema,
      filters: filters.assertFilters,
      input: assertInput(values),
    }),
    assert: (assertId) => ({
      preconditions: collection({
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
      ...runNode(tree, runs, `${path}runs/`, runId),
      stop: async (options) => {
        const stop = `${resourcePath(`${path}runs/`, runId)}stop/`
        await http.send({ method: 'POST', path: stop, priority: 'stop', signal: options?.signal })
      },
    }),
  }
}
