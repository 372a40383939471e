import { createInterface } from 'node:readline/promises'

type Terminal = Pick<NodeJS.Process, 'stdin' | 'stdout'>

/** Asks yes-or-no questions on the terminal; anything but yes is a no. Returns undefined without a terminal. */
export function createConfirm(
  { stdin, stdout }: Terminal,
  signal: AbortSignal,
): ((question: string) => Promise<boolean>) | undefined {
  if (!stdin.isTTY || !stdout.isTTY) return undefined
  return async (question) => {
    const lines = createInterface({ input: stdin, output: stdout })
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim())
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      lines.close()
    }
  }
}
