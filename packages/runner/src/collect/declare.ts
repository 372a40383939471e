import { resolve } from 'node:path'
import type { Diagnostic, TestIdentity } from '../model/model.js'
import { type CollectedScript, type CollectedTest, collecting } from './dsl/collector.js'
import { findPosition } from './load.js'

/** A call together with what it is known by. */
export interface DeclaredTests {
  readonly call: CollectedTest
  readonly identity: TestIdentity
  /** Absolute path of its file. */
  readonly path: string
}

/** Loads one spec file and gives what it declares; a file that does not load is one diagnostic. */
export async function declareFile(
  root: string,
  file: string,
  load: (path: string) => Promise<unknown>,
): Promise<{ readonly declared: readonly DeclaredTests[]; readonly diagnostics: readonly Diagnostic[] }> {
  const path = resolve(root, file)
  try {
    const { tests, scripts } = await collecting(() => load(path))
    const declared = tests.map((call) => ({ call, path, identity: identify(call, file, path) }))
    return {
      declared,
      diagnostics: declared.length === 0 ? [noTests(file)] : unused(scripts, tests, file, path),
    }
  } catch (error) {
    return { declared: [], diagnostics: [loadFailure(error, file, path)] }
  }
}

function identify({ titles, stack, tags, options }: CollectedTest, file: string, path: string): TestIdentity {
  const own = (options as { tags?: unknown } | undefined)?.tags
  return {
    id: titles.map(String).join(' > '),
    title: String(titles.at(-1)),
    // The line survives compilation, the column does not.
    location: { file, line: findPosition(stack, path)?.line ?? 1 },
    tags: [...new Set([...tags, ...(Array.isArray(own) ? (own as unknown[]) : [])].map(String))],
  }
}

function unused(
  scripts: readonly CollectedScript[],
  tests: readonly CollectedTest[],
  file: string,
  path: string,
): readonly Diagnostic[] {
  const played = new Set(tests.map(({ options }) => (options as { script?: unknown } | undefined)?.script))
  return scripts
    .filter(({ reference }) => !played.has(reference))
    .map(({ reference, stack }) => ({
      code: 'unused-script',
      severity: 'warning',
      message: `script('${String((reference as { path?: unknown }).path)}') is played by no test`,
      // Called in a helper, it has no line in the spec.
      location: { file, line: findPosition(stack, path)?.line ?? 1 },
      hint: 'Give it to a test, or take it away.',
    }))
}

function noTests(file: string): Diagnostic {
  return {
    code: 'no-tests',
    severity: 'error',
    message: 'declares no test',
    location: { file, line: 1 },
    hint: "Call test() from 'loadero-test' in it, or give the file another name.",
  }
}

function loadFailure(error: unknown, file: string, path: string): Diagnostic {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const message = error instanceof Error ? error.message : text
  // The compiler puts the place behind its message, on a line of its own.
  const words = message
    .replace(/\nRequire stack:.*/s, '')
    .replace(/\s+\S+:\d+:\d+\s*$/, '')
    .trim()
  const syntax = message.includes('ParseError')
  return {
    code: syntax ? 'syntax-error' : 'spec-threw',
    severity: 'error',
    message: syntax ? words.replace(/^.*ParseError:\s*/s, 'syntax error: ') : `threw while loading: ${words}`,
    location: { file, ...(findPosition(text, path) ?? { line: 1 }) },
  }
}
