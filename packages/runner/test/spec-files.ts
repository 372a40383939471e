import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { onTestFinished } from 'vitest'
import { createScriptReader, type ScriptRequest, type ScriptText } from '../src/collect/scripts/script.js'

/** Creates a temporary folder, which is removed after the test. */
export async function createFolder() {
  const root = await mkdtemp(join(tmpdir(), 'script-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return root
}

/** Writes files, and returns the folder. */
export async function writeFiles(root: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

/** Writes files, and reads the first of them as a script. */
export async function readScript(
  files: Readonly<Record<string, string>>,
  request: Partial<ScriptRequest> = {},
  folder?: string,
) {
  const root = await writeFiles(folder ?? (await createFolder()), files)
  const [path = ''] = Object.keys(files)
  return createScriptReader(root)({ path: `./${path}`, directory: root, ...request })
}

/** The script, or an error with its problems. */
export function expectScript(result: Awaited<ReturnType<typeof readScript>>): ScriptText {
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result
}

/** The problems of a script as text. */
export function problemText(result: Awaited<ReturnType<typeof readScript>>) {
  return 'problems' in result
    ? result.problems
        .map(({ code, message, hint }) =>
          [`${code}: ${message}`, ...(hint === undefined ? [] : [hint])].join('\n  '),
        )
        .join('\n')
    : 'no problem'
}

/** Runs the text of a script, and returns its result. */
export function runScript(text: string, client: unknown = {}): unknown {
  return (runInNewContext(`(${text})`, { console }) as (client: unknown) => unknown)(client)
}
