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
import { toInput } from './resources/to-input.js'
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
import {
  type Run,
  type RunParticipant,
  runOfTestSchema,
  runParticipantSchema,
  runSchema,
} from './types/run.js'
import { type Statistics, statisticsSchema } from './types/statistics.js'
import { type NewTest, newTestInput, type Test, type TestInput, testInput, testSchema } from './types/test.js'
import { waitForRun, type WaitOptions } from './runs/wait.js'

export interface NodeContext {
  readonly http: Http
  readonly clock: Clock
  readonly values: ValueSchemas
}

export interface Tests extends CopyableCollection<Test, TestInput, filters.TestFilters> {
  /**
   * The API description requires a script, the official Python client does not; without one, the service decides.
   * Throws the errors of every `create`.
   */
  create(input: NewTest, options?: CallOptions): Promise<Test>
}
export type Files = Collection<File, FileInput, filters.FileFilters>
export type Runs = ReadCollection<Run, filters.RunFilters>
export type Groups = CopyableCollection<Group, GroupInput, filters.GroupFilters>
export type Participants = CopyableCollection<Participant, ParticipantInput, filters.ParticipantFilters>
/** A copy of an assert includes its preconditions. An assert has no name. */
export type Asserts = CopyableCollection<Assert, AssertInput, filters.AssertFilters, object>
export type Preconditions = Collection<Precondition, PreconditionInput, filters.PreconditionFilters>

/** A run, its participants and their results. */
export interface RunNode {
  /**
   * Requests the stop, which takes some time: wait for the run to end. The route needs the id of the test; without it,
   * the run is read first.
   */
  stop(options?: CallOptions): Promise<void>
  get(options?: CallOptions): Promise<Run>
  /** Polls the run until it can no longer change. @throws WaitTimeoutError */
  wait(options?: WaitOptions): Promise<Run>
  readonly participants: ReadCollection<RunParticipant, filters.RunParticipantFilters>
  /** Lists contain overviews; `get` adds logs, metrics and asserts. @throws ApiError 409 while the run is live */
  readonly results: ReadCollection<Result, filters.ResultFilters>
  /** @throws ApiError 409 while the run is live */
  statistics(options?: CallOptions): Promise<Statistics>
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
  run(id: number): RunNode
}

export function createTests({ http, values }: NodeContext, path: string, files: Files): Tests {
  const tests = createCopyableCollection<typeof testSchema, TestInput, filters.TestFilters>({
    http,
    path,
    schema: testSchema,
    filters: filters.testFilters,
    input: testInput(values),
    createInput: newTestInput(values),
  })
  return {
    ...tests,
    create: (input, options) => tests.create(input as TestInput, options),
    patch: async (id, changes, options) => {
      const row = await tests.get(id, options)
      const script = changes.script ?? (await readScript(row, files, options))
      return tests.update(id, { ...toInput.test(row, script), ...changes }, options)
    },
  }
}

async function readScript({ script_file_id }: Test, files: Files, options?: CallOptions): Promise<string> {
  return script_file_id === undefined ? '' : ((await files.get(script_file_id, options)).content ?? '')
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

/** @param testId of the test whose runs they are; without it, they are those of the project */
export function createRuns({ http }: NodeContext, path: string, testId?: number): Runs {
  return createReadCollection({
    http,
    path,
    schema: testId === undefined ? runSchema : runOfTestSchema(testId),
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

/** @param testId when the path does not have it */
export function createRunNode(
  tree: NodeContext,
  runs: Runs,
  { runsPath, testsPath, testId }: { runsPath: string; testsPath: string; testId?: number },
  id: number,
): RunNode {
  const path = resourcePath(runsPath, id)
  return {
    stop: async (options) => {
      const { signal } = options ?? {}
      const test = testId ?? (await runs.get(id, { signal })).test_id
      const stopPath = `${resourcePath(testsPath, test)}runs/${id}/stop/`
      await tree.http.send({ method: 'POST', path: stopPath, priority: 'stop', signal })
    },
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
  const runs = createRuns(tree, `${path}runs/`, id)
  return {
    get: (options) => tests.get(id, options),
    script: async (options) => readScript(await tests.get(id, options), files, options),
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
    launch: (options) =>
      launch({ http, path: `${path}runs/`, runs, clock, schema: runOfTestSchema(id) }, options),
    run: (runId) => createRunNode(tree, runs, { runsPath: `${path}runs/`, testsPath, testId: id }, runId),
  }
}
