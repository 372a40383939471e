import { realpathSync } from 'node:fs'
import { basename, relative, resolve, sep } from 'node:path'
import { discover, type Exit, type Summary, UserError } from '@loadero-test/runner'
import type { Config } from '../config/config.js'
import { findOptions } from '../session/find-options.js'
import { createSessions } from '../session/sessions.js'
import type { CommandContext } from '../terminal/command-context.js'
import { createGraph } from './graph.js'
import { createKeyQueue } from './key-queue.js'
import { createKeys } from './keys.js'
import { type WatchEvent, watchLoop, type ReporterRequest } from './loop.js'
import { watchFiles } from './watch-files.js'

/**
 * Plays the tests of the configuration, and again what a change touches, with one local Loadero for all sessions.
 * @throws UserError where there is no terminal to take keys from, in CI, and for runs at the service
 */
export async function watch(config: Config, surroundings: CommandContext): Promise<Exit> {
  refuse(config, surroundings)
  const inbox = createKeyQueue<WatchEvent>()
  const specs = createSpecs(config, surroundings)
  const sessions = createSessions(config, surroundings)
  const watcher = await watchFiles({
    root: specs.root,
    outputDir: config.outputDir,
    onChange: (paths) => {
      noteSettings(paths, config, sessions.write)
      inbox.put({ kind: 'changed', paths })
    },
  })
  const releaseKeys = listen(inbox, surroundings)
  watcher.add(config.files)
  try {
    const exit = await watchLoop({
      inbox,
      write: sessions.write,
      signal: surroundings.signal,
      touchedBy: specs.touchedBy,
      play: async (wish, signal) => {
        const found = await specs.find(wish, (files) => watcher.add(files))
        if (wish.files) sessions.write(`\nAgain: ${wish.files.join(', ')}\n`)
        return specs.noteBroken(await sessions.play({ find: found, signal }), found.files ?? [])
      },
    })
    sessions.write(`Exit ${exit.code}: ${exit.reason}\n`)
    return exit
  } finally {
    releaseKeys()
    await watcher.close()
    await sessions.close()
  }
}

function refuse({ target }: Config, { env, keyboard }: CommandContext): void {
  if (target.kind === 'service') {
    throw new UserError(
      'usage',
      '--watch is for local runs: at Loadero, each save would cost',
      'Add --local.',
    )
  }
  if (env['CI']) throw new UserError('usage', '--watch waits for somebody at the keys, and CI is set')
  if (!keyboard.input.isTTY) {
    throw new UserError(
      'usage',
      '--watch takes keys, and the input is no terminal',
      'Leave --watch out here.',
    )
  }
}

function noteSettings(paths: ReadonlySet<string>, { files }: Config, write: CommandContext['write']): void {
  for (const file of files.map(linkless).filter((each) => paths.has(each))) {
    write(`${basename(file)} has changed: quit and start again to take it up\n`)
  }
}

/** Takes the keys until it is called off. */
function listen(inbox: { put(event: WatchEvent): void }, { keyboard, write }: CommandContext): () => void {
  const { input, interrupt } = keyboard
  const onData = createKeys({ write, interrupt, act: (action) => inbox.put(action) })
  const onEnd = () => inbox.put({ kind: 'quit' })
  input.setEncoding('utf8')
  input.setRawMode?.(true)
  input.on('data', onData).on('end', onEnd).resume()
  return () => {
    input.off('data', onData).off('end', onEnd).pause()
    input.setRawMode?.(false)
  }
}

/** Which spec files there are, what they are made of, and which of them are broken. */
function createSpecs(config: Config, { specModule }: CommandContext) {
  const root = linkless(config.root)
  const base = { ...findOptions(config, specModule), root }
  const graph = createGraph(root)
  const broken = new Set<string>()
  let learning: Promise<unknown> = Promise.resolve()
  const list = (filters = base.filters) => discover(root, base.include, filters)

  return {
    root,
    /** What a wish means for a session, which then tells what its specs are made of. */
    find: async (wish: ReporterRequest, onFiles: (files: ReadonlySet<string>) => void) => {
      const files = wish.files ?? (await list(wish.filters))
      const learn = async (scripts: ReadonlyMap<string, readonly string[]>) => {
        await graph.learn(files, scripts)
        onFiles(graph.files)
      }
      return {
        ...base,
        files,
        name: wish.name ?? base.name,
        ids: wish.ids ?? base.ids,
        onScripts: (scripts: ReadonlyMap<string, readonly string[]>) => {
          learning = learning.then(() => learn(scripts))
        },
      }
    },
    noteBroken: (summary: Summary, files: readonly string[]): Summary => {
      for (const file of files) broken.delete(file)
      for (const { severity, location } of summary.diagnostics)
        if (severity === 'error') broken.add(location.file)
      return summary
    },
    touchedBy: async (paths: ReadonlySet<string>): Promise<readonly string[]> => {
      await learning
      const known = graph.files
      const strangers = [...paths].filter((path) => !known.has(path))
      // What a broken spec misses may be what nobody knew so far.
      const mended = strangers.length > 0 ? broken : []
      const fresh = strangers.map((path) => relative(root, path).split(sep).join('/'))
      const candidates = new Set([...graph.touchedBy(paths), ...mended, ...fresh])
      return (await list()).filter((spec) => candidates.has(spec))
    },
  }
}

function linkless(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
