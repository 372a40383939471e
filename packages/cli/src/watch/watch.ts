import { basename, relative, sep } from 'node:path'
import { realPath } from '@loadero-test/core/internal'
import { discover, type Exit, type Summary, UserError } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { isCi } from '../config/is-ci.js'
import { toFindOptions } from '../session/find-options.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'
import { createSpecGraph } from './graph.js'
import { createEventQueue } from './event-queue.js'
import { createKeyReader } from './keys.js'
import { type WatchEvent, watchLoop, type RunRequest } from './loop.js'
import { watchFiles } from './watch-files.js'

/**
 * Runs the selected tests, and runs the affected ones again after each change, with one local Loadero for all sessions.
 * @throws UserError without a terminal for keys, in CI, and for runs at Loadero
 */
export async function watch(config: Config, context: CommandContext): Promise<Exit> {
  assertWatchable(config, context)
  const events = createEventQueue<WatchEvent>()
  const specs = createSpecTracker(config, context)
  const sessions = await createSessions(config, context)
  const watcher = await watchFiles({
    root: specs.root,
    outputDir: config.outputDir,
    onChange: (paths) => {
      for (const file of config.files.map(realPath).filter((path) => paths.has(path)))
        sessions.write(`${basename(file)} has changed. Quit and start again to apply it.\n`)
      events.put({ kind: 'changed', paths })
    },
  })
  const releaseKeys = listenToKeys(events, context, sessions.isHolding)
  watcher.add(config.files)
  try {
    return await watchLoop({
      events,
      write: sessions.write,
      signal: context.signal,
      specsAffectedBy: specs.specsAffectedBy,
      run: async (request, signal) => {
        const found = await specs.find(request, (files) => watcher.add(files))
        if (request.files) sessions.write(`\nRun again: ${request.files.join(', ')}\n`)
        return specs.noteBroken(await sessions.run({ find: found, signal }), found.files ?? [])
      },
    })
  } finally {
    releaseKeys()
    await watcher.close()
    await sessions.close()
  }
}

function assertWatchable({ target }: Config, { env, keyboard }: CommandContext): void {
  if (target.kind === 'service') {
    throw new UserError(
      'usage',
      '--watch is not supported for runs at Loadero, where each save would cost compute units',
      'Add --local.',
    )
  }
  if (isCi(env)) throw new UserError('usage', '--watch needs a keyboard, and CI is set')
  if (!keyboard.input.isTTY) {
    throw new UserError('usage', '--watch needs a terminal, and the input is not one', 'Run without --watch.')
  }
}

/** Reads keys until the returned function is called. */
function listenToKeys(
  events: { put(event: WatchEvent): void },
  { keyboard, write }: CommandContext,
  isHolding: () => boolean,
): () => void {
  const { input, interrupt } = keyboard
  const read = createKeyReader({ write, interrupt, onAction: (action) => events.put(action) })
  const onData = (data: string) => {
    // The keys are for a participant that waits, except for Ctrl-C.
    if (data === '\x03' || !isHolding()) read(data)
  }
  const onEnd = () => events.put({ kind: 'quit' })
  input.setEncoding('utf8')
  input.setRawMode?.(true)
  input.on('data', onData).on('end', onEnd).resume()
  return () => {
    input.off('data', onData).off('end', onEnd).pause()
    input.setRawMode?.(false)
  }
}

/** Keeps track of the spec files, their dependencies, and which of them have errors. */
function createSpecTracker(config: Config, { specModule }: CommandContext) {
  const root = realPath(config.root)
  const base = { ...toFindOptions(config, specModule), root }
  const graph = createSpecGraph(root)
  const broken = new Set<string>()
  let updating: Promise<unknown> = Promise.resolve()
  const search = (filters = base.filters) => discover({ root, include: base.include, filters })

  return {
    root,
    /** The find options of a session; the session then reports the dependencies of its specs. */
    find: async (request: RunRequest, onFiles: (files: ReadonlySet<string>) => void) => {
      const found = await search(request.filters)
      const files = request.files ?? found.files
      const update = async (scripts: ReadonlyMap<string, readonly string[]>) => {
        await graph.update(files, scripts)
        onFiles(graph.files)
      }
      return {
        ...base,
        files,
        lines: found.lines,
        name: request.name ?? base.name,
        ids: request.ids ?? base.ids,
        onScripts: (scripts: ReadonlyMap<string, readonly string[]>) => {
          updating = updating.then(() => update(scripts))
        },
      }
    },
    noteBroken: (summary: Summary, files: readonly string[]): Summary => {
      for (const file of files) broken.delete(file)
      for (const { severity, location } of summary.diagnostics)
        if (severity === 'error') broken.add(location.file)
      return summary
    },
    specsAffectedBy: async (paths: ReadonlySet<string>): Promise<readonly string[]> => {
      await updating
      const known = graph.files
      const unknown = [...paths].filter((path) => !known.has(path))
      // An unknown file may be the missing import of a broken spec.
      const fixable = unknown.length > 0 ? broken : []
      const added = unknown.map((path) => relative(root, path).split(sep).join('/'))
      const candidates = new Set([...graph.specsAffectedBy(paths), ...fixable, ...added])
      return (await search()).files.filter((spec) => candidates.has(spec))
    },
  }
}
