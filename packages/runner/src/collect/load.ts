import { createRequire } from 'node:module'
import { createJiti } from 'jiti'

export interface LoadOptions {
  /** Where a bare import leads in place of node_modules, e.g. to the running copy of `loadero-test`. */
  readonly alias: Readonly<Record<string, string>>
  /** A file that takes longer, e.g. because it awaits what never comes, is given up. */
  readonly timeoutMs: number
  /** The file from which a package is looked for; paths need none. */
  readonly from?: string
}

/** Loads a file or a package with everything that it imports, TypeScript included, and gives its exports; nothing is shared between files. */
export const load = async (
  path: string,
  { alias, timeoutMs, from = path }: LoadOptions,
): Promise<unknown> => {
  forgetData(from)
  const jiti = createJiti(from, { moduleCache: false, fsCache: false, alias: { ...alias } })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new Error(
          `did not finish loading within ${timeoutMs / 1_000} s; does it await something that never comes?`,
        ),
      )
    }, timeoutMs)
  })
  try {
    return await Promise.race([jiti.import(path), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Data files, unlike modules, are remembered by Node.js itself, and may have changed. */
const forgetData = (path: string): void => {
  const { cache } = createRequire(path)
  for (const file of Object.keys(cache)) {
    if (file.endsWith('.json') && !file.includes('node_modules')) delete cache[file]
  }
}

/** The author's position in a stack or in a compiler's message: what follows the file's path there. */
export const findPosition = (text: string, file: string): { line: number; column: number } | undefined => {
  for (const rest of text.split(file).slice(1)) {
    const match = /^:(\d+):(\d+)/.exec(rest)
    if (match) return { line: Number(match[1]), column: Number(match[2]) }
  }
  return undefined
}
