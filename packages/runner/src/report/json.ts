import { dirname } from 'node:path'
import type { Summary } from '../model.js'
import { diagnosticOf, endOf, testOf } from './json-parts.js'
import { pointsOf } from './json-points.js'
import { type JsonReport, schemaVersion } from './json-schema.js'
import { jsonText } from './json-text.js'
import type { Reporter } from './reporter.js'
import { writeWhole } from './write-whole.js'

export interface JsonOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
}

/** Writes one JSON document when the session ends, however it ends. */
export const jsonReporter = ({ outputFile }: JsonOptions): Reporter => ({
  name: 'json',
  outputFile,
  onEnd: (summary) => writeWhole(outputFile, renderJson(summary, outputFile)),
})

export const renderJson = (summary: Summary, outputFile: string): string =>
  `${jsonText(toJson(summary, dirname(outputFile)), 2)}\n`

/** Everything that is known of a session, without scripts; paths are relative to the directory. */
export const toJson = (summary: Summary, directory: string): JsonReport => ({
  schemaVersion,
  ...endOf(summary),
  diagnostics: summary.diagnostics.map(diagnosticOf),
  tests: summary.tests.map((result) => testOf(result, directory)),
  points: pointsOf(summary),
})
