import type { Dirent } from 'node:fs'
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

/**
 * All files below a folder, also those in folders whose names begin with a dot and behind links. A folder that cannot be
 * read and a link that leads to nothing have no files. A folder is followed through one link at most, after all folders
 * that are no links, so that cycles end.
 */
export async function walkFiles(
  base: string,
  isSkipped: (folderName: string) => boolean,
): Promise<readonly WalkedFile[]> {
  const files: WalkedFile[] = []
  const links: string[] = []
  const seen = new Set<string>()

  const read = async (folder: string, realFolder: string, isLinked: boolean): Promise<void> => {
    if (seen.has(realFolder)) return
    seen.add(realFolder)
    const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
    const folders: string[] = []
    for (const entry of entries) {
      if (entry.isFile()) {
        files.push({ path: join(folder, entry.name), realPath: join(realFolder, entry.name), isLinked })
      } else if (!isSkipped(entry.name)) {
        if (entry.isSymbolicLink()) links.push(join(folder, entry.name))
        else if (entry.isDirectory()) folders.push(entry.name)
      }
    }
    await Promise.all(folders.map((name) => read(join(folder, name), join(realFolder, name), isLinked)))
  }

  const realBase = await realpath(base).catch(() => undefined)
  if (realBase === undefined) return []
  await read(base, realBase, false)
  // A folder that was read already is read once more under the name of a link, because a glob may name the link.
  seen.clear()
  while (links.length > 0) {
    for (const link of links.splice(0).toSorted()) {
      const [realPath, stats] = await Promise.all([realpath(link), stat(link)]).catch(() => [])
      if (realPath === undefined) continue
      const containsBase = realBase === realPath || realBase.startsWith(join(realPath, sep))
      if (stats?.isFile()) files.push({ path: link, realPath, isLinked: true })
      else if (stats?.isDirectory() && !containsBase) await read(link, realPath, true)
    }
  }
  return files
}
