import { dirname } from 'node:path'
import type { Summary } from '../model.js'
import { diagnosticOf, endOf, testOf } from './json-parts.js'
import { pointsOf } from './json-points.js'
import { type JsonPoint, type JsonReport, type JsonTest, schemaVersion } from './json-schema.js'
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
  onEnd: (summary) => writeWhole(outputFile, jsonPieces(summary, dirname(outputFile))),
})

/**
 * Everything that is known of a session, without scripts, as the pieces of one document: the whole of a large one would
 * not fit into memory beside the session. Paths are relative to the directory.
 */
export const jsonPieces = function* (summary: Summary, directory: string): Generator<string> {
  const head: Omit<JsonReport, 'tests' | 'points'> = {
    schemaVersion,
    ...endOf(summary),
    diagnostics: summary.diagnostics.map(diagnosticOf),
  }
  yield jsonText(head, 2).replace(/\n\}$/, '')
  yield* listPieces('tests', summary.tests, (result): JsonTest => testOf(result, directory))
  yield* listPieces('points', pointsOf(summary), (point): JsonPoint => point)
  yield '\n}\n'
}

const listPieces = function* <T>(
  name: keyof JsonReport,
  items: Iterable<T>,
  toJson: (item: T) => unknown,
): Generator<string> {
  let count = 0
  yield `,\n  "${name}": [`
  for (const item of items) {
    const text = jsonText(toJson(item), 2).replaceAll('\n', '\n    ')
    yield `${count++ === 0 ? '' : ','}\n    ${text}`
  }
  yield count === 0 ? ']' : '\n  ]'
}
