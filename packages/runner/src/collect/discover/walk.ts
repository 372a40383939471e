import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'

export interface WalkedFile {
  /** Absolute, as it was reached. */
  readonly path: string
  /** Without links. */
  readonly realPath: string
  /** Whether a link below the searched folder leads to it. */
  readonly isLinked: boolean
}

export interface Walk {
  readonly files: readonly WalkedFile[]
  /** Absolute paths of the folders that could not be read. */
  readonly unreadable: readonly string[]
}

/**
 * All files below a folder, also those in folders whose names begin with a dot and behind links. A link that leads to
 * nothing has no files. Each target of a link is followed once, so that cycles end.
 * @param skippedFolders names of folders that are not searched
 */
export async function walkFiles(base: string, skippedFolders: readonly string[]): Promise<Walk> {
  const files: WalkedFile[] = []
  const unreadable: string[] = []
  const links: string[] = []

  const walk = async (folder: string, realFolder: string, isLinked: boolean): Promise<void> => {
    // A library of globs takes 20 ms to load, which each command would wait for.
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      // A folder may be removed at any time.
      if (error.code !== 'ENOENT') unreadable.push(folder)
      return []
    })
    const folders = entries.flatMap((entry) => {
      const { name } = entry
      if (skippedFolders.includes(name)) return []
      // `join` is slow for many files.
      const [path, realPath] = [`${folder}${sep}${name}`, `${realFolder}${sep}${name}`]
      if (entry.isDirectory()) return walk(path, realPath, isLinked)
      if (entry.isSymbolicLink()) links.push(path)
      else if (entry.isFile()) files.push({ path, realPath, isLinked })
      return []
    })
    await Promise.all(folders)
  }

  const realBase = await realpath(base).catch(() => undefined)
  if (realBase === undefined) return { files, unreadable }
  await walk(base, realBase, false)
  const followed = new Set<string>()
  while (links.length > 0) {
    for (const link of links.splice(0).toSorted()) {
      const [realPath, stats] = await Promise.all([realpath(link), stat(link)]).catch(() => [])
      if (realPath === undefined) continue
      const containsBase = realBase === realPath || realBase.startsWith(join(realPath, sep))
      if (stats?.isFile()) files.push({ path: link, realPath, isLinked: true })
      else if (stats?.isDirectory() && !containsBase && !followed.has(realPath)) {
        followed.add(realPath)
        await walk(link, realPath, true)
      }
    }
  }
  return { files, unreadable }
}
