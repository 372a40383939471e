import { readdirSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import fastGlob from 'fast-glob'

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

  const readFolder = new Proxy(readdirSync, {
    apply(read, self, args: Parameters<typeof readdirSync>): unknown {
      try {
        return Reflect.apply(read, self, args)
      } catch (error) {
        // A folder may be removed at any time.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') unreadable.push(String(args[0]))
        throw error
      }
    },
  })
  const walk = (folder: string, realFolder: string, isLinked: boolean): void => {
    // Without the streams of the asynchronous form, it needs less CPU time.
    const entries = fastGlob.sync('**', {
      cwd: folder,
      // One pattern is compared faster than several.
      ignore: skippedFolders.length === 0 ? [] : [`**/@(${skippedFolders.join('|')})/**`],
      dot: true,
      onlyFiles: false,
      objectMode: true,
      followSymbolicLinks: false,
      suppressErrors: true,
      fs: { readdirSync: readFolder },
    })
    for (const { path, dirent } of entries) {
      if (dirent.isSymbolicLink()) links.push(join(folder, path))
      else if (dirent.isFile())
        files.push({ path: join(folder, path), realPath: join(realFolder, path), isLinked })
    }
  }

  const realBase = await realpath(base).catch(() => undefined)
  if (realBase === undefined) return { files, unreadable }
  walk(base, realBase, false)
  const followed = new Set<string>()
  while (links.length > 0) {
    for (const link of links.splice(0).toSorted()) {
      const [realPath, stats] = await Promise.all([realpath(link), stat(link)]).catch(() => [])
      if (realPath === undefined) continue
      const containsBase = realBase === realPath || realBase.startsWith(join(realPath, sep))
      if (stats?.isFile()) files.push({ path: link, realPath, isLinked: true })
      else if (stats?.isDirectory() && !containsBase && !followed.has(realPath)) {
        followed.add(realPath)
        walk(link, realPath, true)
      }
    }
  }
  return { files, unreadable }
}
