import { readdir } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import fastGlob, { type FileSystemAdapter } from 'fast-glob'

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
    const entries = await fastGlob('**', {
      cwd: folder,
      ignore: skippedFolders.flatMap((name) => [`**/${name}`, `**/${name}/**`]),
      dot: true,
      onlyFiles: false,
      objectMode: true,
      followSymbolicLinks: false,
      suppressErrors: true,
      fs: {
        readdir: ((path, options, onRead) =>
          readdir(path, options, (error, read) => {
            // A folder may be removed at any time.
            if (error && error.code !== 'ENOENT') unreadable.push(path)
            onRead(error, read)
          })) as FileSystemAdapter['readdir'],
      },
    })
    for (const { path, dirent } of entries) {
      if (dirent.isSymbolicLink()) links.push(join(folder, path))
      else if (dirent.isFile())
        files.push({ path: join(folder, path), realPath: join(realFolder, path), isLinked })
    }
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
