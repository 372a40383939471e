import { z } from 'zod'

/** Goes up when a reader of the version before would misunderstand; what is added makes no new version. */
export const schemaVersion = 1

const number = z.number().nullable().describe('null when it was no finite number')
const time = z.iso.datetime().describe('UTC')
const texts = z.array(z.string())

const verdictSchema = z.enum(['passed', 'failed', 'errored', 'interrupted', 'skipped'])

const reason = z.object({
  kind: z.enum(['script', 'assert', 'timeout', 'expectation', 'verify', 'run', 'results', 'session']),
  message: z.string().describe('one line'),
  expected: z.string().optional(),
  actual: z.string().optional(),
  participants: texts.describe('labels of those for whom it holds'),
  evidence: texts.describe('logs and screenshots, relative to the report'),
})

export const attemptSchema = z.object({
  verdict: verdictSchema,
  durationMs: number,
  run: z
    .object({
      id: number,
      testId: number.optional(),
      status: z.string().optional(),
      startedAt: z.string().optional().describe("the service's own words"),
      endedAt: z.string().optional(),
    })
    .optional()
    .describe('at Loadero; absent when it never got that far'),
  participants: z.object({ total: number, passed: number, failed: number }),
  reasons: z.array(reason).describe('why it did not pass'),
})

const check = z.object({
  kind: z.enum(['script', 'assert', 'expectation', 'verify']),
  name: z.string().describe('unique in its test, and stable between sessions even when the limit changes'),
  title: z.string().optional().describe('for people, with the limit; absent where it is the name'),
  outcome: z.enum(['passed', 'failed', 'errored', 'skipped']),
  gate: z.object({ path: z.string(), operator: z.string(), limit: z.string(), unit: z.string() }).optional(),
  actual: z.string().optional(),
  participants: z.object({ total: number, passed: number }),
})

const outcome = z.object({
  label: z.string(),
  traits: z
    .record(z.string(), z.string())
    .describe('group, participant, browser, location, network, computeUnit'),
  status: z.enum(['passed', 'failed', 'timeout', 'unknown']),
  startedMs: number.optional().describe('since the epoch'),
  endedMs: number.optional(),
  values: z
    .record(z.string(), z.union([number, z.string()]))
    .describe('by the metric paths that checks name; what is absent was not measured'),
  reasons: texts,
  files: texts.describe('logs and screenshots, relative to the report'),
})

export const placeSchema = z.object({
  name: z.string().describe('full, unique in the project'),
  file: z.string(),
  line: number,
  tags: texts,
})

export const testSchema = z.object({
  ...placeSchema.shape,
  flaky: z.boolean().describe('passed, but not at its first attempt'),
  ...attemptSchema.shape,
  computeUnits: z.object({ estimated: number, actual: number.optional() }).optional(),
  checks: z.array(check),
  outcomes: z.array(outcome).describe('one for each participant'),
  earlier: z.array(attemptSchema).describe('attempts before the one that counts, oldest first'),
})

export const diagnosticSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  file: z.string(),
  line: number,
  column: number.optional(),
  hint: z.string().optional(),
})

const point = z.object({
  metric: z.string(),
  value: number,
  unit: z.string().describe('`unknown` where no page of the service tells it'),
  time: time.describe('when the session began, UTC'),
  test: z.string(),
  run: number.optional(),
})

export const endSchema = z.object({
  sessionId: z.string(),
  startedAt: time,
  durationMs: number,
  simulated: z.boolean().describe('outcomes came from a scenario, not from browsers'),
  exit: z.object({ code: z.int(), reason: z.string() }).describe('how the command ends'),
  interruptedBy: z.enum(['SIGINT', 'SIGTERM']).optional(),
  facts: z.record(z.string(), z.string()).describe('where it ran: ci, commit, branch, pullRequest, build'),
  counts: z.object({ tests: z.record(verdictSchema, z.int()), flaky: z.int() }),
  errors: z
    .array(z.object({ kind: z.string(), message: z.string(), hint: z.string().optional() }))
    .describe("what is more than one test's own affair"),
})

/** What `report.json` is. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(schemaVersion),
    ...endSchema.shape,
    diagnostics: z.array(diagnosticSchema),
    tests: z.array(testSchema),
    points: z
      .array(point)
      .describe(
        'aggregates of each run, one a line of a time series; `facts` and `sessionId` are labels of all',
      ),
  })
  .describe('Report of a session of loadero-test')

export type JsonReport = z.infer<typeof reportSchema>
export type JsonTest = z.infer<typeof testSchema>
export type JsonPlace = z.infer<typeof placeSchema>
export type JsonDiagnostic = z.infer<typeof diagnosticSchema>
export type JsonAttempt = z.infer<typeof attemptSchema>
export type JsonPoint = z.infer<typeof point>
export type JsonEnd = z.infer<typeof endSchema>
