import { z } from 'zod'
import type { Diagnostic } from '../model/diagnostic.js'
import type { TestAttempt, TestResult } from '../model/result.js'
import type { Summary } from '../model/session.js'
import type { SessionSettings, SessionTarget } from '../model/session-settings.js'
import type { SkippedTest, TestIdentity } from '../model/spec.js'

/** Increased when an older reader would misread the journal. Older readers skip events that are only added. */
export const journalVersion = 2

/** A selected test. Its hashes show whether its spec has changed since. */
export interface SelectedTest extends TestIdentity {
  /** Of everything that its run is set up and judged by. */
  readonly specHash: string
  /** Of its script's text. */
  readonly scriptHash: string
}

/** Each is one line of the journal; `atMs` is Unix time. */
export type JournalEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'session'
      readonly version: number
      readonly id: string
      /** The version of loadero-test. */
      readonly tool: string
      readonly target: SessionTarget
      readonly settings: SessionSettings
      readonly tests: readonly SelectedTest[]
      /** Of a shard: the tests of all shards. */
      readonly selection?: readonly Pick<SelectedTest, 'id' | 'specHash'>[] | undefined
      readonly skipped: readonly SkippedTest[]
      readonly diagnostics: readonly Diagnostic[]
      readonly environment: Summary['environment']
    }
  /** A launch is about to be sent. */
  | {
      readonly kind: 'launching'
      readonly test: string
      readonly testId: number
      /** Runs of the test that existed before. */
      readonly known: readonly number[]
    }
  | { readonly kind: 'launched'; readonly test: string; readonly testId: number; readonly runId: number }
  /** The response of the launch was lost, and no run was found. It may still appear. */
  | { readonly kind: 'lost'; readonly test: string }
  | { readonly kind: 'status'; readonly runId: number; readonly status: string }
  /** An attempt ended and is followed by another one. */
  | { readonly kind: 'attempt'; readonly test: string; readonly attempt: TestAttempt }
  | { readonly kind: 'ended'; readonly test: string; readonly result: TestResult }
  /** Another process resumes the session. */
  | { readonly kind: 'attached'; readonly tool: string }
  /** The command ends; the runs go on. */
  | { readonly kind: 'detached' }
  | { readonly kind: 'closed'; readonly summary: Omit<Summary, 'tests'> }
)

export type JournalEventOf<K extends JournalEvent['kind']> = Extract<JournalEvent, { readonly kind: K }>

function plain<T>() {
  return z.custom<T>((value) => typeof value === 'object' && value !== null)
}
function list<T>() {
  return z.custom<T>((value) => Array.isArray(value))
}
const atMs = z.number()
const test = z.string()
const id = z.int().positive()

/** Validates what the reader depends on. What an event carries for reports is not validated. */
export const journalEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('session'),
    atMs,
    version: z.int(),
    id: z.string(),
    tool: z.string(),
    target: z.union([
      z.object({ kind: z.literal('service'), projectId: id, apiBase: z.string() }),
      z.object({ kind: z.enum(['local', 'simulated']) }),
    ]),
    settings: plain<SessionSettings>(),
    tests: list<readonly SelectedTest[]>(),
    selection: list<readonly SelectedTest[]>().optional(),
    skipped: list<readonly SkippedTest[]>(),
    diagnostics: list<readonly Diagnostic[]>(),
    environment: plain<Summary['environment']>(),
  }),
  z.object({ kind: z.literal('launching'), atMs, test, testId: id, known: z.array(id) }),
  z.object({ kind: z.literal('launched'), atMs, test, testId: id, runId: id }),
  z.object({ kind: z.literal('lost'), atMs, test }),
  z.object({ kind: z.literal('status'), atMs, runId: id, status: z.string() }),
  z.object({ kind: z.literal('attempt'), atMs, test, attempt: plain<TestAttempt>() }),
  z.object({ kind: z.literal('ended'), atMs, test, result: plain<TestResult>() }),
  z.object({ kind: z.literal('attached'), atMs, tool: z.string() }),
  z.object({ kind: z.literal('detached'), atMs }),
  z.object({ kind: z.literal('closed'), atMs, summary: plain<Omit<Summary, 'tests'>>() }),
]) satisfies z.ZodType<JournalEvent>
