import type { schemas } from '@loadero-test/core/internal/schemas'
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

/** The path of a project. */
export const projectPath = '/projects/{project_id}'

/** A resource whose operations all have the same form. */
export interface ApiResource {
  readonly path: string
  /** Its name in texts, e.g. `test`. */
  readonly noun: string
  readonly tag: string
  readonly schema: ListedName
  readonly scope: string
  readonly filters: schemas.FilterTable
  readonly errors?: readonly number[]
}

/** Lists the resource, and gets one. */
export function readOperationsOf({
  path,
  noun,
  tag,
  schema,
  scope,
  filters,
  errors = [],
}: ApiResource): ApiOperation[] {
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
      errors: [400, ...(path === `${projectPath}/tests` ? [] : [404]), ...errors],
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

/** Reads, creates, replaces and deletes the resource. */
export function writeOperationsOf(
  resource: ApiResource & { readonly schema: WritableName },
  conflicts: { readonly update?: true; readonly delete?: true } = {},
): ApiOperation[] {
  const { path, noun, tag, schema, scope } = resource
  const body = { schema: `${schema}Input`, isRequired: true } as const
  return [
    ...readOperationsOf(resource),
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

/** Reads, writes and copies the resource. */
export function copyOperationsOf(
  resource: ApiResource & { readonly schema: WritableName },
  conflicts?: { readonly delete: true },
): ApiOperation[] {
  const { path, noun, tag, schema, scope } = resource
  return [
    ...writeOperationsOf(resource, conflicts),
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
