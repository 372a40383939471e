import { z } from 'zod'
import {
  attemptSchema,
  diagnosticSchema,
  endSchema,
  placeSchema,
  schemaVersion,
  jsonTestSchema,
} from './json-schema.js'

function line<Name extends string, Shape extends z.ZodRawShape>(event: Name, shape: Shape) {
  return z.object({
    event: z.literal(event),
    time: z.iso.datetime().describe('when the event was written, UTC'),
    ...shape,
  })
}

const name = z.string().describe('full name of the test')

/** The schema of a line of `events.ndjson`. */
export const ndjsonEventSchema = z
  .discriminatedUnion('event', [
    line('begin', {
      schemaVersion: z.literal(schemaVersion),
      tests: z.array(placeSchema).describe('the tests to run'),
      diagnostics: z.array(diagnosticSchema),
    }),
    line('test-begin', { test: name }),
    line('progress', {
      test: name,
      phase: z.enum(['waiting', 'applying', 'launching', 'live', 'stopping', 'collecting']),
      attempt: z.int(),
      position: z.number().optional().describe('position in the queue, from 1'),
      run: z.number().optional(),
      status: z.string().optional().describe('status of the run'),
      expectedEndMs: z
        .number()
        .nullable()
        .optional()
        .describe('latest expected end, in milliseconds since the epoch'),
    }),
    line('retry', { test: name, attempt: attemptSchema }),
    line('notice', { severity: z.enum(['info', 'warning']), message: z.string(), test: name.optional() }),
    line('test-end', { test: jsonTestSchema }),
    line('end', endSchema.shape),
  ])
  .describe('One event of a loadero-test session')

export type JsonEvent = z.infer<typeof ndjsonEventSchema>
