import { SourceSyntaxError } from '../source-position.js'

/** @throws SourceSyntaxError with the position in the file */
export function parseJsonFile(source: string, path: string): unknown {
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    const { message } = error as Error
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0)
    const lines = source.slice(0, offset).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1
    throw new SourceSyntaxError(message, { file: path, line: lines.length, column })
  }
}
