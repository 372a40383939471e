import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, extname } from 'node:path'
import { similarTo } from '@loadero-test/core/internal'
import { removeTypeComment } from '../../model/wire/type-comment.js'
import { openCachedFile } from '../file-cache.js'
import type { BundleRequest } from './bundle.js'
import type { JavaScriptForm } from './script-form.js'
import { badScript, type ScriptProblem, type ScriptProblems } from './script-problem.js'

export type ScriptLanguage = 'javascript' | 'java' | 'python'

/** By extension. */
export const scriptLanguages: Readonly<Record<string, ScriptLanguage>> = {
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.ts': 'javascript',
  '.mts': 'javascript',
  '.cjs': 'javascript',
  '.java': 'java',
  '.py': 'python',
}

/** Reads a file. Loads the parser only when there is a script that no earlier process has parsed. */
export async function readForm(
  path: string,
  language: ScriptLanguage,
  request: Pick<BundleRequest, 'root' | 'file'>,
): Promise<{ readonly source: string } | JavaScriptForm | ScriptProblems> {
  const content = await readSource(request.file, path)
  if (typeof content !== 'string') return { problems: [content] }
  const source = removeTypeComment(content)
  if (language !== 'javascript') return { source }
  // The place of a warning depends on the root.
  const cached = openCachedFile<JavaScriptForm>(`script ${request.root} 2`, request.file, source)
  if (cached.content) return cached.content
  const { readJavaScript } = await import('./script-form.js')
  const form = readJavaScript(source, path, request)
  // The message of a problem depends on the spec file.
  if (!('problems' in form)) cached.write(form)
  return form
}

async function readSource(file: string, path: string): Promise<string | ScriptProblem> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') return badScript(path, `cannot be read: ${code ?? String(error)}`)
    const hint = await similarScriptHint(file, path)
    return badScript(path, 'does not exist', hint === undefined ? {} : { hint })
  }
}

/** Names the most similar script in the same folder. */
async function similarScriptHint(file: string, path: string): Promise<string | undefined> {
  const names = await readdir(dirname(file)).catch(() => undefined)
  if (names === undefined)
    return `The folder ${dirname(path)} does not exist. Paths are relative to the spec file.`
  const scripts = names.filter(
    (name) => scriptLanguages[extname(name)] !== undefined && !/\.loadero\.\w+$/.test(name),
  )
  const [similar] = similarTo(basename(file), scripts)
  return similar === undefined
    ? 'Paths are relative to the spec file.'
    : `Did you mean '${path.slice(0, path.length - basename(path).length)}${similar}'?`
}
