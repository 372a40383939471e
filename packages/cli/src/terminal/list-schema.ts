import { diagnosticSchema } from '@loadero-test/runner'
import { z } from 'zod'

const position = z.int().min(1)

const listedTest = z.object({
  file: z.string().describe('spec file, relative to the root, with forward slashes'),
  line: position.describe('of the call of `test()`'),
  column: position.optional().describe('of the call of `test()`'),
  name: z.string().describe('full name: the titles of its groups and its own, joined with ` > `'),
  tags: z.array(z.string()),
  participants: z.int().min(0).optional().describe('all copies included; absent for a skipped test'),
  skipped: z.string().optional().describe('why it would not run; absent for a test that would run'),
})

/** The output of `list --format json`. */
export const testListSchema = z
  .object({
    version: z.literal(1),
    root: z.string().describe('absolute path; files are relative to it'),
    tests: z.array(listedTest).describe('by file and line'),
    diagnostics: z.array(diagnosticSchema),
  })
  .describe('The tests of a project, as `loadero-test list --format json` prints them')

export type TestList = z.infer<typeof testListSchema>
