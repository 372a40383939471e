import { dirname } from 'node:path'
import type { Summary } from '../../model/session.js'
import { diagnosticOf, endOf, testOf } from './json-parts.js'
import { pointsOf } from '../points.js'
import { type JsonReport, schemaVersion } from './json-schema.js'
import { jsonText } from '../plain-text.js'
import type { Reporter } from '../reporter.js'
import { writeFileAtomic } from '@loadero-test/core/internal'

export interface JsonOptions {
  /** Absolute path of the report. Without it, the report goes to `write`. */
  readonly outputFile?: string
  /** Paths in the report are relative to it. Default: the directory of the file. */
  readonly directory?: string
  readonly write?: (text: string) => void
}

/** Writes one JSON document when the session ends, also after an error or an interruption. */
export function jsonReporter({ outputFile, directory = '', write }: JsonOptions): Reporter {
  if (outputFile === undefined) {
    return {
      name: 'json',
      onEnd: (summary) => {
        for (const piece of jsonPieces(summary, directory)) write?.(piece)
      },
    }
  }
  const writeFile = (summary: Summary) =>
    writeFileAtomic(outputFile, jsonPieces(summary, dirname(outputFile)))
  return { name: 'json', outputFile, onInterrupt: writeFile, onEnd: writeFile }
}

/**
 * The report in pieces, because a whole large report would not fit into memory beside the session. It contains no
 * scripts. Paths are relative to the directory.
 */
export function* jsonPieces(summary: Summary, directory: string): Generator<string> {
  const { comparison, diagnostics } = summary
  const head: Omit<JsonReport, 'comparison' | 'tests' | 'points'> & Pick<Summary, 'comparison'> = {
    schemaVersion,
    ...endOf(summary),
    diagnostics: diagnostics.map(diagnosticOf),
    ...(comparison && { comparison }),
  }
  yield jsonText(head, 2).replace(/\n\}$/, '')
  yield* listPieces('tests', summary.tests, (result) =>
    jsonText(testOf(result, directory), 2).replaceAll('\n', '\n    '),
  )
  // One line for each point, because a run has many.
  yield* listPieces('points', pointsOf(summary), ({ atMs, ...point }) =>
    jsonText({ ...point, time: new Date(atMs).toISOString() }),
  )
  yield '\n}\n'
}

function* listPieces<T>(
  name: keyof JsonReport,
  items: Iterable<T>,
  textOf: (item: T) => string,
): Generator<string> {
  let count = 0
  yield `,\n  "${name}": [`
  for (const item of items) yield `${count++ === 0 ? '' : ','}\n    ${textOf(item)}`
  yield count === 0 ? ']' : '\n  ]'
}
