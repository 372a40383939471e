import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Environment } from '../options/environment.js'
import { readJsonObject } from './read-json-object.js'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

const names = ['npm', 'pnpm', 'yarn', 'bun'] as const

const lockfiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['pnpm-workspace.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['.yarnrc.yml', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** A directory and all directories above it, the nearest first. */
export function withParents(directory: string): readonly string[] {
  const parent = dirname(directory)
  return parent === directory ? [directory] : [directory, ...withParents(parent)]
}

/**
 * The package manager of a project. The nearest directory that names one decides, with its `packageManager` field
 * before its lockfile; without any, the one that started this process, else npm.
 */
export function findPackageManager(root: string, env: Environment): PackageManager {
  for (const directory of withParents(root)) {
    const { packageManager, devEngines } = readJsonObject(join(directory, 'package.json')) as {
      readonly packageManager?: unknown
      readonly devEngines?: { readonly packageManager?: { readonly name?: unknown } }
    }
    const field = typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined
    const named = field ?? devEngines?.packageManager?.name
    const byField = names.find((name) => name === named)
    const byLockfile = lockfiles.find(([file]) => existsSync(join(directory, file)))?.[1]
    const found = byField ?? byLockfile
    if (found !== undefined) return found
    // A lockfile above the repository belongs to something else.
    if (existsSync(join(directory, '.git'))) break
  }
  const agent = env['npm_config_user_agent']?.split('/')[0]
  return names.find((name) => name === agent) ?? 'npm'
}

/** The shell commands of a package manager. */
interface PackageManagerCommands {
  /** Adds development dependencies, whose names follow. */
  readonly add: readonly [program: string, ...args: string[]]
  /** Makes the package manager available on an image of Node.js. */
  readonly setup: readonly string[]
  /** Installs what the lockfile says. */
  readonly install: string
  /** Runs a binary of a dependency, whose name follows. */
  readonly execute: string
}

const corepack = ['npm install --global corepack', 'corepack enable']

export const packageManagerCommands: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: { add: ['npm', 'install', '--save-dev'], setup: [], install: 'npm ci', execute: 'npx' },
  pnpm: {
    add: ['pnpm', 'add', '--save-dev'],
    setup: corepack,
    install: 'pnpm install --frozen-lockfile',
    execute: 'pnpm exec',
  },
  yarn: {
    add: ['yarn', 'add', '--dev'],
    setup: corepack,
    install: 'yarn install --immutable',
    execute: 'yarn',
  },
  bun: {
    add: ['bun', 'add', '--dev'],
    setup: ['npm install --global bun'],
    install: 'bun install --frozen-lockfile',
    execute: 'bunx',
  },
}
