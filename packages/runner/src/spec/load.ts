import { createJiti } from 'jiti'

/**
 * Loads one spec file with everything that it imports, TypeScript included; nothing is shared between files.
 * @param file absolute path
 * @param alias where a bare import leads in place of node_modules, e.g. to the running copy of `loadero-test`
 */
export const load = async (file: string, alias: Readonly<Record<string, string>>): Promise<void> => {
  await createJiti(file, { moduleCache: false, fsCache: false, alias: { ...alias } }).import(file)
}

/** The author's position in a stack or in a compiler's message, as `path:line:column`. */
export const findPosition = (text: string, file: string): { line: number; column: number } | undefined => {
  const at = text.split(file).slice(1)
  for (const rest of at) {
    const match = /^:(\d+):(\d+)/.exec(rest)
    if (match) return { line: Number(match[1]), column: Number(match[2]) }
  }
  return undefined
}
