import { existsSync, readFileSync } from 'node:fs'
import { errorMessage, writeFileAtomic } from '@loadero-test/core/internal'
import { parseWith, SchemaError } from '@loadero-test/core/internal/schemas'
import { z } from 'zod'
import { UserError } from '../../model/errors.js'

const version = 1

/** What a test measured, and by which script and participants. */
const entrySchema = z.strictObject({
  script: z.string(),
  participants: z.string(),
  /** By what is compared: `50th percentile of webrtc/audio/rtt/avg`. */
  values: z.record(z.string(), z.number()),
})

const places = ['local', 'service', 'simulated'] as const

const fileSchema = z.strictObject({
  version: z.literal(version),
  /** By full name, then by where the test ran. */
  tests: z.record(z.string(), z.partialRecord(z.enum(places), entrySchema)),
})

export type BaselineEntry = z.infer<typeof entrySchema>
export type BaselineFile = z.infer<typeof fileSchema>
export type BaselinePlace = (typeof places)[number]

/**
 * Reads a baseline file. A file that does not exist has no tests.
 * @throws UserError when it is not a baseline file
 */
export function readBaselineFile(path: string): BaselineFile {
  if (!existsSync(path)) return { version, tests: {} }
  try {
    return parseWith(fileSchema, JSON.parse(readFileSync(path, 'utf8')), 'baseline')
  } catch (error) {
    const reason = error instanceof SchemaError ? error.message : errorMessage(error)
    throw new UserError(
      'config',
      `the baseline file ${path} cannot be read: ${reason}`,
      'Restore it from version control, or delete it and run with --update-baseline.',
    )
  }
}

/**
 * Replaces the entries of some tests. The others stay, and the same values give the same bytes.
 * @param entries by full name of the test
 */
export async function updateBaselineFile(
  path: string,
  place: BaselinePlace,
  entries: ReadonlyMap<string, BaselineEntry>,
): Promise<void> {
  const { tests } = readBaselineFile(path)
  const merged = new Map(Object.entries(tests))
  for (const [name, entry] of entries) merged.set(name, { ...merged.get(name), [place]: entry })
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value
  const content = { version, tests: sorted(Object.fromEntries(merged)) }
  await writeFileAtomic(path, [`${JSON.stringify(content, undefined, 2)}\n`])
}
