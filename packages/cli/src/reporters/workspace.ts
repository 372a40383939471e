import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { type CiName, detectCi } from '../config/ci-environment.js'
import type { Environment } from '../options/environment.js'

/** Where each provider checks the repository out. */
const workspaceVariables: Readonly<Partial<Record<CiName, string>>> = {
  github: 'GITHUB_WORKSPACE',
  gitlab: 'CI_PROJECT_DIR',
  azure: 'BUILD_SOURCESDIRECTORY',
  buildkite: 'BUILDKITE_BUILD_CHECKOUT_PATH',
  bitbucket: 'BITBUCKET_CLONE_DIR',
  jenkins: 'WORKSPACE',
}

/**
 * The directory that the provider's paths are relative to: its workspace if the project is in it, otherwise the root of
 * the git repository, otherwise the project itself.
 */
function workspaceOf(env: Environment, root: string): string {
  const ci = detectCi(env)
  const variable = ci && workspaceVariables[ci]
  const workspace = variable && env[variable]
  if (workspace && relativePath(workspace, root) !== undefined) return workspace
  for (let directory = realPath(root); ; directory = dirname(directory)) {
    // In a worktree and in a submodule, it is a file.
    if (existsSync(join(directory, '.git'))) return directory
    if (directory === dirname(directory)) return root
  }
}

/** Turns paths that are relative to the project root into paths that are relative to the workspace. */
export function createSourcePath(env: Environment, root: string): (file: string) => string {
  const prefix = relativePath(workspaceOf(env, root), root) ?? ''
  return (file) => (prefix === '' ? file : join(prefix, file).split(sep).join('/'))
}

/** The path from one directory to another one below it; undefined when it is not below it. */
function relativePath(from: string, to: string): string | undefined {
  const path = relative(realPath(from), realPath(to))
  return path.startsWith('..') ? undefined : path
}

/** A workspace may be reached through a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
