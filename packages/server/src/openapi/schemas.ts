import { aggregators, classificators } from '@loadero-test/core'
import { schemas } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'

/** A part of a JSON document. */
export type JsonObject = { readonly [key: string]: unknown }

/** An enumeration has no values of its own here: a property with its name refers to its component. */
function anyValue() {
  return z.string()
}

/** The bodies of the API by their names in the description. */
export const bodySchemas = {
  Assert: schemas.assertSchema,
  AssertInput: schemas.assertInput(anyValue),
  Classificator: schemas.classificatorSchema,
  File: schemas.fileSchema,
  FileInput: schemas.fileInput(anyValue),
  Group: schemas.groupSchema,
  GroupInput: schemas.groupInput(),
  Pagination: schemas.paginationSchema,
  Participant: schemas.participantSchema,
  ParticipantInput: schemas.participantInput(anyValue),
  Precondition: schemas.preconditionSchema,
  PreconditionInput: schemas.preconditionInput(anyValue),
  Project: schemas.projectSchema,
  Result: schemas.resultSchema,
  ResultAssert: schemas.resultAssertSchema,
  Run: schemas.runSchema,
  RunParticipant: schemas.runParticipantSchema,
  Statistics: schemas.statisticsSchema,
  Test: schemas.testSchema,
  TestInput: schemas.testInput(anyValue),
  CopyInput: z.looseObject({ name: z.string().optional() }),
  Statics: z.record(z.string(), z.array(schemas.classificatorSchema)),
  Classificators: z.array(schemas.classificatorSchema),
  Names: z.array(z.string()),
  ApiError: z.looseObject({ code: z.int(), error: z.string() }),
  FieldErrors: z.looseObject({ code: z.int(), errors: z.record(z.string(), z.array(z.string())) }),
} as const satisfies Record<string, z.ZodType>

export type BodyName = keyof typeof bodySchemas

/** Rows that lists return in pages. */
export const listedNames = [
  'Assert',
  'File',
  'Group',
  'Participant',
  'Precondition',
  'Result',
  'Run',
  'RunParticipant',
  'Test',
] as const satisfies readonly BodyName[]

export type ListedName = (typeof listedNames)[number]

/** Keys of bodies whose values are those of an enumeration of another name. */
const enumerationsByKey: Readonly<Record<string, keyof typeof classificators>> = {
  algorithm: 'mos_algorithm',
  max_participant_cu: 'compute_unit',
  mode: 'test_mode',
  mos_status: 'metric_status',
  selenium_result: 'result_status',
}

/** The component of each enumeration. All of them grow, so the values are examples. */
export function createEnumerations(): JsonObject {
  return Object.fromEntries(
    Object.entries<readonly string[]>(classificators).map(([name, values]) => [
      componentName(name),
      {
        type: 'string',
        description: `The values known to this version. \`GET /statics/${name}/\` lists those of the service.`,
        examples: values,
      },
    ]),
  )
}

/** The components of all bodies and pages. Properties with the name of an enumeration refer to its component. */
export function createBodyComponents(): JsonObject {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries<z.ZodType>(bodySchemas)) registry.add(schema, { id })
  for (const name of listedNames)
    registry.add(schemas.pageSchema(bodySchemas[name]).out, { id: `${name}Page` })
  const { schemas: components } = z.toJSONSchema(registry, {
    io: 'input',
    unrepresentable: 'any',
    uri: reference,
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === schemas.timeSchema) jsonSchema.format = 'date-time'
      if (zodSchema === schemas.metricsSchema) {
        Object.assign(jsonSchema, {
          type: ['object', 'null'],
          additionalProperties: { $ref: reference('Metric') },
        })
      }
    },
  })
  return { ...(refine(components) as JsonObject), Metric: metricComponent }
}

export function reference(name: string): string {
  return `#/components/schemas/${name}`
}

export function componentName(enumeration: string): string {
  return enumeration.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** `core` checks metrics without a schema, because there are many. */
const metricComponent = {
  type: 'object',
  description: 'Aggregates of one metric over the samples of a participant, or a single value.',
  properties: {
    id: { type: 'integer' },
    created: { type: 'string', format: 'date-time' },
    metric_path: { type: 'string' },
    data_count: { type: 'integer' },
    value: { type: ['string', 'number'] },
    ...Object.fromEntries(Object.values(aggregators).map((field) => [field, { type: 'number' }])),
  },
}

/** Removes what says nothing from a generated schema, and adds references to enumerations. */
function refine(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(refine)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).filter(
    ([key, value]) =>
      key !== '$schema' &&
      key !== '$id' &&
      !(key === 'additionalProperties' && JSON.stringify(value) === '{}') &&
      !(typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER),
  )
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      key === 'properties' ? refineProperties(value as JsonObject) : refine(value),
    ]),
  )
}

function refineProperties(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([key, property]) => {
      const enumeration = enumerationOf(key, properties)
      const isText = (property as JsonObject)['type'] === 'string'
      if (enumeration === undefined || !isText) return [key, refine(property)]
      return [key, { $ref: reference(componentName(enumeration)) }]
    }),
  )
}

/** The enumeration of a key. That of `status` follows from the keys beside it. */
function enumerationOf(key: string, siblings: JsonObject): string | undefined {
  if (key === 'status') {
    if ('selenium_result' in siblings) return 'result_status'
    return 'processing_started' in siblings ? 'run_status' : 'assert_status'
  }
  // The keys of logs are names of programs, and their values are addresses.
  if (key === 'browser' && 'rru' in siblings) return undefined
  return enumerationsByKey[key] ?? (Object.hasOwn(classificators, key) ? key : undefined)
}
