import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import pLimit from 'p-limit'
import type { ScriptMap } from '../../model/model.js'
import type { Bundle } from './bundle.js'
import { isModule, readPlain } from './script-plain.js'
import { badScript, inProject, type ScriptProblem, type ScriptProblems } from './script-problem.js'
import { checkVars, type ScriptVars, writeVars } from './script-vars.js'

export type ScriptLanguage = 'javascript' | 'java' | 'python'

/** A script as it is sent. */
export interface ScriptText {
  readonly text: string
  readonly language: ScriptLanguage
  /** Where the lines of the text were written. */
  readonly map: ScriptMap
  readonly warnings: readonly ScriptProblem[]
  /** Name and version of what put the text together; absent when it is the author's own. */
  readonly bundler?: string
}

/** A script as a spec asks for it. */
export interface ScriptRequest {
  /** As the author wrote it, relative to `directory`. */
  readonly path: string
  readonly vars?: ScriptVars | undefined
  /** Writes secrets among the vars in clear text. */
  readonly allowSecrets?: boolean | undefined
  /** Absolute path, of the spec file. */
  readonly directory: string
}

export type ReadScript = (wish: ScriptRequest) => Promise<ScriptText | ScriptProblems>

const languages: Readonly<Record<string, ScriptLanguage>> = {
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.ts': 'javascript',
  '.mts': 'javascript',
  '.java': 'java',
  '.py': 'python',
}

/** Reads scripts and makes each the one text that the service wants. Every file is bundled once. */
export function scriptReader(root: string): ReadScript {
  // More at a time are no faster, and each holds its files in memory.
  const limit = pLimit(4)
  const bundles = new Map<string, Promise<Bundle | ScriptProblems>>()
  const bundled = (file: string) => {
    const made = bundles.get(file) ?? limit(() => bundleFile(root, file))
    bundles.set(file, made)
    return made
  }
  return async ({ path, vars, allowSecrets = false, directory }) => {
    const file = resolve(directory, path)
    const language = languages[extname(file)]
    if (!language) return refuse(badScript(path, 'is in no known language', { hint: knownFiles }))
    if (language !== 'javascript' && vars !== undefined) return refuse(noVars(path))
    const unfit = checkVars(vars ?? {}, allowSecrets)
    if (unfit.length > 0) return refuse(...unfit)
    const source = await readSource(file, path)
    if (typeof source !== 'string') return refuse(source)
    const own = { language, map: { sources: [inProject(root, file)] }, warnings: [] }
    if (language !== 'javascript') return { ...own, text: source }
    if (/\.m?ts$|\.mjs$/.test(file) || isModule(source)) return wrap(await bundled(file), vars)
    const plain = readPlain(source, path, inProject(root, file))
    if ('code' in plain) return refuse(plain)
    return { ...own, text: vars === undefined ? plain.expression : plainWithVars(plain, vars) }
  }
}

/** Only here is anything of the bundler loaded: most scripts, and most commands, need none. */
async function bundleFile(root: string, file: string): Promise<Bundle | ScriptProblems> {
  const { bundle } = await import('./bundle.js')
  return bundle({ root, file })
}

/** Asks for a file, when a function was given in place of its path. */
export function inlineScript(given: unknown): ScriptProblem | undefined {
  return typeof given === 'function'
    ? {
        code: 'inline-script',
        message: `script is a function${given.name === '' ? '' : `, '${given.name}'`}, not the path of a file`,
        hint: "Move it to a file of its own, `export default (client, vars) => { … }`, and write script('./that-file.ts', { vars }).",
      }
    : undefined
}

const knownFiles = 'A script is a .ts, .mts, .js or .mjs file, or a .java or .py file as Loadero takes it.'

function refuse(...problems: readonly ScriptProblem[]): ScriptProblems {
  return { problems }
}

function noVars(path: string): ScriptProblem {
  return badScript(path, 'takes no vars', {
    hint: 'Vars are written into scripts in TypeScript and JavaScript alone; this one is sent as it is.',
  })
}

async function readSource(file: string, path: string): Promise<string | ScriptProblem> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    return badScript(path, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
}

function wrap(made: Bundle | ScriptProblems, vars: ScriptVars | undefined): ScriptText | ScriptProblems {
  if ('problems' in made) return made
  const { code, map, isAsync, warnings, bundler } = made
  const call = vars === undefined ? 'script(client)' : `script(client, ${writeVars(vars)})`
  return {
    text: `${opening(isAsync)}\n${code.trimEnd()}\nreturn ${call};\n}\n`,
    language: 'javascript',
    map: { ...map, mappings: `;${map.mappings}` },
    warnings,
    bundler,
  }
}

/** The author's text stays on its own lines, so that a failing line is reported as the author knows it. */
function plainWithVars(
  { expression, isAsync }: { readonly expression: string; readonly isAsync: boolean },
  vars: ScriptVars,
): string {
  return `${opening(isAsync)} const script = ${expression}\nreturn script(client, ${writeVars(vars)}) }\n`
}

/** Nightwatch makes commands awaitable only for a function that is itself async. */
function opening(isAsync: boolean): string {
  return `${isAsync ? 'async ' : ''}client => {`
}
