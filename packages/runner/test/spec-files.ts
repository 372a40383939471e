import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { onTestFinished } from 'vitest'
import { scriptReader, type ScriptText, type ScriptRequest } from '../src/collect/scripts/script.js'

/** A temporary folder for one test. */
export async function folder() {
  const root = await mkdtemp(join(tmpdir(), 'script-'))
  onTestFinished(() => rm(root, { recursive: true }))
  return root
}

/** Writes files and gives the folder. */
export async function write(root: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

/** Reads the first of these files as a script. */
export async function read(
  files: Readonly<Record<string, string>>,
  wish: Partial<ScriptRequest> = {},
  parent?: string,
) {
  const root = await write(parent ?? (await folder()), files)
  const [path = ''] = Object.keys(files)
  return scriptReader(root)({ path: `./${path}`, directory: root, ...wish })
}

export function textOf(found: Awaited<ReturnType<typeof read>>): ScriptText {
  if ('problems' in found) throw new Error(JSON.stringify(found.problems))
  return found
}

/** What the script gives when it is played, as whatever was read says. */
export function play(text: string, client: unknown = {}): unknown {
  return (runInNewContext(`(${text})`) as (client: unknown) => unknown)(client)
}
