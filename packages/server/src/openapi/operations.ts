import { schemas } from '@loadero-test/core/internal'
import type { BodyName, ListedName } from './schemas.js'

/** One operation of the API as its description has it. */
export interface ApiOperation {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** Below `/v2`, with parameters in braces. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** The scope that a token needs. */
  readonly scope?: string
  readonly filters?: schemas.FilterTable
  readonly body?: { readonly schema: BodyName; readonly isRequired: boolean }
  /** The statuses of success. Several where the service's documentation contradicts itself. */
  readonly statuses: readonly number[]
  readonly response?: BodyName | `${ListedName}Page`
  /** Statuses of errors in addition to those of all operations. */
  readonly errors: readonly number[]
}

const P = '/projects/{project_id}'
const T = `${P}/tests/{test_id}`

interface ApiResource {
  readonly path: string
  /** Its name in texts, e.g. `test`. */
  readonly noun: string
  readonly tag: string
  readonly schema: ListedName
  readonly scope: string
  readonly filters: schemas.FilterTable
  readonly errors?: readonly number[]
}

function readsOf({ path, noun, tag, schema, scope, filters, errors = [] }: ApiResource): ApiOperation[] {
  return [
    {
      method: 'get',
      path: `${path}/`,
      summary: `List ${noun}s`,
      tag,
      scope: `${scope}S_READ_ALL`,
      filters,
      statuses: [200],
      response: `${schema}Page`,
      errors: [400, ...(path === `${P}/tests` ? [] : [404]), ...errors],
    },
    {
      method: 'get',
      path: `${path}/{id}/`,
      summary: `Get a ${noun}`,
      tag,
      scope: `${scope}_READ`,
      statuses: [200],
      response: schema,
      errors: [400, 404, ...errors],
    },
  ]
}

type WritableName = Extract<BodyName, `${ListedName}Input`> extends `${infer N}Input` ? N : never

function writesOf(
  resource: ApiResource & { readonly schema: WritableName },
  conflicts: { readonly update?: true; readonly delete?: true } = {},
): ApiOperation[] {
  const { path, noun, tag, schema, scope } = resource
  const body = { schema: `${schema}Input`, isRequired: true } as const
  return [
    ...readsOf(resource),
    {
      method: 'post',
      path: `${path}/`,
      summary: `Create a ${noun}`,
      tag,
      scope: `${scope}_CREATE`,
      body,
      statuses: [201],
      response: schema,
      errors: [400, 404, 413, 422],
    },
    {
      method: 'put',
      path: `${path}/{id}/`,
      summary: `Replace a ${noun}`,
      tag,
      scope: `${scope}_UPDATE`,
      body,
      statuses: [200],
      response: schema,
      errors: [400, 404, ...(conflicts.update ? [409] : []), 413, 422],
    },
    {
      method: 'delete',
      path: `${path}/{id}/`,
      summary: `Delete a ${noun}`,
      tag,
      scope: `${scope}_DELETE`,
      statuses: [204],
      errors: [400, 404, ...(conflicts.delete ? [409] : [])],
    },
  ]
}

function copiesOf(
  resource: ApiResource & { readonly schema: WritableName },
  conflicts?: { readonly delete: true },
): ApiOperation[] {
  const { path, noun, tag, schema, scope } = resource
  return [
    ...writesOf(resource, conflicts),
    {
      method: 'post',
      path: `${path}/{id}/copy/`,
      summary: `Copy a ${noun} with everything in it`,
      tag,
      scope: `${scope}_CREATE`,
      body: { schema: 'CopyInput', isRequired: false },
      statuses: [200, 201],
      response: schema,
      errors: [400, 404, 413, 422],
    },
  ]
}

/** The operations of runs, below the project or below a test. */
function runReadsOf(owner: string): ApiOperation[] {
  const tag = 'runs'
  return [
    ...readsOf({
      path: `${owner}/runs`,
      noun: 'run',
      tag,
      schema: 'Run',
      scope: 'TEST_RUN',
      filters: schemas.runFilters,
    }),
    ...readsOf({
      path: `${owner}/runs/{run_id}/participants`,
      noun: 'run participant',
      tag,
      schema: 'RunParticipant',
      scope: 'TEST_RUN_PARTICIPANT',
      filters: schemas.runParticipantFilters,
    }),
    ...readsOf({
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
  return copiesOf({
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
    path: `${P}/`,
    summary: 'Get the project with the limits of its plan',
    tag: 'project',
    scope: 'PROJECT_READ',
    statuses: [200],
    response: 'Project',
    errors: [404],
  },
  ...writesOf(
    {
      path: `${P}/files`,
      noun: 'file',
      tag: 'files',
      schema: 'File',
      scope: 'FILE',
      filters: schemas.fileFilters,
    },
    { update: true, delete: true },
  ),
  ...copiesOf(
    {
      path: `${P}/tests`,
      noun: 'test',
      tag: 'tests',
      schema: 'Test',
      scope: 'TEST',
      filters: schemas.testFilters,
    },
    { delete: true },
  ),
  ...copiesOf({
    path: `${T}/groups`,
    noun: 'group',
    tag: 'groups',
    schema: 'Group',
    scope: 'GROUP',
    filters: schemas.groupFilters,
  }),
  ...participantsAt(`${T}/groups/{group_id}/participants`),
  ...participantsAt(`${T}/participants`),
  ...copiesOf({
    path: `${T}/asserts`,
    noun: 'assert',
    tag: 'asserts',
    schema: 'Assert',
    scope: 'ASSERT',
    filters: schemas.assertFilters,
  }),
  ...writesOf({
    path: `${T}/asserts/{assert_id}/preconditions`,
    noun: 'precondition',
    tag: 'asserts',
    schema: 'Precondition',
    scope: 'PRECONDITION',
    filters: schemas.preconditionFilters,
  }),
  {
    method: 'post',
    path: `${T}/runs/`,
    summary: 'Launch a test',
    tag: 'runs',
    scope: 'TEST_RUN_CREATE',
    statuses: [202],
    response: 'Run',
    errors: [400, 404, 409],
  },
  {
    method: 'post',
    path: `${T}/runs/{id}/stop/`,
    summary: 'Stop a run',
    tag: 'runs',
    scope: 'TEST_RUN_STOP',
    statuses: [202, 204],
    errors: [400, 404, 409],
  },
  ...runReadsOf(T),
  ...runReadsOf(P),
  ...staticsOperations,
]
