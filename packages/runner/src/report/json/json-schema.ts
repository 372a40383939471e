import { z } from 'zod'
import { verdicts } from '../../model/result.js'
import { comparisonSchema } from './comparison-schema.js'

/** Increases with each incompatible change. A new optional field is compatible. */
export const schemaVersion = 1

const number = z.number().nullable().describe('null when it is not a finite number')
const time = z.iso.datetime().describe('UTC')
const texts = z.array(z.string())

const verdictSchema = z.enum(verdicts)

const reason = z.object({
  kind: z.enum(['script', 'assert', 'timeout', 'expectation', 'verify', 'run', 'results', 'session']),
  message: z.string().describe('one line'),
  details: texts.optional().describe('the rest of an error: differences, places in the code, causes'),
  expected: z.string().optional(),
  actual: z.string().optional(),
  participants: texts.describe('labels of the affected participants'),
  evidence: texts.describe('logs and screenshots, relative to the report'),
})

export const attemptSchema = z.object({
  verdict: verdictSchema,
  startedAt: z.string().optional().describe('UTC; absent when no run was launched'),
  durationMs: number,
  run: z
    .object({
      id: number,
      testId: number.optional(),
      status: z.string().optional(),
      startedAt: z.string().optional().describe('as the service reports it'),
      endedAt: z.string().optional(),
    })
    .optional()
    .describe('the run; absent when none was launched'),
  participantCounts: z.object({ total: number, passed: number, failed: number }),
  reasons: z.array(reason).describe('why the attempt did not pass'),
})

const check = z.object({
  kind: z.enum(['script', 'assert', 'expectation', 'verify']),
  name: z.string().describe('unique in its test, and stable between sessions even when the limit changes'),
  title: z.string().optional().describe('for people, with the limit; absent where it is the name'),
  outcome: z
    .enum(['passed', 'failed', 'errored', 'skipped', 'warned'])
    .describe('`warned`: it does not hold, and must not fail the test'),
  gate: z
    .object({
      path: z
        .string()
        .describe(
          '`successRate`, or a metric path, with the period or the condition that the check is about',
        ),
      operator: z.string(),
      limit: z.union([number, z.string()]).describe('a text where the metric is a text'),
      unit: z.string().describe('of the limit and of `actual`; `0…1` for rates and shares of participants'),
    })
    .optional(),
  actual: number.optional().describe('absent when there is no number'),
  actualText: z.string().optional().describe('for people, with the unit'),
  history: z
    .object({
      value: number.optional().describe('of this run; absent when it measured nothing'),
      baseline: z
        .object({ value: number, source: z.string(), runIds: z.array(z.int()) })
        .optional()
        .describe('what the run was compared with'),
      missing: z.string().optional().describe('why it was compared with nothing'),
    })
    .optional()
    .describe('of an expectation on earlier runs'),
  participantCounts: z
    .object({ total: number, passed: number })
    .describe('how many participants the check applies to; 0 when it does not count participants'),
})

const entry = z.object({ atMs: number.optional().describe('since the epoch'), text: z.string() })

const participant = z.object({
  label: z.string(),
  traits: z
    .record(z.string(), z.string())
    .describe('group, participant, browser, location, network, computeUnit'),
  status: z.enum(['passed', 'failed', 'timeout', 'unknown']),
  startedMs: number.optional().describe('since the epoch'),
  endedMs: number.optional(),
  values: z
    .record(z.string(), z.union([number, z.string()]))
    .describe('values by the `path` of gates, for the metrics that checks name; absent when not measured'),
  marks: z
    .array(z.object({ name: z.string(), atMs: number }))
    .optional()
    .describe('marks of its script; absent when its log was not read'),
  measurements: z
    .array(z.object({ name: z.string(), atMs: number, value: number }))
    .optional()
    .describe('values that its script recorded with `measure()`, in milliseconds'),
  failure: z
    .object({
      atMs: number.optional().describe('the first failure of the script, or else the end of the participant'),
      second: number.optional().describe('since the start of the participant'),
      commands: z.array(entry).describe('the last commands of the script, oldest first'),
      pageErrors: z.array(entry).describe('the first errors of its pages'),
      failedRequests: z.array(entry),
      mediaFailures: z.array(entry).describe('calls of getUserMedia and getDisplayMedia that failed'),
    })
    .optional()
    .describe('what its logs say about the failure; absent when it did not fail'),
  reasons: texts,
  files: texts.describe('logs and screenshots, relative to the report'),
})

export const placeSchema = z.object({
  name: z.string().describe('full name, unique in the project'),
  file: z.string(),
  line: number,
  tags: texts,
  properties: z.record(z.string(), z.string()).optional(),
})

export const jsonTestSchema = z.object({
  ...placeSchema.shape,
  flaky: z.boolean().describe('passed, but not at the first attempt'),
  ...attemptSchema.shape,
  computeUnits: z.object({ estimated: number, actual: number.optional() }).optional(),
  receipt: z
    .object({
      file: z.string().describe('the spec file'),
      hash: z.string().describe('of everything that a push sends'),
      text: z.string().describe('one sentence for people'),
    })
    .optional()
    .describe('the run was compared with the spec and is of it; absent when that is not proven'),
  warnings: texts.optional().describe('what limits the result without deciding it'),
  checks: z.array(check),
  participants: z.array(participant),
  previousAttempts: z.array(attemptSchema).describe('attempts before the last one, oldest first'),
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
  unit: z.string().describe('`unknown` when the service does not document it'),
  time: time.describe('start of the test; of points without a test, start of the session'),
  test: z.string().optional().describe('absent for points of the session'),
  check: z.string().optional().describe('name of the check, for `check/…`'),
  run: number.optional(),
})

export const endSchema = z.object({
  sessionId: z.string(),
  startedAt: time,
  durationMs: number,
  simulated: z.boolean().describe('the outcomes are from a scenario, not from browsers'),
  exit: z
    .object({ code: z.int(), reason: z.string() })
    .describe('exit code of the command, and the reason for it'),
  interruptedBy: z.enum(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']).optional(),
  environment: z
    .record(z.string(), z.string())
    .describe('where the session ran: ci, commit, branch, pullRequest, build'),
  counts: z.object({ tests: z.record(verdictSchema, z.int()), flaky: z.int() }),
  errors: z
    .array(z.object({ kind: z.string(), message: z.string(), hint: z.string().optional() }))
    .describe('errors of the session, not of a single test'),
})

/** The schema of `report.json`. */
export const reportSchema = z
  .object({
    schemaVersion: z.literal(schemaVersion),
    ...endSchema.shape,
    diagnostics: z.array(diagnosticSchema),
    comparison: comparisonSchema.optional().describe('what `--compare-with` asked for'),
    tests: z.array(jsonTestSchema),
    points: z
      .array(point)
      .describe(
        'aggregates of each run as points of a time series; `environment` and `sessionId` apply to all of them',
      ),
  })
  .describe('Report of a loadero-test session')

export type JsonReport = z.infer<typeof reportSchema>
export type JsonTest = z.infer<typeof jsonTestSchema>
export type JsonPlace = z.infer<typeof placeSchema>
export type JsonDiagnostic = z.infer<typeof diagnosticSchema>
export type JsonAttempt = z.infer<typeof attemptSchema>
export type JsonEnd = z.infer<typeof endSchema>
