import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { relativePath } from '@loadero-test/core/internal'
import { type InspectedProject, inspectProject } from './inspect-project.js'
import { firstFileNames } from './templates.js'

const roots: string[] = []
afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true, force: true })
})

/** A repository with these files. Objects become JSON. */
async function createRepository(files: Readonly<Record<string, string | object>>): Promise<string> {
  const repository = await mkdtemp(join(tmpdir(), 'inspect-'))
  roots.push(repository)
  for (const [path, content] of Object.entries({ '.git/HEAD': 'ref: refs/heads/main\n', ...files })) {
    await mkdir(dirname(join(repository, path)), { recursive: true })
    await writeFile(join(repository, path), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return repository
}

async function inspect(files: Readonly<Record<string, string | object>>, below = '', agent?: string) {
  const repository = await createRepository(files)
  const root = join(repository, below)
  await mkdir(root, { recursive: true })
  const project = inspectProject(root, agent === undefined ? {} : { npm_config_user_agent: agent })
  return { ...project, repository, directory: relativePath(project.repository, root) }
}

const typed = { devDependencies: { typescript: '5' } }

const kinds: readonly (readonly [
  string,
  Readonly<Record<string, string | object>>,
  Partial<InspectedProject>,
])[] = [
  [
    'an empty repository',
    {},
    { language: 'typescript', modules: 'esm', manifest: undefined, packageManager: 'npm' },
  ],
  [
    'JavaScript without a type',
    { 'package.json': { name: 'a' } },
    { language: 'javascript', modules: 'commonjs' },
  ],
  ['JavaScript modules', { 'package.json': { type: 'module' } }, { language: 'javascript', modules: 'esm' }],
  ['TypeScript as a dependency', { 'package.json': typed }, { language: 'typescript', modules: 'commonjs' }],
  [
    'TypeScript by its configuration',
    { 'package.json': { type: 'module' }, 'tsconfig.json': '{ /* strict */ }' },
    { language: 'typescript', modules: 'esm', narrowRootDir: undefined },
  ],
  [
    'a TypeScript rootDir that excludes specs',
    { 'package.json': {}, 'tsconfig.json': { compilerOptions: { rootDir: 'src' } } },
    { narrowRootDir: 'src' },
  ],
  [
    'a TypeScript rootDir with include',
    { 'package.json': {}, 'tsconfig.json': { compilerOptions: { rootDir: 'src' }, include: ['src'] } },
    { narrowRootDir: undefined },
  ],
  ['a damaged manifest', { 'package.json': '{ "name": ' }, { modules: 'commonjs', packageManager: 'npm' }],
  ['pnpm by its lockfile', { 'package.json': {}, 'pnpm-lock.yaml': '' }, { packageManager: 'pnpm' }],
  ['Yarn by its settings', { 'package.json': {}, '.yarnrc.yml': '' }, { packageManager: 'yarn' }],
  ['bun by its lockfile', { 'package.json': {}, 'bun.lock': '' }, { packageManager: 'bun' }],
  [
    'a field before a lockfile',
    { 'package.json': { packageManager: 'pnpm@10.1.0' }, 'package-lock.json': {} },
    { packageManager: 'pnpm' },
  ],
  [
    'devEngines',
    { 'package.json': { devEngines: { packageManager: { name: 'yarn' } } } },
    { packageManager: 'yarn' },
  ],
  ['GitHub by its workflows', { '.github/workflows/a.yml': '' }, { ci: 'github' }],
  ['GitLab by its file', { '.gitlab-ci.yml': '' }, { ci: 'gitlab' }],
  ['Jenkins by its file', { Jenkinsfile: '' }, { ci: 'jenkins' }],
  ['Azure by its file', { 'azure-pipelines.yml': '' }, { ci: 'azure' }],
  ['CircleCI by its file', { '.circleci/config.yml': '' }, { ci: 'circleci' }],
  [
    'GitLab by its remote',
    { '.git/config': '[remote "origin"]\n\turl = git@gitlab.com:a/b.git\n' },
    { ci: 'gitlab' },
  ],
  ['no sign of a provider', { '.git/config': '[core]\n' }, { ci: undefined }],
  [
    'an installation',
    { 'package.json': { devDependencies: { 'loadero-test': '1' } } },
    { missingPackages: ['@loadero-test/engine'] },
  ],
]

test.each(kinds)('init recognizes %s', async (_, files, expected) => {
  expect(await inspect(files)).toMatchObject(expected)
})

test('init finds the workspace and the repository of a package', async () => {
  const files = {
    'package.json': { workspaces: ['packages/*'], ...typed },
    'yarn.lock': '',
    '.gitlab-ci.yml': '',
    'packages/load/package.json': { type: 'module' },
  }
  const found = await inspect(files, 'packages/load')
  expect(found).toMatchObject({
    directory: 'packages/load',
    installRoot: found.repository,
    packageManager: 'yarn',
    language: 'typescript',
    modules: 'esm',
    ci: 'gitlab',
  })
})

test('init ignores what is above the repository', async () => {
  const files = { 'package.json': typed, 'yarn.lock': '', 'inner/.git/HEAD': '', 'inner/package.json': {} }
  expect(await inspect(files, 'inner')).toMatchObject({
    language: 'javascript',
    packageManager: 'npm',
    directory: '',
  })
})

test.each(['pnpm/10.1.0 npm/? node/v22', 'bun/1.2.0 npm/? node/v22', 'yarn/4.1.0 npm/? node/v22'])(
  'init uses the package manager that started it: %s',
  async (agent) => {
    expect((await inspect({}, '', agent)).packageManager).toBe(agent.split('/')[0])
  },
)

test.each([
  ['typescript', 'esm', ['loadero.config.ts', 'specs/first.loadero.ts', 'specs/first.ts']],
  ['typescript', 'commonjs', ['loadero.config.mts', 'specs/first.loadero.mts', 'specs/first.mts']],
  ['javascript', 'esm', ['loadero.config.js', 'specs/first.loadero.js', 'specs/first.js']],
  ['javascript', 'commonjs', ['loadero.config.mjs', 'specs/first.loadero.mjs', 'specs/first.js']],
] as const)('files of a %s project with %s modules are modules', async (language, modules, names) => {
  const project = await inspect({})
  expect(Object.values(firstFileNames({ ...project, language, modules }))).toEqual(names)
})
