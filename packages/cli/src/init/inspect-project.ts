import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../options/environment.js'
import { findPackageManager, type PackageManager, withParents } from '../project/package-manager.js'
import { readJsonObject } from '../project/read-json-object.js'

export type CiProvider = 'github' | 'gitlab' | 'jenkins' | 'azure' | 'circleci'

/** What `init` finds before it writes. Directories are absolute. */
export interface InspectedProject {
  readonly root: string
  /** The directory of the repository; the root without one. */
  readonly repository: string
  /** The directory of the lockfile: that of the workspace for a package in one. */
  readonly installRoot: string
  /** The package.json of the project, or of a directory above it; undefined in a new one. */
  readonly manifest: string | undefined
  readonly packageManager: PackageManager
  readonly language: 'typescript' | 'javascript'
  /** How Node.js and TypeScript read a file that ends in .js or .ts. */
  readonly modules: 'esm' | 'commonjs'
  /** The provider that the repository uses; undefined when nothing shows it. */
  readonly ci: CiProvider | undefined
  /** Those of ours that no manifest names. */
  readonly missingPackages: readonly string[]
  /** `rootDir` of the TypeScript configuration when it makes the compiler refuse files next to it. */
  readonly narrowRootDir: string | undefined
}

const ciFiles: readonly (readonly [string, CiProvider])[] = [
  ['.github/workflows', 'github'],
  ['.gitlab-ci.yml', 'gitlab'],
  ['Jenkinsfile', 'jenkins'],
  ['azure-pipelines.yml', 'azure'],
  ['.azure', 'azure'],
  ['.circleci/config.yml', 'circleci'],
]

const ciHosts: readonly (readonly [RegExp, CiProvider])[] = [
  [/github\./i, 'github'],
  [/gitlab\./i, 'gitlab'],
  [/dev\.azure\.com|visualstudio\.com/i, 'azure'],
]

/** Reads what decides which files `init` writes, and where. Changes nothing. */
export function inspectProject(root: string, env: Environment): InspectedProject {
  const parents = withParents(root)
  const repository = parents.find((directory) => existsSync(join(directory, '.git'))) ?? root
  const inside = parents.slice(0, parents.indexOf(repository) + 1)
  const manifests = inside.map((directory) => readJsonObject(join(directory, 'package.json')))
  const installed = new Set(
    manifests.flatMap(({ dependencies, devDependencies }) =>
      Object.keys({ ...asObject(dependencies), ...asObject(devDependencies) }),
    ),
  )
  const config = inside.map((directory) => join(directory, 'tsconfig.json')).find(existsSync)
  const manifest = inside.map((directory) => join(directory, 'package.json')).find(existsSync)
  const isNew = manifest === undefined
  const installRoot = inside.find(
    (directory, index) =>
      manifests[index]?.['workspaces'] !== undefined ||
      installFiles.some((file) => existsSync(join(directory, file))),
  )
  const { type } = isNew ? {} : readJsonObject(manifest)
  return {
    root,
    repository,
    installRoot: installRoot ?? root,
    manifest,
    packageManager: findPackageManager(root, env),
    // A new project is TypeScript: it needs nothing that JavaScript would not need.
    language: config !== undefined || installed.has('typescript') || isNew ? 'typescript' : 'javascript',
    // `init` makes the manifest of a new project one of ECMAScript modules.
    modules: type === 'module' || isNew ? 'esm' : 'commonjs',
    ci: findCi(repository),
    missingPackages: ['loadero-test', '@loadero-test/engine'].filter((name) => !installed.has(name)),
    narrowRootDir: config === undefined ? undefined : findNarrowRootDir(config),
  }
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

/** A directory with one of these is where packages are installed. */
const installFiles = [
  'pnpm-workspace.yaml',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
]

function findCi(repository: string): CiProvider | undefined {
  const byFile = ciFiles.find(([file]) => existsSync(join(repository, file)))?.[1]
  if (byFile !== undefined) return byFile
  try {
    const remote = /^\s*url\s*=\s*(.+)$/m.exec(readFileSync(join(repository, '.git', 'config'), 'utf8'))?.[1]
    return ciHosts.find(([host]) => host.test(remote ?? ''))?.[1]
  } catch {
    // No repository, or a worktree whose configuration is elsewhere.
    return undefined
  }
}

/** A configuration without `include` takes all files below it, and the compiler refuses those outside of `rootDir`. */
function findNarrowRootDir(config: string): string | undefined {
  const { compilerOptions, include, files } = readJsonObject(config)
  const { rootDir } = asObject(compilerOptions) as { readonly rootDir?: unknown }
  const isWhole = typeof rootDir !== 'string' || /^\.?\/?$/.test(rootDir)
  return isWhole || include !== undefined || files !== undefined ? undefined : rootDir
}
