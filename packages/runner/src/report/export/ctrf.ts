import { basename, dirname, extname } from 'node:path'
import { relativePath, writeFileAtomic } from '@loadero-test/core/internal'
import { isError, type SourceLocation } from '../../model/diagnostic.js'
import type { Check, TestAttempt, TestResult, Verdict } from '../../model/result.js'
import { isFlaky } from '../../model/result.js'
import { sessionErrors, type Summary } from '../../model/session.js'
import { attachmentsOf } from '../attachments.js'
import { failingPlace, type SourcePath, withSourcePaths } from '../failing-place.js'
import { headline, type ReasonedAttempt, reasonLines } from '../format.js'
import { jsonText, plainText } from '../plain-text.js'
import { readGate } from '../reading/gate-reading.js'
import type { Reporter } from '../reporter.js'
import { durationOf, startOf } from '../time-span.js'

export interface CtrfOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
  /** The path of a source file in the repository. Default: relative to the project root. */
  readonly sourcePath?: SourcePath | undefined
}

/** Writes the session in the Common Test Report Format. */
export function ctrfReporter(options: CtrfOptions): Reporter {
  const write = (summary: Summary) =>
    writeFileAtomic(options.outputFile, `${jsonText(ctrfReport(summary, options), 2)}\n`)
  return { name: 'ctrf', outputFile: options.outputFile, onInterrupt: write, onEnd: write }
}

/** An errored test is neither passed nor failed: its status is `other`, and the verdict its `rawStatus`. */
const statuses = {
  passed: 'passed',
  failed: 'failed',
  errored: 'other',
  interrupted: 'other',
  skipped: 'skipped',
} as const satisfies Record<Verdict, string>

/** What does not hold, but must not fail the test, is passed in all reports, and its text begins with `warning`. */
const checkStatuses = {
  passed: 'passed',
  failed: 'failed',
  errored: 'other',
  skipped: 'skipped',
  warned: 'passed',
} as const satisfies Record<Check['outcome'], string>

/** Paths of attachments are relative to the report. Errors of the session are tests of their own. */
export function ctrfReport(summary: Summary, { outputFile, sourcePath = (file) => file }: CtrfOptions) {
  const { tests, startedMs, durationMs, environment, sessionId, simulated, exit } = summary
  const problems = problemsOf(summary).map(({ name, message, location }) => ({
    name,
    message,
    ...(location && { filePath: sourcePath(location.file), line: location.line }),
    status: 'other' as const,
    rawStatus: 'errored',
    duration: 0,
  }))
  const all = [...tests.map((result) => testOf(result, summary, { outputFile, sourcePath })), ...problems]
  const count = (status: string) => all.filter((one) => one.status === status).length
  const { ci, commit, branch, build } = environment
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: 'loadero-test',
    results: {
      tool: { name: 'loadero-test', extra: { session: sessionId, simulated, exit } },
      summary: {
        tests: all.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: 0,
        skipped: count('skipped'),
        other: count('other'),
        flaky: tests.filter(isFlaky).length,
        start: Math.round(startedMs),
        stop: Math.round(startedMs + wholeMs(durationMs)),
      },
      tests: all,
      environment: {
        ...(ci && { buildName: ci }),
        ...(build && { buildUrl: build }),
        ...(commit && { commit }),
        ...(branch && { branchName: branch }),
      },
    },
  }
}

/** The errors of the session and of its specs, which are of no test. */
export function problemsOf(
  summary: Summary,
): readonly { readonly name: string; readonly message: string; readonly location?: SourceLocation }[] {
  return [
    ...sessionErrors(summary).map(({ kind, message }) => ({ name: `session ${kind}`, message })),
    ...summary.diagnostics.filter(isError).map(({ code, message, location }) => ({
      name: `${code} ${location.file}:${location.line}`,
      message,
      location,
    })),
  ]
}

function testOf(
  result: TestResult,
  { startedMs }: Summary,
  options: Required<CtrfOptions> & { readonly sourcePath: SourcePath },
) {
  const { test, verdict, previousAttempts, checks, run, participantCounts, reasons } = result
  const message = warningText(result)
  const { file, line } = test.location
  const failing = failingPlace(reasons[0])
  return {
    name: plainText(test.id) || '?',
    rawStatus: verdict,
    ...attemptOf(result, options),
    ...(reasons.length === 0 && message !== undefined && { message }),
    suite: [file],
    filePath: options.sourcePath(file),
    line: failing?.file === file ? failing.line : line,
    tags: [...test.tags],
    type: 'load',
    flaky: isFlaky(result),
    retries: previousAttempts.length,
    ...(previousAttempts.length > 0 && {
      retryAttempts: previousAttempts.map((attempt, index) => ({
        attempt: index + 1,
        ...attemptOf(attempt, options),
      })),
    }),
    steps: checks.map((check) => ({
      name: stepText(check, result),
      status: checkStatuses[check.outcome],
    })),
    ...(test.properties && { labels: test.properties }),
    extra: {
      participants: participantCounts,
      ...(run && { run: run.id }),
      sessionStartedMs: startedMs,
      checks: checks.flatMap(({ name, measure }) => (measure ? [{ name, ...measure }] : [])),
    },
  }
}

/** What a test and each of its retries have: the status, the times, the reason and the files. */
function attemptOf(
  attempt: TestAttempt,
  { outputFile, sourcePath }: Required<CtrfOptions> & { readonly sourcePath: SourcePath },
) {
  const { verdict, reasons, durationMs } = attempt
  const start = startOf(attempt)
  return {
    status: statuses[verdict],
    duration: wholeMs(durationOf(attempt)),
    ...(start !== undefined && {
      start: Math.round(start),
      stop: Math.round(start + wholeMs(durationMs)),
    }),
    ...(reasons.length > 0 && {
      message: headline(attempt),
      trace: traceOf(attempt, sourcePath),
    }),
    attachments: attachmentsOf(reasons).map((file) => ({
      name: basename(file),
      contentType: contentTypeOf(file),
      path: relativePath(dirname(outputFile), file),
    })),
  }
}

/** The reasons of an attempt as text, with the paths of the repository. */
export function traceOf(
  attempt: Pick<TestAttempt, 'reasons'> & ReasonedAttempt,
  sourcePath: SourcePath,
): string {
  return attempt.reasons
    .flatMap((reason) => withSourcePaths(reasonLines(reason, attempt), sourcePath))
    .join('\n')
}

/** A check as a step: `webrtc/audio/rtt/avg is up to 123 ms, the limit is < 150 ms (27 ms left)`. */
export function stepText(check: Check, { participants }: Pick<TestResult, 'participants'>): string {
  const sentence = plainText(readGate(check, participants).sentence) || '?'
  return check.outcome === 'warned' ? `warning: ${sentence}` : sentence
}

/** The warnings of a test. `undefined` for none. */
export function warningText({ warnings = [] }: Pick<TestResult, 'warnings'>): string | undefined {
  return warnings.length === 0 ? undefined : warnings.map((one) => `warning: ${plainText(one)}`).join('\n')
}

/** Whole milliseconds; 0 for what is not a duration. */
export function wholeMs(ms: number): number {
  return Number.isFinite(ms) && ms > 0 ? Math.round(ms) : 0
}

const contentTypes: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.log': 'text/plain',
  '.mp4': 'video/mp4',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
}

export function contentTypeOf(file: string): string {
  return contentTypes[extname(file).toLowerCase()] ?? 'application/octet-stream'
}
