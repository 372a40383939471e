import { schemas } from '@loadero-test/core/internal/schemas'
import {
  type ApiOperation,
  copyOperationsOf,
  projectPath,
  readOperationsOf,
  writeOperationsOf,
} from './resource-operations.js'

const testPath = `${projectPath}/tests/{test_id}`

/** The operations of runs, below the project or below a test. */
function runOperationsOf(owner: string): ApiOperation[] {
  const tag = 'runs'
  return [
    ...readOperationsOf({
      path: `${owner}/runs`,
      noun: 'run',
      tag,
      schema: 'Run',
      scope: 'TEST_RUN',
      filters: schemas.runFilters,
    }),
    ...readOperationsOf({
      path: `${owner}/runs/{run_id}/participants`,
      noun: 'run participant',
      tag,
      schema: 'RunParticipant',
      scope: 'TEST_RUN_PARTICIPANT',
      filters: schemas.runParticipantFilters,
    }),
    ...readOperationsOf({
      path: `${owner}/runs/{run_id}/results`,
      noun: 'result',
      tag: 'results',
      schema: 'Result',
      scope: 'RESULT',
      filters: schemas.resultFilters,
      errors: [409],
    }),
    {
      method: 'get',
      path: `${owner}/runs/{run_id}/results/statistics/`,
      summary: 'Get the statistics of a run',
      tag: 'results',
      scope: 'RESULT_STATISTICS_READ',
      statuses: [200],
      response: 'Statistics',
      errors: [400, 404, 409],
    },
  ]
}

function participantsAt(path: string): ApiOperation[] {
  return copyOperationsOf({
    path,
    noun: 'participant',
    tag: 'participants',
    schema: 'Participant',
    scope: 'PARTICIPANT',
    filters: schemas.participantFilters,
  })
}

const staticsOperations: readonly ApiOperation[] = (
  [
    ['', 'Get all enumerations by type', 'STATICS_READ_ALL', 'Statics'],
    ['types/', 'List the types of enumerations', 'STATIC_TYPES_READ_ALL', 'Names'],
    ['metric_path/', 'List the metric paths', 'STATIC_READ', 'Names'],
    ['{type}/', 'Get one enumeration', 'STATIC_READ', 'Classificators'],
  ] as const
).map(([path, summary, scope, response]) => ({
  method: 'get',
  path: `/statics/${path}`,
  summary,
  tag: 'statics',
  scope,
  statuses: [200],
  response,
  errors: path === '{type}/' ? [404] : [],
}))

/** All operations of the API, in the order of the description. */
export const apiOperations: readonly ApiOperation[] = [
  {
    method: 'get',
    path: '/',
    summary: 'Get this description',
    tag: 'description',
    statuses: [200],
    errors: [],
  },
  {
    method: 'get',
    path: `${projectPath}/`,
    summary: 'Get the project with the limits of its plan',
    tag: 'project',
    scope: 'PROJECT_READ',
    statuses: [200],
    response: 'Project',
    errors: [404],
  },
  ...writeOperationsOf(
    {
      path: `${projectPath}/files`,
      noun: 'file',
      tag: 'files',
      schema: 'File',
      scope: 'FILE',
      filters: schemas.fileFilters,
    },
    { update: true, delete: true },
  ),
  ...copyOperationsOf(
    {
      path: `${projectPath}/tests`,
      noun: 'test',
      tag: 'tests',
      schema: 'Test',
      scope: 'TEST',
      filters: schemas.testFilters,
    },
    { delete: true },
  ),
  ...copyOperationsOf({
    path: `${testPath}/groups`,
    noun: 'group',
    tag: 'groups',
    schema: 'Group',
    scope: 'GROUP',
    filters: schemas.groupFilters,
  }),
  ...participantsAt(`${testPath}/groups/{group_id}/participants`),
  ...participantsAt(`${testPath}/participants`),
  ...copyOperationsOf({
    path: `${testPath}/asserts`,
    noun: 'assert',
    tag: 'asserts',
    schema: 'Assert',
    scope: 'ASSERT',
    filters: schemas.assertFilters,
  }),
  ...writeOperationsOf({
    path: `${testPath}/asserts/{assert_id}/preconditions`,
    noun: 'precondition',
    tag: 'asserts',
    schema: 'Precondition',
    scope: 'PRECONDITION',
    filters: schemas.preconditionFilters,
  }),
  {
    method: 'post',
    path: `${testPath}/runs/`,
    summary: 'Launch a test',
    tag: 'runs',
    scope: 'TEST_RUN_CREATE',
    statuses: [202],
    response: 'Run',
    errors: [400, 404, 409],
  },
  {
    method: 'post',
    path: `${testPath}/runs/{id}/stop/`,
    summary: 'Stop a run',
    tag: 'runs',
    scope: 'TEST_RUN_STOP',
    statuses: [202, 204],
    errors: [400, 404, 409],
  },
  ...runOperationsOf(testPath),
  ...runOperationsOf(projectPath),
  ...staticsOperations,
]
