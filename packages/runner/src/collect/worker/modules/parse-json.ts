import { SourceSyntaxError } from '../source-position.js'

/** @throws SourceSyntaxError with the position in the file */
export function parseJsonFile(source: string, path: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new SourceSyntaxError((error as Error).message, jsonPosition(source, error, path))
  }
}

function jsonPosition(source: string, error: unknown, file: string) {
  const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? 0)
  const lines = source.slice(0, offset).split('\n')
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}
