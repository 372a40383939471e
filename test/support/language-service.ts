import { mkdir, readFile, realpath, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { API, type Checker, type Symbol as TypeSymbol } from 'typescript/unstable/sync'
import { onTestFinished } from 'vitest'
import { createProject } from './project.js'

const packageFolder = fileURLToPath(new URL('../../packages/cli', import.meta.url))

export interface EditorProject {
  readonly root: string
  readonly checker: Checker
  readonly exportsOf: (file: string) => readonly TypeSymbol[]
  /** What an editor offers after a text, which is inserted after the first match of a pattern. */
  readonly completionsAfter: (file: string, pattern: RegExp) => Promise<readonly string[]>
}

/** A project that has installed the built package, as an editor sees it. */
export async function openInEditor(
  files: Readonly<Record<string, string>>,
  prepare: (root: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<EditorProject> {
  const root = await realpath(
    await createProject({
      'tsconfig.json': {
        compilerOptions: {
          strict: true,
          noEmit: true,
          allowJs: true,
          skipLibCheck: true,
          module: 'esnext',
          moduleResolution: 'bundler',
        },
        include: ['**/*'],
      },
      ...files,
    }),
  )
  await mkdir(join(root, 'node_modules'))
  await symlink(packageFolder, join(root, 'node_modules', 'loadero-test'), 'junction')
  await prepare(root)
  const api = new API({})
  onTestFinished(() => api.close())
  const [project] = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] }).getProjects()
  if (!project) throw new Error('the project has no TypeScript configuration')
  const { checker, program } = project
  return {
    root,
    checker,
    exportsOf: (file) => {
      const source = program.getSourceFile(join(root, file))
      const module = source && checker.getSymbolAtLocation(source)
      return module ? checker.getExportsOfModule(module) : []
    },
    completionsAfter: async (file, pattern) => {
      const path = join(root, file)
      const match = pattern.exec(await readFile(path, 'utf8'))
      if (!match) throw new Error(`${file} does not match ${pattern}`)
      const position = match.index + match[0].length
      const completions = checker.getCompletionsAtPosition(path, position, { triggerCharacter: '.' })
      return completions?.entries.map(({ name }) => name) ?? []
    },
  }
}
