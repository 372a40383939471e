import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../model/errors.js'

/**
 * Writes files by their paths below a directory, all or, should one fail, none: they get their names once each is whole.
 * @returns the paths of those that were not yet as they should be
 * @throws UserError when a file exists with another content, unless it may be overwritten
 */
export async function writeFiles(
  root: string,
  files: ReadonlyMap<string, string>,
  { overwrite }: { readonly overwrite: boolean },
): Promise<readonly string[]> {
  const compared = await Promise.all(
    [...files].map(async ([path, text]) => ({ path, text, there: await textOf(join(root, path)) })),
  )
  const due = compared.filter(({ text, there }) => text !== there)
  const clashes = due.filter(({ there }) => there !== undefined)
  if (clashes.length > 0 && !overwrite) throw clash(clashes.map(({ path }) => path))
  await writeAll(due.map(({ path, text }) => ({ file: join(root, path), text })))
  return due.map(({ path }) => path)
}

function clash(paths: readonly string[]): UserError {
  return new UserError(
    'usage',
    `nothing was written, because this would replace:\n${paths.map((path) => `  ${path}`).join('\n')}`,
    'Allow it with --force, or write elsewhere with --out-dir.',
  )
}

/** What stands in a file; undefined where there is none. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new UserError('usage', `${file} is in the way: ${message}`)
  }
}

async function writeAll(files: readonly { readonly file: string; readonly text: string }[]): Promise<void> {
  const partial = (file: string) => `${file}.${process.pid}.part`
  try {
    for (const { file, text } of files) {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(partial(file), text)
    }
    for (const { file } of files) await rename(partial(file), file)
  } catch (error) {
    for (const { file } of files) await rm(partial(file), { force: true })
    throw new UserError('usage', `the files cannot be written: ${(error as Error).message}`)
  }
}
