import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { relativePath } from '@loadero-test/core/internal'
import { type Exit, exitCodes } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import type { InitConfig } from '../config/init-config.js'
import { ciTemplate } from '../init/ci/ci-template.js'
import { type InspectedProject, inspectProject } from '../init/inspect-project.js'
import { installPackages } from '../init/install-packages.js'
import { measurePage } from '../init/measure-page.js'
import { defaultFirstTest, firstFileNames, firstFiles } from '../init/templates.js'
import { packageManagerCommands } from '../project/package-manager.js'
import type { CommandContext } from '../terminal/command-context.js'

const command = fileURLToPath(new URL('../../bin/loadero-test.js', import.meta.url))

/** Creates the files of a first load test, as the project needs them; existing files stay unchanged. */
export async function initCommand(
  { root, ci, url, install }: InitConfig,
  context: Pick<CommandContext, 'cwd' | 'env' | 'signal' | 'write' | 'version'> &
    Partial<Pick<CommandContext, 'confirm'>>,
): Promise<Exit> {
  const { cwd, env, signal, write, version } = context
  const project = inspectProject(root, env)
  const { packageManager, repository } = project
  if (url !== undefined) write(`opens ${url} in browsers on this machine, to measure it\n`)
  const firstTest = url === undefined ? defaultFirstTest : await measurePage(url, { command, env, signal })
  for (const line of Object.values(firstTest.measured ?? {})) write(`${line}\n`)
  const provider = ci ?? project.ci ?? 'github'
  const template = ciTemplate(provider, {
    packageManager,
    directory: relativePath(repository, root),
    installDirectory: relativePath(repository, project.installRoot),
  })
  const files = [
    ...Object.entries(firstFiles(project, firstTest)).map(
      ([path, text]) => [join(root, path), text] as const,
    ),
    ...Object.entries(template.files).map(([path, text]) => [join(repository, path), text] as const),
  ]
  let written = 0
  for (const [file, text] of files) {
    const isNew = await create(file, text)
    if (isNew) written++
    write(`${isNew ? 'wrote' : 'kept '} ${relative(cwd, file)}\n`)
  }
  const isInstalled = await offerInstallation(project, install, context)
  const steps = [...(await nextSteps(project, isInstalled, version)), ...template.todo]
  write(`\nNext:\n${steps.map((step) => `  - ${step}\n`).join('')}`)
  const reason = written === 0 ? 'all files already exist' : `${written} of ${files.length} files written`
  return { code: exitCodes.passed, reason }
}

/** Returns whether everything is installed. Without a terminal and the flag, nothing is. */
async function offerInstallation(
  project: InspectedProject,
  install: boolean | undefined,
  { write, version, confirm, env }: Pick<CommandContext, 'write' | 'version' | 'confirm' | 'env'>,
): Promise<boolean> {
  const { missingPackages, packageManager, manifest } = project
  if (missingPackages.length === 0 || install === false) return missingPackages.length === 0
  const names = missingPackages.join(' and ')
  const created = manifest === undefined ? ' and create package.json' : ''
  const isWanted = install ?? (await confirm?.(`Install ${names} with ${packageManager}${created}?`)) ?? false
  if (!isWanted) return false
  await installPackages(project, version, { write, env })
  return true
}

/** What the user has to do, in this order, without the steps of the CI provider. */
async function nextSteps(
  project: InspectedProject,
  isInstalled: boolean,
  version: string,
): Promise<readonly string[]> {
  const { root, repository, packageManager, missingPackages, manifest, narrowRootDir } = project
  const { add, execute } = packageManagerCommands[packageManager]
  const { config, spec } = firstFileNames(project)
  const names = missingPackages.map((name) => `${name}@${version}`).join(' ')
  const install =
    manifest === undefined
      ? 'create package.json and install the packages: npx loadero-test init --install'
      : `install the packages: ${add.join(' ')} ${names}`
  const ignoreFiles = [root, repository].map((directory) =>
    readFile(join(directory, '.gitignore'), 'utf8').catch(() => ''),
  )
  const isIgnored = (await Promise.all(ignoreFiles)).some((text) => text.includes('.loadero'))
  return [
    ...(isInstalled ? [] : [install]),
    ...(isIgnored ? [] : ['add .loadero/ to .gitignore: reports, logs and screenshots go there']),
    ...(narrowRootDir === undefined
      ? []
      : [`exclude specs and ${config} in tsconfig.json: its rootDir is ${narrowRootDir}`]),
    `download a browser, if this machine has none: ${execute} loadero-test browsers install`,
    `run ${spec} in browsers on this machine: ${execute} loadero-test --local`,
    `write the existing tests of a Loadero project: ${execute} loadero-test pull`,
  ]
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
