import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const heapMegabytes = 512

/**
 * A small young generation, no threads of V8 and one compiler less save 18 MB for each host. The hash seed of a process
 * protects servers from the keys of strangers, and a host without one of its own starts faster. A snapshot works with the
 * same flags only.
 */
export const hostFlags = [
  `--max-old-space-size=${heapMegabytes}`,
  '--max-semi-space-size=1',
  '--single-threaded',
  '--no-sparkplug',
  '--no-rehash-snapshot',
  // As newer versions do, V8 optimizes a function later than after a few milliseconds: the script waits for it.
  ...(process.version.startsWith('v20.') ? ['--interrupt-budget=1000000'] : []),
]

export const hostFile = fileURLToPath(new URL('../../host/host.cjs', import.meta.url))

export const builtinLister = fileURLToPath(new URL('../../host/snapshot/builtin-kinds.cjs', import.meta.url))

export const snapshotBuilder = fileURLToPath(new URL('../../host/snapshot/build.cjs', import.meta.url))

/** The working directory of hosts. Nightwatch loads plugins from there; its own folder has none. */
export const nightwatchFolder = path.dirname(
  createRequire(import.meta.url).resolve('nightwatch/package.json'),
)
