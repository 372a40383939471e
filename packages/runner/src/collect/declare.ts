import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.js'
import type { TestIdentity } from '../model/spec.js'
import type { CodeFailure, ThrownError } from '../model/thrown-error.js'
import type { CollectedFile, CollectedTest } from './dsl/collector.js'
import {
  findPosition,
  findPositions,
  framesOf,
  thrownAt,
  thrownDetails,
  thrownMessage,
} from '../model/wire/thrown-text.js'
import { TaskError } from './user-code/task.js'
import type { LateError } from './user-code/worker-thread.js'

/** A `test()` call with the identity of its test. */
export interface DeclaredTest {
  readonly call: CollectedTest
  readonly identity: TestIdentity
  /** Absolute path of its file; of a linked file, the path of the file that the link leads to. */
  readonly path: string
  /** The lines of its call, and of the `describe` blocks around it. */
  readonly lines: readonly number[]
}

/** Loads one spec file, and returns its tests. A file that cannot be loaded is one diagnostic. */
export async function declareFile(
  { root, file, path }: SpecPlace,
  load: (path: string) => Promise<CollectedFile>,
): Promise<{ readonly declared: readonly DeclaredTest[]; readonly diagnostics: readonly Diagnostic[] }> {
  let loaded: CollectedFile
  try {
    loaded = await load(path)
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    return { declared: [], diagnostics: [loadFailure(error.failure, { root, file, path })] }
  }
  if (loaded.tests.length === 0) {
    const noTests: Diagnostic = {
      code: 'no-tests',
      severity: 'error',
      message: 'the file declares no test',
      location: { file, line: 1 },
      hint: "Call test() from 'loadero-test' in it, or rename the file.",
    }
    return { declared: [], diagnostics: [noTests] }
  }
  return {
    declared: loaded.tests.map((call) => {
      const lines = findPositions(call.stack, path).map(({ line }) => line)
      return { call, path, lines, identity: identify(call, { file, line: lines[0] ?? 1 }) }
    }),
    diagnostics: loaded.unusedScripts.map(({ reference, stack }) => ({
      code: 'unused-script',
      severity: 'warning',
      message: `no test uses script('${String((reference as { path?: unknown }).path)}')`,
      // A call in a helper has no line in the spec file.
      location: { file, line: findPosition(stack, path)?.line ?? 1 },
      hint: 'Use it as the script of a test, or remove it.',
    })),
  }
}

/** A spec file, by its absolute path and its path from the root. */
export interface SpecPlace {
  readonly root: string
  readonly file: string
  readonly path: string
}

/**
 * The places of spec files. Node.js resolves the imports of a linked file where the link leads to, so scripts are there
 * too.
 */
export function placesOf(root: string, files: readonly string[]): readonly SpecPlace[] {
  const folders = new Map<string, string>()
  const realFolder = (folder: string) => {
    const real = folders.get(folder) ?? realpathSync(folder)
    folders.set(folder, real)
    return real
  }
  return files.map((file) => {
    const path = resolve(root, file)
    try {
      const folder = dirname(path)
      const isLink = lstatSync(path).isSymbolicLink()
      if (!isLink && realFolder(folder) === folder) return { root, file, path }
      const real = isLink ? realpathSync(path) : join(realFolder(folder), basename(path))
      const fromRoot = relative(realFolder(root), real)
      return { root, file, path: fromRoot.startsWith('..') ? real : resolve(root, fromRoot) }
    } catch {
      return { root, file, path }
    }
  })
}

/** Of a function, its text is not what the author wrote. */
function titleText(title: unknown): string {
  return typeof title === 'function' ? `function ${title.name}`.trim() : String(title)
}

function identify({ titles, tags, options }: CollectedTest, location: SourceLocation): TestIdentity {
  const { tags: ownTags, properties } = (options ?? {}) as { tags?: unknown; properties?: unknown }
  return {
    id: titles.map(titleText).join(' > '),
    title: titleText(titles.at(-1)),
    location,
    tags: [...new Set([...tags, ...(Array.isArray(ownTags) ? (ownTags as unknown[]) : [])].map(String))],
    // Other values are refused with the other options.
    ...(typeof properties === 'object' &&
      properties !== null && {
        properties: Object.fromEntries(
          Object.entries(properties).filter(
            (entry): entry is [string, string] => typeof entry[1] === 'string',
          ),
        ),
      }),
  }
}

const loadError = { code: 'spec-threw', severity: 'error' } as const

function loadFailure(failure: CodeFailure, place: SpecPlace): Diagnostic {
  switch (failure.kind) {
    case 'threw': {
      const { error } = failure
      if (!error.position) return thrownProblem('the file threw an error while loading', error, place)
      // The error of a helper is shown at the file that imports it, with the helper's place in the message.
      const { root, file, path } = place
      const at = thrownAt(error, root)
      const isOwn = error.position.file === path || at?.file === file
      const where = isOwn || !at ? '' : ` in ${at.file}:${at.line}:${at.column ?? 1}`
      return {
        code: 'syntax-error',
        severity: 'error',
        message: `syntax error${where}: ${error.message}`,
        location:
          isOwn && at ? { ...at, file } : { file, ...(findPosition(error.stack, path) ?? { line: 1 }) },
      }
    }
    case 'ended':
      return thrownProblem('the file ended its thread while loading', failure.error, place)
    case 'timeout':
      return {
        ...loadError,
        message: `the file did not finish loading within ${failure.timeoutMs / 1_000} s`,
        location: { file: place.file, line: 1 },
        hint: 'Look for a top-level await that never settles, or an endless loop.',
      }
    default:
      return {
        ...loadError,
        message: 'the session was interrupted while the file was loading',
        location: { file: place.file, line: 1 },
      }
  }
}

function thrownProblem(problem: string, error: ThrownError, { root, file, path }: SpecPlace): Diagnostic {
  const [first = ''] = thrownMessage(error).split('\n')
  const position = findPosition(error.stack, path)
  const frames = framesOf(error.stack, root)
  // The location of the diagnostic says it already.
  const details = thrownDetails(error, root).filter(
    (line) => !(frames.length <= 1 && position && line === `at ${frames[0]?.text}`),
  )
  return {
    ...loadError,
    message: [`${problem}: ${first}`, ...details].join('\n'),
    location: { file, ...(position ?? { line: 1 }) },
    ...(error.hint !== undefined && { hint: error.hint }),
  }
}

/** An error that came while other files were loading. */
export function lateProblem(
  { error, owner }: LateError,
  root: string,
  places: readonly SpecPlace[],
): Diagnostic {
  const file =
    places.find(({ path }) => path === owner?.path)?.file ??
    thrownAt(error, root)?.file ??
    places[0]?.file ??
    ''
  return thrownProblem('the file threw an error after it had loaded', error, {
    root,
    file,
    path: resolve(root, file),
  })
}
