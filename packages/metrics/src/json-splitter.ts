import { jsonValueOf } from '@loadero-test/core/internal'

/** What is done with a value: its members are visited, it is parsed as a whole, or it is passed over. */
export type Visit = 'enter' | 'take' | 'skip'

/** A value of a JSON text, and the keys of the objects and the indexes of the arrays that lead to it. */
export interface JsonPart {
  readonly path: readonly string[]
  readonly value: unknown
}

const [quote, backslash, comma, colon, blank] = [0x22, 0x5c, 0x2c, 0x3a, 0x20]
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d]

/**
 * The parts of a JSON text of any size that `visit` takes, in their order. Only one part is in memory at a time. What
 * comes after an error, or after the end of an incomplete text, is left out.
 *
 * Almost all of a dump is in strings. A general stream parser looks at each of their characters, and takes eight times
 * as long as JSON.parse (measured). This one searches for their end, and leaves the rest to JSON.parse.
 */
export async function* splitJson(
  chunks: AsyncIterable<Uint8Array>,
  visit: (path: readonly string[]) => Visit,
): AsyncGenerator<JsonPart> {
  const splitter = new JsonSplitter(visit)
  for await (const chunk of chunks) {
    yield* splitter.split(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
  }
}

class JsonSplitter {
  /** The objects and arrays that are entered: the index of the current member, or its key once that is known. */
  private readonly levels: { readonly isArray: boolean; index: number; key: string | undefined }[] = []
  /** The bytes of the current key or value in earlier chunks. Undefined between two of them. */
  private captured: Buffer[] | undefined
  private capturing: 'key' | 'take' | 'skip' = 'key'
  private path: string[] = []
  /** Objects and arrays that are open within the current value. */
  private depth = 0
  private isInString = false
  /** Whether the last byte of the previous chunk escapes the next one. */
  private isEscaped = false

  private readonly visit: (path: readonly string[]) => Visit

  constructor(visit: (path: readonly string[]) => Visit) {
    this.visit = visit
  }

  *split(chunk: Buffer): Generator<JsonPart> {
    let start = 0
    let at = 0
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0
      const isEnd = byte === closeBrace || byte === closeBracket
      let isComplete = false
      if (this.isInString) {
        at = this.skipString(chunk, at)
        isComplete = !this.isInString && this.depth === 0
      } else if (this.captured && this.depth === 0 && (byte <= blank || byte === comma || isEnd)) {
        // The end of a number, true, false or null. The byte itself is read again.
        isComplete = true
      } else {
        if (this.captured) {
          this.isInString = byte === quote
          if (byte === openBrace || byte === openBracket) this.depth += 1
          if (isEnd) this.depth -= 1
          isComplete = isEnd && this.depth === 0
        } else if (this.enterOrBegin(byte, isEnd)) start = at
        at += 1
      }
      if (!isComplete) continue
      const part = this.finish(chunk.subarray(start, at))
      if (part) yield part
    }
    if (this.capturing !== 'skip') this.captured?.push(Buffer.from(chunk.subarray(start)))
  }

  /** Moves between the members of objects and arrays. True at the first byte of a key or of a value that is captured. */
  private enterOrBegin(byte: number, isEnd: boolean): boolean {
    const level = this.levels.at(-1)
    if (byte === comma && level) {
      level.index += 1
      level.key = undefined
    }
    if (isEnd) this.levels.pop()
    if (byte <= blank || byte === comma || byte === colon || isEnd) return false
    const isKey = level !== undefined && !level.isArray && level.key === undefined
    const isOpening = byte === openBrace || byte === openBracket
    this.path = this.levels.map(({ isArray, index, key = '' }) => (isArray ? String(index) : key))
    const visited = isKey ? 'key' : this.visit(this.path)
    if (visited === 'enter' && isOpening) {
      this.levels.push({ isArray: byte === openBracket, index: 0, key: undefined })
      return false
    }
    this.capturing = visited === 'enter' ? 'skip' : visited
    this.captured = []
    this.isInString = byte === quote
    this.depth = isOpening ? 1 : 0
    return true
  }

  /** Ends the current key or value, whose last bytes are `rest`. */
  private finish(rest: Buffer): JsonPart | undefined {
    const { captured = [], capturing, path } = this
    this.captured = undefined
    if (capturing === 'skip') return undefined
    const value = jsonValueOf(
      (captured.length === 0 ? rest : Buffer.concat([...captured, rest])).toString('utf8'),
    )
    const level = this.levels.at(-1)
    if (capturing === 'key' && level) level.key = String(value)
    return capturing === 'take' && value !== undefined ? { path, value } : undefined
  }

  /** Moves behind the end of the current string, or to the end of the chunk. */
  private skipString(chunk: Buffer, from: number): number {
    const first = this.isEscaped ? from + 1 : from
    for (let search = first; ;) {
      const found = chunk.indexOf(quote, search)
      const end = found === -1 ? chunk.length : found
      let backslashes = 0
      while (end - 1 - backslashes >= first && chunk[end - 1 - backslashes] === backslash) backslashes += 1
      const isEscaping = backslashes % 2 === 1
      this.isEscaped = found === -1 && isEscaping
      this.isInString = found === -1
      if (found === -1 || !isEscaping) return Math.min(end + 1, chunk.length)
      search = found + 1
    }
  }
}
