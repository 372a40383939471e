import { z } from 'zod'
import {
  attemptSchema,
  diagnosticSchema,
  endSchema,
  placeSchema,
  schemaVersion,
  testSchema,
} from './json-schema.js'

function line<Name extends string, Shape extends z.ZodRawShape>(event: Name, shape: Shape) {
  return z.object({
    event: z.literal(event),
    time: z.iso.datetime().describe('when it was written, UTC'),
    ...shape,
  })
}

const name = z.string().describe('full name of the test')

/** What a line of `events.ndjson` is. */
export const ndjsonEventSchema = z
  .discriminatedUnion('event', [
    line('begin', {
      schemaVersion: z.literal(schemaVersion),
      tests: z.array(placeSchema).describe('what is about to be run'),
      diagnostics: z.array(diagnosticSchema),
    }),
    line('test-begin', { test: name }),
    line('progress', {
      test: name,
      phase: z.enum(['waiting', 'applying', 'launching', 'live', 'stopping', 'collecting']),
      attempt: z.int(),
      position: z.number().optional().describe('turns to wait'),
      run: z.number().optional(),
      status: z.string().optional().describe('of the run'),
      expectedEndMs: z.number().nullable().optional().describe('since the epoch'),
    }),
    line('retry', { test: name, attempt: attemptSchema }),
    line('notice', { severity: z.enum(['info', 'warning']), message: z.string(), test: name.optional() }),
    line('test-end', { test: testSchema }),
    line('end', endSchema.shape),
  ])
  .describe('One event of a session of loadero-test')

export type JsonEvent = z.infer<typeof ndjsonEventSchema>
