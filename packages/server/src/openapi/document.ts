import type { schemas } from '@loadero-test/core/internal/schemas'
import { classificators } from '@loadero-test/core'
import { apiOperations } from './operations.js'
import type { ApiOperation } from './resource-operations.js'
import {
  componentName,
  createBodyComponents,
  createEnumerations,
  type JsonObject,
  reference,
} from './schemas.js'

/** The OpenAPI 3.1 description of the API. It follows from the schemas and filters of the client. */
export function createOpenApi(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const operation of apiOperations) {
    const entry = (paths[operation.path] ??= {})
    entry[operation.method] = describeOperation(operation)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Loadero API',
      version: '2',
      summary: 'The API as the local Loadero implements it and the client of loadero-test reads it.',
      description:
        'Every path ends with a slash. A response may leave out any key except the id, and may contain new keys and ' +
        'new values of enumerations. An unset time is 0001-01-01T00:00:00Z. An empty list may be null.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'https://api.loadero.com/v2' }],
    security: [{ token: [] }],
    tags: [...new Set(apiOperations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: '`LoaderoAuth <token>`, with an access token of the project.',
        },
      },
      parameters: pageParameters,
      responses: Object.fromEntries(
        Object.values(errorResponses).map(({ name, description, schema }) => [
          name,
          { description, content: { 'application/json': { schema: { $ref: reference(schema) } } } },
        ]),
      ),
      schemas: { ...createBodyComponents(), ...createEnumerations() },
    },
  }
}

function describeOperation({
  method,
  path,
  summary,
  tag,
  scope,
  filters,
  body,
  statuses,
  response,
  errors,
}: ApiOperation): JsonObject {
  const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'type' ? { type: 'string' } : { type: 'integer', minimum: 1 },
  }))
  const parameters = [...ids, ...(filters ? describeFilters(filters) : [])]
  const errorStatuses = [...errors, ...(scope === undefined ? [] : [401, 403, 429])]
  return {
    operationId: operationId(method, path),
    summary,
    tags: [tag],
    ...(scope === undefined ? { security: [] } : { description: `Scope of the token: \`${scope}\`.` }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: body.isRequired,
        content: { 'application/json': { schema: { $ref: reference(body.schema) } } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        statuses.map((status) => [
          status,
          {
            description: successTexts[status] ?? 'Success',
            ...(response && { content: { 'application/json': { schema: { $ref: reference(response) } } } }),
          },
        ]),
      ),
      ...Object.fromEntries(errorStatuses.map((status) => [status, describeError(status)])),
      default: describeError('default'),
    },
  }
}

/** `get` of `/projects/{project_id}/tests/{id}/` is `getProjectsTestsById`. */
function operationId(method: string, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  const words = segments.flatMap((segment, index) => {
    if (!segment.startsWith('{')) return [componentName(segment)]
    return index === segments.length - 1 || segments[index + 1] === 'copy' || segments[index + 1] === 'stop'
      ? ['By', componentName(segment.slice(1, -1))]
      : []
  })
  return `${method}${words.join('') || 'Description'}`
}

const pageParameters = {
  limit: {
    name: 'limit',
    in: 'query',
    description: 'Rows per page. Without it, or with 0, the response contains all rows.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  offset: {
    name: 'offset',
    in: 'query',
    description: 'Rows before the page.',
    schema: { type: 'integer', minimum: 0, default: 0 },
  },
  order_by: {
    name: 'order_by',
    in: 'query',
    description: '`-id` is newest first.',
    schema: { type: 'string', examples: ['id', '-id'] },
  },
} as const

function describeFilters(filters: schemas.FilterTable): JsonObject[] {
  return [
    ...Object.keys(pageParameters).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...Object.entries(filters).map(([name, kind]) => {
      if (kind in plainFilters) {
        return { name, in: 'query', ...plainFilters[kind as keyof typeof plainFilters] }
      }
      const item =
        kind in classificators
          ? { $ref: reference(componentName(kind)) }
          : { type: kind === 'number' ? 'integer' : 'string' }
      return {
        name,
        in: 'query',
        description: 'Any of the values of a repeated key.',
        style: 'form',
        explode: true,
        schema: { type: 'array', items: item },
      }
    }),
  ]
}

const plainFilters = {
  boolean: { schema: { type: 'boolean' } },
  time: { description: 'Unix seconds.', schema: { type: 'integer' } },
  time_or_boolean: {
    description: 'Whether there is such a time, or which second it is.',
    schema: { type: ['boolean', 'integer'] },
  },
} as const

const successTexts: Readonly<Record<number, string>> = {
  200: 'Success',
  201: 'Created',
  202: 'Accepted',
  204: 'Done',
}

const errorResponses = {
  400: { name: 'BadRequest', description: 'The request cannot be read.', schema: 'ApiError' },
  401: { name: 'Unauthorized', description: 'No accepted token.', schema: 'ApiError' },
  403: { name: 'Forbidden', description: 'Another project, or a missing scope.', schema: 'ApiError' },
  404: { name: 'NotFound', description: 'A part of the path does not exist.', schema: 'ApiError' },
  409: { name: 'Conflict', description: 'The state of a resource forbids it.', schema: 'ApiError' },
  413: { name: 'TooLarge', description: 'The body is too long.', schema: 'ApiError' },
  422: { name: 'InvalidFields', description: 'Messages by field.', schema: 'FieldErrors' },
  429: { name: 'TooManyRequests', description: 'Too many requests.', schema: 'ApiError' },
  default: { name: 'Other', description: 'Another error, whose body may not be JSON.', schema: 'ApiError' },
} as const

function describeError(status: number | 'default'): JsonObject {
  const { name } = errorResponses[status as keyof typeof errorResponses]
  return { $ref: `#/components/responses/${name}` }
}
