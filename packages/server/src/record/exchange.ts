import { z } from 'zod'

/** A request and its response, without secrets and personal data. */
export interface Exchange {
  readonly method: string
  /** Below the base of the API, with its query: `/projects/1/tests/?limit=1`. */
  readonly path: string
  /** Parsed JSON, or a text. */
  readonly requestBody?: unknown
  readonly status: number
  readonly contentType?: string
  readonly location?: string
  /** Parsed JSON, or a text. */
  readonly body?: unknown
}

const exchangeSchema = z.object({
  method: z.string(),
  path: z.string().startsWith('/'),
  requestBody: z.unknown().exactOptional(),
  status: z.int(),
  contentType: z.string().exactOptional(),
  location: z.string().exactOptional(),
  body: z.unknown().exactOptional(),
})

/** Longer texts that are not JSON, such as pages of a proxy, are cut. */
const maxTextLength = 2000

/** Parsed JSON, or the beginning of the text. Undefined for an empty one. */
export function readBodyText(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(0, maxTextLength)
  }
}

/**
 * Parses the lines of a recording.
 * @throws with the number of the line that is not an exchange. A cut last line is left out.
 */
export function parseExchanges(text: string): readonly Exchange[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index): Exchange[] => {
    if (line === '') return []
    const parsed = exchangeSchema.safeParse(readBodyText(line))
    if (parsed.success) return [parsed.data]
    // The process ended while it wrote this line.
    if (index === lines.length - 1) return []
    throw new Error(
      `Line ${index + 1} of the recording is not an exchange:\n${z.prettifyError(parsed.error)}`,
    )
  })
}
