import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { attemptOf, diagnosticOf, endOf, jsonPlaceOf, testOf } from './json-parts.js'
import { schemaVersion } from './json-schema.js'
import { jsonText } from '../plain-text.js'
import type { JsonEvent } from './ndjson-schema.js'
import type { Reporter } from '../reporter.js'

export interface NdjsonOptions {
  /** Absolute path of the file. A new session replaces it. */
  readonly outputFile: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

type WithoutTime<E> = E extends JsonEvent ? Omit<E, 'time'> : never

/** Appends each event when it happens. If the session is killed, only the `end` line is missing. */
export function ndjsonReporter({ outputFile, now = Date.now }: NdjsonOptions): Reporter {
  const directory = dirname(outputFile)
  const asLine = (event: WithoutTime<JsonEvent>) =>
    `${jsonText({ ...event, time: new Date(now()).toISOString() })}\n`
  const append = (event: WithoutTime<JsonEvent>) => appendFile(outputFile, asLine(event))
  return {
    name: 'ndjson',
    outputFile,
    onBegin: async (tests, diagnostics) => {
      await mkdir(directory, { recursive: true })
      await writeFile(
        outputFile,
        asLine({
          event: 'begin',
          schemaVersion,
          tests: tests.map(jsonPlaceOf),
          diagnostics: diagnostics.map(diagnosticOf),
        }),
      )
    },
    onTestBegin: ({ id }) => append({ event: 'test-begin', test: id }),
    onTestProgress: ({ id }, { phase, attempt, position, run, expectedEndMs }) =>
      append({
        event: 'progress',
        test: id,
        phase,
        attempt,
        ...(position !== undefined && { position }),
        ...(run && { run: run.id }),
        ...(run?.status !== undefined && { status: run.status }),
        ...(expectedEndMs !== undefined && { expectedEndMs }),
      }),
    onTestRetry: ({ id }, attempt) =>
      append({ event: 'retry', test: id, attempt: attemptOf(attempt, directory) }),
    onNotice: ({ severity, message, test }) =>
      append({ event: 'notice', severity, message, ...(test && { test: test.id }) }),
    onTestEnd: (result) => append({ event: 'test-end', test: testOf(result, directory) }),
    onEnd: (summary) => append({ event: 'end', ...endOf(summary) }),
  }
}
