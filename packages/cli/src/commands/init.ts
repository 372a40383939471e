import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { ciTemplate } from '../init/ci/ci-template.js'
import { initFiles } from '../init/templates.js'
import type { InitConfig } from '../config/init-config.js'

/** Creates the files of a first load test; existing files stay unchanged. */
export async function initCommand(
  { root, ci }: InitConfig,
  { write }: { readonly write: (text: string) => void },
): Promise<Exit> {
  const template = ciTemplate(ci, { packageManager: 'npm', directory: '', installDirectory: '' })
  const files = Object.entries(initFiles(template))
  let written = 0
  for (const [path, text] of files) {
    const isNew = await create(join(root, path), text)
    if (isNew) written++
    write(`${isNew ? 'wrote' : 'kept '} ${path}\n`)
  }
  const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => '')
  const steps = [
    ...((await read('package.json')).includes('"loadero-test"')
      ? []
      : ['npm install --save-dev loadero-test']),
    ...((await read('.gitignore')).includes('.loadero')
      ? []
      : ['add .loadero/ to .gitignore: reports, logs and screenshots go there']),
    'npx loadero-test --local runs specs/first.loadero.ts in browsers on this machine',
    'npx loadero-test pull writes the existing tests of a Loadero project',
    ...template.todo,
  ]
  write(`\nNext:\n${steps.map((step) => `  - ${step}\n`).join('')}`)
  const reason = written === 0 ? 'all files already exist' : `${written} of ${files.length} files written`
  return { code: exitCodes.passed, reason }
}

/** Returns whether the file is new. An existing file is never changed, even when it was created just now. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new UserError('usage', `${file} cannot be written: ${message}`)
  }
}
