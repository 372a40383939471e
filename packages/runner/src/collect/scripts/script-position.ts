import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { ScriptMap, SourceLocation } from '../../model/model.js'

/**
 * Where the author wrote what stands at a position of the script's text, or undefined where nobody did.
 * Lines and columns count from 1. Chained calls share a line of a bundle: only a column tells them apart.
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
  // In front of its first known column, a line still belongs to what follows.
  for (const bias of [1, -1] as const) {
    const found = originalPositionFor(trace, { line, column: (column ?? 1) - 1, bias })
    if (found.source !== null) return { file: found.source, line: found.line, column: found.column + 1 }
  }
  return undefined
}
