import { extname, resolve } from 'node:path'
import pLimit from 'p-limit'
import type { ScriptMap } from '../../model/spec.js'
import type { DebugCalls } from './debug-calls.js'
import { originalPosition } from '../../model/wire/script-position.js'
import type { Bundle, EntryModule } from './bundle.js'
import { readData } from './data-rows.js'
import { type WriteVars, writePlainScript } from './script-plain.js'
import { badScript, inProject, type ScriptProblem, type ScriptProblems } from './script-problem.js'
import { readForm, type ScriptLanguage, scriptLanguages } from './script-source.js'
import { checkVars, type ScriptVars, writeVars } from './script-vars.js'

/** A script as it is sent to the service. */
export interface ScriptText {
  readonly text: string
  readonly language: ScriptLanguage
  /** Where the lines of the text were written. */
  readonly map: ScriptMap
  readonly warnings: readonly ScriptProblem[]
  /** Name and version of the bundler. Absent for a script that is not bundled. */
  readonly bundler?: string
}

/** The script of a test. */
export interface ScriptRequest {
  /** As in the spec file, relative to `directory`. */
  readonly path: string
  readonly vars?: ScriptVars | undefined
  /** Whether secrets among the vars are written in clear text. */
  readonly allowSecrets?: boolean | undefined
  /** Absolute path of the folder of the spec file. */
  readonly directory: string
  /** How many rows `data()` among the vars must have. Default: any number. */
  readonly participants?: number | undefined
}

export type ReadScript = (request: ScriptRequest) => Promise<ScriptText | ScriptProblems>

/**
 * Reads scripts, and turns each into the text that is sent to the service. Each file is read and bundled once.
 * @param debugCalls default: calls of `debug()` are removed
 */
export function createScriptReader(root: string, debugCalls: DebugCalls = 'remove'): ReadScript {
  const read = createTextReader(root)
  return async (request) => {
    const script = await read(request)
    if ('problems' in script || script.language !== 'javascript' || !script.text.includes('debug'))
      return script
    const { removeDebugCalls } = await import('./debug-calls.js')
    const { text, problems } = removeDebugCalls(script.text, debugCalls, (line, column) =>
      originalPosition(script.map, line, column),
    )
    return debugCalls === 'refuse' && problems.length > 0
      ? { problems }
      : { ...script, text, warnings: [...script.warnings, ...problems] }
  }
}

function createTextReader(root: string): ReadScript {
  // More at a time are not faster, and each holds its files in memory.
  const limit = pLimit(4)
  const bundles = new Map<string, Promise<Bundle | ScriptProblems>>()
  const bundleOnce = (file: string, entryModule: EntryModule | undefined) => {
    const bundled =
      bundles.get(file) ??
      // Most scripts and commands do not need the bundler.
      limit(async () => (await import('./bundle.js')).bundle({ root, file, entryModule }))
    bundles.set(file, bundled)
    return bundled
  }
  const forms = new Map<string, ReturnType<typeof readForm>>()
  const readOnce = (file: string, path: string, language: ScriptLanguage) => {
    // A problem shows the path as it is written.
    const key = `${file}\n${path}`
    const form = forms.get(key) ?? readForm(path, language, { root, file })
    forms.set(key, form)
    return form
  }
  return async ({ path, vars, allowSecrets = false, directory, participants }) => {
    const file = resolve(directory, path)
    const language = scriptLanguages[extname(file)]
    if (!language) {
      const hint = 'A script is a .ts, .mts, .js, .mjs, .cjs, .java or .py file.'
      return { problems: [badScript(path, 'has an unknown file extension', { hint })] }
    }
    if (language !== 'javascript' && vars !== undefined) {
      const hint = 'Only TypeScript and JavaScript scripts take vars. This file is sent without changes.'
      return { problems: [badScript(path, 'takes no vars', { hint })] }
    }
    const data = await readData(vars ?? {}, { directory, participants })
    if ('problems' in data) return data
    const varProblems = [
      ...checkVars(data.shared, allowSecrets),
      // All rows have the same problem.
      ...Object.entries(data.perParticipant).flatMap(([name, { rows }]) =>
        checkVars({ [name]: rows }, allowSecrets).slice(0, 1),
      ),
    ]
    if (varProblems.length > 0) return { problems: varProblems }
    const projectFile = inProject(root, file)
    const unbundled = { language, map: { sources: [projectFile] }, warnings: [] }
    const found = await readOnce(file, path, language)
    if ('problems' in found) return found
    if ('source' in found) return { ...unbundled, text: found.source }
    const writtenVars = vars === undefined ? undefined : (client: string) => writeVars(data, client)
    if (found.kind === 'bundled') return bundledScript(await bundleOnce(file, found.entryModule), writtenVars)
    return { ...unbundled, text: writePlainScript(found.script, writtenVars), warnings: found.warnings }
  }
}

/** The problem of a test whose script is a function instead of the path of a file. */
export function inlineScriptProblem(script: unknown): ScriptProblem | undefined {
  if (typeof script !== 'function') return undefined
  const name = script.name === '' ? '' : ` '${script.name}'`
  return {
    code: 'inline-script',
    message: `script is a function${name}, but must be the path of a file`,
    hint: "Move the function to its own file, `export default (client, vars) => { … }`, and write script('./that-file.ts', { vars }).",
  }
}

function bundledScript(
  bundle: Bundle | ScriptProblems,
  vars: WriteVars | undefined,
): ScriptText | ScriptProblems {
  if ('problems' in bundle) return bundle
  const { code, map, isAsync, warnings, bundler } = bundle
  const call = vars === undefined ? 'script(client)' : `script(client, ${vars('client')})`
  return {
    // Commands of Nightwatch can be awaited only in an async function.
    text: `${isAsync ? 'async ' : ''}client => {\n${code.trimEnd()}\nreturn ${call};\n}\n`,
    language: 'javascript',
    map: { ...map, mappings: `;${map.mappings}` },
    warnings,
    bundler,
  }
}
