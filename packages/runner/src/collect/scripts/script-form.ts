import type { EntryModule } from './bundle.js'
import { nodeGlobalsIn } from './node-globals.js'
import { type PlainScript, writePlainScript, syntaxErrorOf, syntaxProblem } from './script-plain.js'
import { badScript, inProject, type ScriptProblem, type ScriptProblems } from './script-problem.js'
import { readScriptForm } from './script-syntax.js'

/** How a JavaScript or TypeScript file becomes the text of a script. JSON can hold it. */
export type JavaScriptForm =
  | {
      readonly kind: 'plain'
      readonly script: PlainScript
      readonly warnings: readonly ScriptProblem[]
    }
  /** Undefined when the file is bundled as it is. */
  | { readonly kind: 'bundled'; readonly entryModule: EntryModule | undefined }

/** Decides by its syntax how a file becomes one function. */
export function readJavaScript(
  source: string,
  path: string,
  { root, file }: { readonly root: string; readonly file: string },
): JavaScriptForm | ScriptProblems {
  const language = /\.m?ts$/.test(file) ? 'ts' : 'js'
  const projectFile = inProject(root, file)
  const form = readScriptForm(source, language)
  if (form.kind === 'refused') {
    const { message, hint, line } = form.refusal
    const location = line === undefined ? undefined : { file: projectFile, line }
    return { problems: [badScript(path, message, { ...(location && { location }), hint })] }
  }
  if (form.kind === 'module') return { kind: 'bundled', entryModule: undefined }
  if (form.kind === 'unparsable') {
    // The bundler describes errors in modules and in TypeScript.
    return language === 'ts' || /^\s*(import|export)\b/m.test(source)
      ? { kind: 'bundled', entryModule: undefined }
      : { problems: [syntaxProblem(source, path, projectFile)] }
  }
  // The bundler reads a .cjs file as CommonJS only.
  const exported = file.endsWith('.cjs') ? 'module.exports =' : 'export default'
  if (form.kind === 'function' && form.hasRequire) {
    return {
      kind: 'bundled',
      entryModule: { code: `${exported} ${form.expression}`, isAsync: form.isAsync },
    }
  }
  if (form.kind === 'statements' && (form.isModule || language === 'ts' || file.endsWith('.mjs'))) {
    return {
      kind: 'bundled',
      entryModule: { code: `${form.statements}\n${exported} ${form.name}\n`, isAsync: form.isAsync },
    }
  }
  return plainForm(form, path, projectFile)
}

function plainForm(script: PlainScript, path: string, file: string): JavaScriptForm | ScriptProblems {
  const text = writePlainScript(script, undefined)
  const error = syntaxErrorOf(`script = ${text}`, file)
  const isOneFunction = readScriptForm(text, 'js').kind === 'function'
  if (error || !isOneFunction) {
    const location = error?.line === undefined ? undefined : { file, line: error.line }
    const message = error ? `has a syntax error: ${error.message}` : 'is not a function expression'
    return { problems: [badScript(path, message, { ...(location && { location }) })] }
  }
  return {
    kind: 'plain',
    script,
    warnings: nodeGlobalsIn(`script = ${text}`, (line) => ({ file, line })),
  }
}
