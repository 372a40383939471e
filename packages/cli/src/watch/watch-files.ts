import { relative, sep } from 'node:path'
import { watch } from 'chokidar'

export interface FileWatcher {
  /** Watches files outside of the root as well. */
  add(paths: Iterable<string>): void
  close(): Promise<void>
}

export interface WatchFilesOptions {
  /** Absolute, with symbolic links resolved. */
  readonly root: string
  /** Output directory of the sessions, which is not watched. */
  readonly outputDir: string
  /** Called with the absolute paths of files that were added, changed or removed within `debounceMs`. */
  readonly onChange: (paths: ReadonlySet<string>) => void
}

const ignored = new Set(['node_modules', '.git', '.loadero', 'dist'])
/** Editors and version control write several files at once. */
const debounceMs = 100

/** Resolves once everything is watched. */
export async function watchFiles({ root, outputDir, onChange }: WatchFilesOptions): Promise<FileWatcher> {
  const isIgnored = (path: string) =>
    path === outputDir ||
    relative(root, path)
      .split(sep)
      .some((part) => ignored.has(part))
  const watcher = watch(root, { ignored: isIgnored, ignoreInitial: true })
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    changed.add(path)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const paths = changed
      changed = new Set()
      onChange(paths)
    }, debounceMs)
  })
  // An unreadable folder must not end the watch.
  watcher.on('error', () => {})
  await new Promise<void>((resolve) => void watcher.once('ready', () => resolve()))
  return {
    add: (paths) => void watcher.add([...paths].filter((path) => relative(root, path).startsWith('..'))),
    close: async () => {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}
