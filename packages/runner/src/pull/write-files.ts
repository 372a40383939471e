import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorMessage } from '@loadero-test/core/internal'
import { UserError } from '../model/errors.js'

/**
 * Writes files below a directory: all of them, or none when one fails.
 * @returns the paths of the files that were new or changed
 * @throws UserError when a file exists with another content, unless `overwrite` is set
 */
export async function writeFiles(
  root: string,
  files: ReadonlyMap<string, string>,
  { overwrite }: { readonly overwrite: boolean },
): Promise<readonly string[]> {
  const compared = await Promise.all(
    [...files].map(async ([path, text]) => ({ path, text, current: await readIfExists(join(root, path)) })),
  )
  const changed = compared.filter(({ text, current }) => text !== current)
  const conflicts = changed.filter(({ current }) => current !== undefined)
  if (conflicts.length > 0 && !overwrite) throw conflictError(conflicts.map(({ path }) => path))
  await writeAll(changed.map(({ path, text }) => ({ file: join(root, path), text })))
  return changed.map(({ path }) => path)
}

function conflictError(paths: readonly string[]): UserError {
  return new UserError(
    'usage',
    `Nothing was written, because these files exist with another content:\n${paths.map((path) => `  ${path}`).join('\n')}`,
    'Overwrite them with --force, or write to another folder with --out-dir.',
  )
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new UserError('usage', `${file} cannot be read: ${message}`)
  }
}

async function writeAll(files: readonly { readonly file: string; readonly text: string }[]): Promise<void> {
  const temporary = (file: string) => `${file}.${process.pid}.part`
  try {
    for (const { file, text } of files) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(temporary(file), text)
    }
    for (const { file } of files) await rename(temporary(file), file)
  } catch (error) {
    for (const { file } of files) await rm(temporary(file), { force: true })
    throw new UserError('usage', `The files cannot be written: ${errorMessage(error)}`)
  }
}
