import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorMessage, writeFilesAtomic } from '@loadero-test/core/internal'
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
    [...files].map(async ([path, text]) => {
      const file = join(root, path)
      const current = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw new UserError('usage', `${file} cannot be read: ${error.message}`)
      })
      return { path, file, text, current }
    }),
  )
  const changed = compared.filter(({ text, current }) => text !== current)
  const conflicts = changed.filter(({ current }) => current !== undefined)
  if (conflicts.length > 0 && !overwrite) {
    throw new UserError(
      'usage',
      `Nothing was written, because these files exist with another content:\n${conflicts.map(({ path }) => `  ${path}`).join('\n')}`,
      'Overwrite them with --force, or write to another folder with --out-dir.',
    )
  }
  try {
    await writeFilesAtomic(changed)
  } catch (error) {
    throw new UserError('usage', `The files cannot be written: ${errorMessage(error)}`)
  }
  return changed.map(({ path }) => path)
}
