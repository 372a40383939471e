import { dirname } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.js'
import { participantCount, type SkippedTest, type SpecTest, type TestIdentity } from '../model/spec.js'
import { resize, type TestSize } from '../model/analysis/test-size.js'
import type { VerifyCall } from '../model/verify-call.js'
import type { DeclaredTest } from './declare.js'
import { lintTest } from './lint/lint-spec.js'
import { type OptionProblem, optionProblemsOf } from './option-problems.js'
import type { createOptionsSchema } from './options-schema.js'
import { shapeProblemOf } from './options-shape.js'
import { inlineScriptProblem, type ReadScript } from './scripts/script.js'
import { unsetVariableOf } from './unset-variable.js'
import { tagSchema } from './value-schemas.js'

/** The result of a check: a test to run, a skipped test, or diagnostics. A test may have warnings. */
export interface CheckedTest {
  readonly test?: SpecTest
  readonly skipped?: SkippedTest
  readonly diagnostics?: readonly Diagnostic[]
}

const skipReasons = {
  skip: 'marked skip',
  todo: 'marked todo',
  run: 'another test is marked only',
} as const

export interface CheckOptions {
  readonly schema: ReturnType<typeof createOptionsSchema>
  /** Whether a test of the session is marked `only`. */
  readonly focused: boolean
  readonly readScript: ReadScript
  /** Other counts for one of the tests. */
  readonly size?: TestSize | undefined
}

export async function checkTest(
  { call, identity, path }: DeclaredTest,
  { schema, focused, readScript, size }: CheckOptions,
): Promise<CheckedTest> {
  const report = (problem: OptionProblem): Diagnostic => problemAt(identity, problem)
  if (call.titles.some((title) => typeof title !== 'string' || title.trim() === '')) {
    return {
      diagnostics: [report({ code: 'no-title', message: 'the title must be a string that is not empty' })],
    }
  }
  const invalidTag = identity.tags.find((tag) => !tagSchema.safeParse(tag).success)
  if (invalidTag !== undefined) {
    const message = `the tag '${invalidTag}' must be one word of letters, digits and . : / _ -`
    return { diagnostics: [report({ code: 'invalid-option', message })] }
  }
  const { modifier } = call
  if (modifier === 'skip' || modifier === 'todo' || (focused && modifier === 'run')) {
    return { skipped: { ...identity, reason: skipReasons[modifier] } }
  }
  return checkOptions({ call, identity, path }, { schema, readScript, size }, report)
}

async function checkOptions(
  { call: { options, verify }, identity, path }: Omit<DeclaredTest, 'lines'>,
  { schema, readScript, size }: Omit<CheckOptions, 'focused'>,
  report: (problem: OptionProblem) => Diagnostic,
): Promise<CheckedTest> {
  if (verify !== undefined && typeof verify !== 'function') {
    const message = 'the third argument of test() must be a function'
    return { diagnostics: [report({ code: 'invalid-option', message })] }
  }
  // The function may be the script itself, or the argument of `script()`.
  const script = (options as { script?: unknown } | undefined)?.script
  const inline =
    inlineScriptProblem(script) ?? inlineScriptProblem((script as { path?: unknown } | undefined)?.path)
  const shape = inline ?? shapeProblemOf(options)
  if (shape) return reportAtOptions([shape], identity, path)
  const parsed = schema.safeParse(options)
  if (!parsed.success) return reportAtOptions(optionProblemsOf(parsed.error, schema, options), identity, path)
  // Tags and properties are part of the identity.
  const {
    script: reference,
    startInterval,
    participantTimeout,
    tags: _tags,
    properties: _properties,
    ...written
  } = parsed.data
  const spec = size?.test === identity.id ? resize(written, size.level, size) : written
  const participants = participantCount({ spec })
  const read = await readScript({ ...reference, directory: dirname(path), participants })
  if ('problems' in read) {
    const problems = read.problems.map((problem) => locateScriptProblem(problem, path))
    return reportAtOptions(problems, identity, path)
  }
  const test = {
    ...identity,
    spec: {
      ...spec,
      startIntervalSeconds: startInterval,
      participantTimeoutSeconds: participantTimeout,
      script: read.text,
      scriptLanguage: read.language,
      scriptMap: read.map,
      ...(verify !== undefined && { verify: verify as VerifyCall }),
    },
  }
  const warnings = read.warnings.map((warning) => ({ ...warning, severity: 'warning' as const }))
  return { test, diagnostics: [...lintTest(test), ...warnings].map(report) }
}

/**
 * A problem of a script is at its `script` option, or at one of its vars. Of an undefined var, the hint names the
 * environment variable that it comes from.
 */
function locateScriptProblem(problem: OptionProblem, file: string): OptionProblem {
  const [, name] = /^script\.vars\.([^.[\s]+)/.exec(problem.message) ?? []
  if (name === undefined) return { ...problem, option: ['script'] }
  const isUndefined = problem.message.startsWith(`script.vars.${name} is undefined`)
  const variable = isUndefined ? unsetVariableOf(file, name) : undefined
  return {
    ...problem,
    ...(variable !== undefined && {
      hint: `The environment variable ${variable} is not set. Set it, or write a default: process.env.${variable} ?? '…'.`,
    }),
    option: ['script', 'vars', name],
  }
}

/** The diagnostics, each on the line of its option, where the spec file shows it. */
async function reportAtOptions(
  problems: readonly OptionProblem[],
  identity: TestIdentity,
  path: string,
): Promise<CheckedTest> {
  // The parser is loaded only when there is a problem.
  const { findOptionLine } = await import('./option-line.js')
  const diagnostics = problems.map(({ option = [], ...problem }) => {
    const line = findOptionLine({ path, line: identity.location.line }, option)
    return problemAt(identity, {
      ...(line !== undefined && { location: { ...identity.location, line } }),
      ...problem,
    })
  })
  return { diagnostics }
}

/** The diagnostic for a problem of a test, at the problem's own location if it has one. */
export function problemAt(
  { id, location }: TestIdentity,
  { message, ...problem }: OptionProblem,
): Diagnostic {
  return { severity: 'error', location, ...problem, message: `test '${id}': ${message}` }
}
