/** Longer lines are cut, so that a log without line breaks needs no more memory than another. */
const maxLineCharacters = 20_000

/** The lines of a text file of any size, without their ends. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n')
    lines[0] = (rest + (lines[0] ?? '')).slice(0, maxLineCharacters)
    rest = lines.pop()?.slice(0, maxLineCharacters) ?? ''
    for (const line of lines) yield line.slice(0, maxLineCharacters).replace(/\r$/, '')
  }
  rest += decoder.decode()
  if (rest !== '') yield rest.replace(/\r$/, '')
}
