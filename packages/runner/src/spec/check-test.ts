import { dirname, resolve } from 'node:path'
import type { Diagnostic, SkippedTest, TestCase, TestIdentity, Verify } from '../model.js'
import { type createOptionsSchema, type Problem, problemsOf, tag } from './check.js'
import type { Declared } from './declare.js'
import { findingsOf } from './findings.js'
import { readScript, unwritableVars } from './script.js'

/** What a declared test comes to: one that is to be run, one that is not, or what is wrong with it. */
export interface Checked {
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
}

export const checkTest = async (
  { call, identity, path }: Declared,
  { schema, focused }: CheckOptions,
): Promise<Checked> => {
  const report = (problem: Problem): Diagnostic => problemAt(identity, problem)
  if (call.titles.some((title) => typeof title !== 'string' || title.trim() === '')) {
    return { diagnostics: [report({ code: 'no-title', message: 'its title must be a text' })] }
  }
  const badTags = identity.tags.filter((word) => !tag.safeParse(word).success)
  if (badTags.length > 0) {
    const message = `the tag '${badTags[0]}' must be a word of letters, digits and . : / _ -`
    return { diagnostics: [report({ code: 'invalid-option', message })] }
  }
  if (call.mark === 'skip' || call.mark === 'todo' || (focused && call.mark === 'run')) {
    return { skipped: { ...identity, why: whySkipped[call.mark] } }
  }
  return check({ call, identity, path }, schema, report)
}

const check = async (
  { call: { options, verify }, identity, path }: Declared,
  schema: CheckOptions['schema'],
  report: (problem: Problem) => Diagnostic,
): Promise<Checked> => {
  if (verify !== undefined && typeof verify !== 'function') {
    return {
      diagnostics: [report({ code: 'invalid-option', message: 'its third argument must be a function' })],
    }
  }
  const parsed = schema.safeParse(options)
  if (!parsed.success) return { diagnostics: problemsOf(parsed.error).map(report) }
  const { script, startInterval, participantTimeout, tags: _, ...spec } = parsed.data
  const lost = unwritableVars(script.vars ?? {})
  if (lost.length > 0) return { diagnostics: lost.map(unwritable).map(report) }
  const read = await readScript(resolve(dirname(path), script.path), script.vars)
  if ('problem' in read) {
    const at = read.line === undefined ? script.path : `${script.path}:${read.line}`
    const problem = { code: 'bad-script', message: `script ${at} ${read.problem}` }
    return { diagnostics: [report({ ...problem, ...(read.hint !== undefined && { hint: read.hint }) })] }
  }
  const times = { startIntervalSeconds: startInterval, participantTimeoutSeconds: participantTimeout }
  const test = {
    ...identity,
    spec: { ...spec, ...times, script: read.text, ...(verify !== undefined && { verify: verify as Verify }) },
  }
  return { test, diagnostics: findingsOf(test).map(report) }
}

const unwritable = (name: string): Problem => ({
  code: 'unwritable-var',
  message: `script.vars.${name} cannot be written into the script`,
  hint: 'Only texts, finite numbers, booleans, null, and lists and plain objects of them can be written into a script.',
})

/** A problem of a test, at its place. */
export const problemAt = ({ id, location }: TestIdentity, { message, ...problem }: Problem): Diagnostic => ({
  severity: 'error',
  ...problem,
  message: `test '${id}': ${message}`,
  location,
})
