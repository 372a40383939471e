import { dirname } from 'node:path'
import type { Summary } from '../../model/model.js'
import { diagnosticOf, endOf, testOf } from './json-parts.js'
import { pointsOf } from './json-points.js'
import { type JsonReport, schemaVersion } from './json-schema.js'
import { jsonText } from './json-text.js'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '../write-atomic.js'

export interface JsonOptions {
  /** Absolute path of the report. */
  readonly outputFile: string
}

/** Writes one JSON document when the session ends, however it ends. */
export function jsonReporter({ outputFile }: JsonOptions): Reporter {
  return {
    name: 'json',
    outputFile,
    onEnd: (summary) => writeFileAtomic(outputFile, jsonPieces(summary, dirname(outputFile))),
  }
}

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
  yield* listPieces('tests', testTexts(summary, directory))
  yield* listPieces('points', pointTexts(summary))
  yield '\n}\n'
}

const testTexts = function* ({ tests }: Summary, directory: string): Generator<string> {
  for (const result of tests) yield jsonText(testOf(result, directory), 2).replaceAll('\n', '\n    ')
}

/** A line each: there are several of each run. */
const pointTexts = function* (summary: Summary): Generator<string> {
  for (const point of pointsOf(summary)) yield jsonText(point)
}

const listPieces = function* (name: keyof JsonReport, texts: Iterable<string>): Generator<string> {
  let count = 0
  yield `,\n  "${name}": [`
  for (const text of texts) yield `${count++ === 0 ? '' : ','}\n    ${text}`
  yield count === 0 ? ']' : '\n  ]'
}
