/** Well above the largest page of the API, which has a few MB. */
export const maxBodyBytes = 64 * 2 ** 20

/** The part of the body of an error that is read. */
export const maxErrorBytes = 2 ** 20

/**
 * Reads a body of at most `maxBytes`, counted after its decompression.
 * @returns the text, cut at the limit, and whether it is all of the body
 * @throws the reason of the signal as soon as it aborts, also when the body never ends
 */
export async function readText(
  { body }: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  if (body === null) return { text: '', isWhole: true }
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const cancel = () => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    let text = ''
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) return { text: text + decoder.decode(), isWhole: true }
      bytes += value.byteLength
      text += decoder.decode(value.subarray(0, value.byteLength - Math.max(0, bytes - maxBytes)), {
        stream: true,
      })
      if (bytes > maxBytes) return { text, isWhole: false }
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
