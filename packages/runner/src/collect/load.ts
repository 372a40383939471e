import { createRequire } from 'node:module'
import { createJiti } from 'jiti'

export interface LoadOptions {
  /** Paths for imports of packages, for example of the running copy of `loadero-test`. */
  readonly alias: Readonly<Record<string, string>>
  /** Limit for loading the file and its imports, for example when a top-level `await` never ends. */
  readonly timeoutMs: number
  /** The file that a package is resolved from. Not needed for a path. */
  readonly from?: string
}

/**
 * Loads a file or a package with everything that it imports, TypeScript included. Files share no modules.
 * @returns its exports
 */
export async function load(path: string, { alias, timeoutMs, from = path }: LoadOptions): Promise<unknown> {
  forgetJsonFiles(from)
  const jiti = createJiti(from, { moduleCache: false, fsCache: false, alias: { ...alias } })
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Loading took longer than ${timeoutMs / 1_000} s. Check its top-level await.`))
    }, timeoutMs)
  })
  try {
    return await Promise.race([jiti.import(path), timeout])
  } finally {
    clearTimeout(timer)
  }
}

/** Node.js caches JSON files, unlike the modules that jiti loads, but they may have changed. */
function forgetJsonFiles(path: string): void {
  const { cache } = createRequire(path)
  for (const file of Object.keys(cache)) {
    if (file.endsWith('.json') && !file.includes('node_modules')) delete cache[file]
  }
}

/** Finds the position that follows the file's path in a stack, or in a message of the compiler. */
export function findPosition(text: string, file: string): { line: number; column: number } | undefined {
  for (const rest of text.split(file).slice(1)) {
    const match = /^:(\d+):(\d+)/.exec(rest)
    if (match) return { line: Number(match[1]), column: Number(match[2]) }
  }
  return undefined
}
