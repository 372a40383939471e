import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { SourceLocation } from '../diagnostic.js'
import type { ScriptMap } from '../spec.js'

/**
 * The original location of a position in a script's text, or undefined for generated code.
 * Lines and columns count from 1. Chained calls share a line of a bundle, so they need a column.
 */
export function originalPosition(
  { sources, mappings }: ScriptMap,
  line: number,
  column?: number,
): SourceLocation | undefined {
  const [file] = sources
  if (file === undefined) return undefined
  if (mappings === undefined) return { file, line }
  const trace = new TraceMap({ version: 3, names: [], sources: [...sources], mappings })
  // Columns before the first mapped one belong to the same original line.
  for (const bias of [1, -1] as const) {
    const original = originalPositionFor(trace, { line, column: (column ?? 1) - 1, bias })
    if (original.source === null) continue
    return { file: original.source, line: original.line, column: original.column + 1 }
  }
  return undefined
}
