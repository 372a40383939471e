import { dirname } from 'node:path'
import type { Diagnostic, SkippedTest, TestCase, TestIdentity, Verify } from '../model/model.js'
import { type createOptionsSchema, type OptionProblem, optionProblemsOf, tag } from './options-schema.js'
import type { DeclaredTests } from './declare.js'
import { lintTest } from './lint-spec.js'
import { inlineScript, type ReadScript } from './scripts/script.js'

/** What a declared test comes to: one that is to be run, one that is not, or what is wrong with it. */
export interface CheckedTest {
  readonly test?: TestCase
  readonly skipped?: SkippedTest
  readonly diagnostics?: readonly Diagnostic[]
}

const whySkipped = {
  skip: 'marked skip',
  todo: 'still to be written',
  run: 'another test is marked only',
} as const

export interface CheckOptions {
  readonly schema: ReturnType<typeof createOptionsSchema>
  /** Whether some test of the session is marked only. */
  readonly focused: boolean
  readonly readScript: ReadScript
}

export async function checkTest(
  { call, identity, path }: DeclaredTests,
  { schema, focused, readScript }: CheckOptions,
): Promise<CheckedTest> {
  const report = (problem: OptionProblem): Diagnostic => problemAt(identity, problem)
  if (call.titles.some((title) => typeof title !== 'string' || title.trim() === '')) {
    return { diagnostics: [report({ code: 'no-title', message: 'its title must be a text' })] }
  }
  const badTags = identity.tags.filter((word) => !tag.safeParse(word).success)
  if (badTags.length > 0) {
    const message = `the tag '${badTags[0]}' must be a word of letters, digits and . : / _ -`
    return { diagnostics: [report({ code: 'invalid-option', message })] }
  }
  if (call.mark === 'skip' || call.mark === 'todo' || (focused && call.mark === 'run')) {
    return { skipped: { ...identity, reason: whySkipped[call.mark] } }
  }
  return check({ call, identity, path }, { schema, readScript }, report)
}

async function check(
  { call: { options, verify }, identity, path }: DeclaredTests,
  { schema, readScript }: Pick<CheckOptions, 'schema' | 'readScript'>,
  report: (problem: OptionProblem) => Diagnostic,
): Promise<CheckedTest> {
  if (verify !== undefined && typeof verify !== 'function') {
    return {
      diagnostics: [report({ code: 'invalid-option', message: 'its third argument must be a function' })],
    }
  }
  const inline = inlineScriptOf(options)
  if (inline) return { diagnostics: [report(inline)] }
  const parsed = schema.safeParse(options)
  if (!parsed.success) return { diagnostics: optionProblemsOf(parsed.error).map(report) }
  const { script, startInterval, participantTimeout, tags: _, ...spec } = parsed.data
  const read = await readScript({ ...script, directory: dirname(path) })
  if ('problems' in read) return { diagnostics: read.problems.map(report) }
  const times = { startIntervalSeconds: startInterval, participantTimeoutSeconds: participantTimeout }
  const test = {
    ...identity,
    spec: {
      ...spec,
      ...times,
      script: read.text,
      scriptLanguage: read.language,
      scriptMap: read.map,
      ...(verify !== undefined && { verify: verify as Verify }),
    },
  }
  const warnings = read.warnings.map((warning) => ({ ...warning, severity: 'warning' as const }))
  return { test, diagnostics: [...lintTest(test), ...warnings].map(report) }
}

/** A function in the script's place, whether as it is or handed to `script()`. */
function inlineScriptOf(options: unknown) {
  const given = (options as { script?: unknown } | undefined)?.script
  return inlineScript(given) ?? inlineScript((given as { path?: unknown } | undefined)?.path)
}

/** A problem of a test, at its own place when it knows one. */
export function problemAt({ id, location }: TestIdentity, { message, ...problem }: OptionProblem): Diagnostic {
  return {
    severity: 'error',
    location,
    ...problem,
    message: `test '${id}': ${message}`,
  }
}
