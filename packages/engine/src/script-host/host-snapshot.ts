import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { builtinLister, hostFile, hostFlags, nightwatchFolder, snapshotBuilder } from './host-files.js'
import { cacheFolderOf, keepFile } from '../process/cache-folder.js'
import { createProcessGroups } from '../process/process-groups.js'
import { type Env, openWorkspace, type ProcessContext } from '../process/workspace.js'

/**
 * A startup snapshot of Node.js with Nightwatch in it. A host that starts from it needs a third of the CPU time. It is
 * built for one installation and one Node.js, and kept in the cache folder of the user.
 */
export interface HostSnapshot {
  /** Undefined while there is none: hosts load the files then. */
  readonly file: () => string | undefined
  /** Resolves when the cache was searched. A host that does not wait for this may load the files without need. */
  readonly searched: Promise<void>
  /** Resolves when it was found or built, or cannot be. */
  readonly prepared: Promise<void>
  /** Drops it: a host did not start from it. */
  readonly discard: () => void
  /** Ends a build. */
  readonly close: () => Promise<void>
}

/** Path, modification time in milliseconds and size of each file in a snapshot. */
type Manifest = readonly (readonly [file: string, mtimeMs: number, size: number])[]

const maxAgeMs = 30 * 24 * 60 * 60 * 1_000
const buildTimeoutMs = 60_000

export interface HostSnapshotOptions {
  /** Whether it has the compiled code of what most scripts use: a quarter less CPU time, and 3.7 MB more, for each host. */
  readonly withCompiledCode: boolean
}

/** Looks for the snapshot in the cache folder, and builds it when it is missing or its files have changed. */
export function openHostSnapshot(context: ProcessContext, options: HostSnapshotOptions): HostSnapshot {
  const groups = createProcessGroups(context.watchdog)
  const workspace = openWorkspace(context.workRoot, context.env)
  let file: string | undefined
  const search = async () => {
    const cached = await cachedFileOf(context.env, options)
    if (await isCurrent(cached)) file = cached
    return cached
  }
  const searching = search()
  const prepare = async () => {
    const cached = await searching
    if (file !== undefined) return
    const built = path.join(workspace.directory, 'host.blob')
    if (!(await buildSnapshot(built, groups, workspace.env, options))) return
    file = (await keepSnapshot(built, cached)) ? cached : built
  }
  // A snapshot only saves time, so without one all works as well.
  const prepared = prepare().catch(() => {})
  return {
    file: () => file,
    searched: searching.then(
      () => {},
      () => {},
    ),
    prepared,
    discard() {
      if (file !== undefined) void rm(manifestOf(file), { force: true })
      file = undefined
    },
    async close() {
      await groups.killAll()
      await prepared
      await workspace.remove()
    },
  }
}

function manifestOf(snapshot: string): string {
  return snapshot.replace(/\.blob$/, '.json')
}

/** Another Node.js, other flags, another builder or another Nightwatch make another snapshot. */
async function cachedFileOf(env: Env, { withCompiledCode }: HostSnapshotOptions): Promise<string> {
  const builder = await readFile(snapshotBuilder, 'utf8')
  const parts = [
    process.execPath,
    process.version,
    process.arch,
    hostFlags.join(' '),
    nightwatchFolder,
    withCompiledCode,
    builder,
  ]
  const key = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 24)
  return path.join(cacheFolderOf(env), `script-host-${key}.blob`)
}

/** Whether the snapshot exists and its files are those of today. */
async function isCurrent(snapshot: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(manifestOf(snapshot), 'utf8')) as Manifest
    // The time of its last use: those that are not used for long are removed.
    await utimes(snapshot, new Date(), new Date())
    // Hundreds of files: without promises, it takes a tenth of the time.
    return manifest.every(([file, mtimeMs, size]) => {
      const now = statSync(file)
      return now.mtimeMs === mtimeMs && now.size === size
    })
  } catch {
    return false
  }
}

/** Returns whether a host starts from the snapshot that was built. */
async function buildSnapshot(
  file: string,
  groups: ReturnType<typeof createProcessGroups>,
  env: Env,
  { withCompiledCode }: HostSnapshotOptions,
): Promise<boolean> {
  const signal = AbortSignal.timeout(buildTimeoutMs)
  const builtinsFile = path.join(path.dirname(file), 'builtins.json')
  const lister = groups.spawn(process.execPath, [builtinLister, builtinsFile], {
    env,
    stdio: 'ignore',
    signal,
  })
  await once(lister, 'exit')
  const config = path.join(path.dirname(file), 'config.json')
  // It is all or nothing: most of the memory is compiled code of Node.js's own modules.
  await writeFile(config, JSON.stringify({ builder: snapshotBuilder, withoutCodeCache: !withCompiledCode }))
  const builder = groups.spawn(
    process.execPath,
    [
      ...hostFlags,
      '--snapshot-blob',
      file,
      '--build-snapshot-config',
      config,
      JSON.stringify({ builtinsFile, manifestFile: manifestOf(file), withCompiledCode }),
    ],
    { cwd: nightwatchFolder, env, stdio: 'ignore', signal },
  )
  const [code] = (await once(builder, 'exit')) as [number | null]
  if (code !== 0) return false
  const host = groups.spawn(process.execPath, [...hostFlags, '--snapshot-blob', file, hostFile], {
    cwd: nightwatchFolder,
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    signal,
  })
  const isLoaded = await Promise.race([
    once(host, 'message').then(() => true),
    once(host, 'exit').then(() => false),
  ])
  host.kill('SIGKILL')
  return isLoaded
}

/** Copies the snapshot into the cache folder, and removes those that are not used. Returns whether it is there. */
async function keepSnapshot(built: string, cached: string): Promise<boolean> {
  try {
    await keepFile(cached, (temporary) => copyFile(built, temporary))
    // Last: without its manifest, a snapshot is not used.
    await keepFile(manifestOf(cached), (temporary) => copyFile(manifestOf(built), temporary))
    const folder = path.dirname(cached)
    for (const name of (await readdir(folder)).filter((each) => each.startsWith('script-host-'))) {
      const file = path.join(folder, name)
      if ((await stat(file)).mtimeMs < Date.now() - maxAgeMs) await rm(file, { force: true })
    }
    return true
  } catch {
    return false
  }
}
