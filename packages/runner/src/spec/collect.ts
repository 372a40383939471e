import { dirname, resolve } from 'node:path'
import type { Diagnostic, SourceLocation, TestCase } from '../model.js'
import { optionsSchema, type Problem, problemsOf } from './check.js'
import { type CollectedTest, collecting } from './collector.js'
import { findPosition, load } from './load.js'
import { readScript, unwritableVars } from './script.js'

export interface Collected {
  readonly tests: readonly TestCase[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Loads spec files and checks every test that they declare. A broken file is a diagnostic; the others still load.
 * @param files relative to `root`
 */
export const collect = async (
  root: string,
  files: readonly string[],
  alias: Readonly<Record<string, string>> = {},
): Promise<Collected> => {
  const tests: TestCase[] = []
  const diagnostics: Diagnostic[] = []
  // One after another, because `test()` adds to whichever file is being loaded.
  for (const file of files) {
    const found = await collectFile(root, file, alias)
    tests.push(...found.tests)
    diagnostics.push(...found.diagnostics)
  }
  return { tests, diagnostics: [...diagnostics, ...duplicateNames(tests)] }
}

const collectFile = async (
  root: string,
  file: string,
  alias: Readonly<Record<string, string>>,
): Promise<Collected> => {
  const path = resolve(root, file)
  let declared: readonly CollectedTest[]
  try {
    declared = await collecting(() => load(path, alias))
  } catch (error) {
    return { tests: [], diagnostics: [loadFailure(error, file, path)] }
  }
  if (declared.length === 0) return { tests: [], diagnostics: [noTests(file)] }
  const checked = await Promise.all(
    // The line survives compilation, the column does not.
    declared.map((test) => checkTest(test, path, { file, line: findPosition(test.stack, path)?.line ?? 1 })),
  )
  return {
    tests: checked.flatMap(({ tests }) => tests),
    diagnostics: checked.flatMap((found) => found.diagnostics),
  }
}

const noTests = (file: string): Diagnostic => ({
  code: 'no-tests',
  severity: 'error',
  message: 'declares no test',
  location: { file, line: 1 },
  hint: "Call test() from 'loadero-test' in it, or give the file another name.",
})

const loadFailure = (error: unknown, file: string, path: string): Diagnostic => {
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

const checkTest = async (test: CollectedTest, path: string, location: SourceLocation): Promise<Collected> => {
  const id = test.titles.map(String).join(' > ')
  const report = ({ message, ...problem }: Problem): Diagnostic => ({
    ...problem,
    severity: 'error',
    message: `test '${id}': ${message}`,
    location,
  })
  if (test.titles.some((title) => typeof title !== 'string' || title.trim() === '')) {
    return { tests: [], diagnostics: [report({ code: 'no-title', message: 'its title must be a text' })] }
  }
  const parsed = optionsSchema.safeParse(test.options)
  if (!parsed.success) return { tests: [], diagnostics: problemsOf(parsed.error).map(report) }

  const { script, startInterval, participantTimeout, ...spec } = parsed.data
  const lost = unwritableVars(script.vars ?? {})
  if (lost.length > 0) {
    const hint =
      'Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script.'
    return {
      tests: [],
      diagnostics: lost.map((name) =>
        report({
          code: 'unwritable-var',
          message: `script.vars.${name} cannot be written into the script`,
          hint,
        }),
      ),
    }
  }
  const read = await readScript(resolve(dirname(path), script.path), script.vars)
  if ('problem' in read) {
    const at = read.line === undefined ? script.path : `${script.path}:${read.line}`
    const problem = { code: 'bad-script', message: `script ${at} ${read.problem}` }
    return {
      tests: [],
      diagnostics: [report({ ...problem, ...(read.hint !== undefined && { hint: read.hint }) })],
    }
  }
  return {
    tests: [
      {
        id,
        title: test.titles.at(-1) ?? id,
        location,
        spec: {
          ...spec,
          script: read.text,
          startIntervalSeconds: startInterval,
          participantTimeoutSeconds: participantTimeout,
        },
      },
    ],
    diagnostics: [],
  }
}

const duplicateNames = (tests: readonly TestCase[]): readonly Diagnostic[] => {
  const first = new Map<string, SourceLocation>()
  return tests.flatMap(({ id, location }): Diagnostic[] => {
    const other = first.get(id)
    if (!other) {
      first.set(id, location)
      return []
    }
    return [
      {
        code: 'duplicate-name',
        severity: 'error',
        message: `test '${id}' has the same name as the one at ${other.file}:${other.line}`,
        location,
        hint: 'A test is known at Loadero by its full name: give one of them another.',
      },
    ]
  })
}
