import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { realPath } from '@loadero-test/core/internal'
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
 * Turns paths that are relative to the project root into paths that are relative to the directory of the provider's
 * paths: its workspace if the project is in it, otherwise the root of the git repository, otherwise the project itself.
 */
export function createSourcePath(env: Environment, root: string): (file: string) => string {
  const ci = detectCi(env)
  const variable = ci && workspaceVariables[ci]
  const workspace = variable && env[variable]
  const project = realPath(root)
  // `.git` is a file in a worktree and in a submodule.
  const isRepository = (directory: string) => existsSync(join(directory, '.git'))
  let repository = project
  while (!isRepository(repository) && repository !== dirname(repository)) repository = dirname(repository)
  if (!isRepository(repository)) repository = project
  const prefix = [workspace, repository]
    .flatMap((directory) => (directory ? relative(realPath(directory), project) : []))
    .find((path) => !path.startsWith('..'))
  return (file) => (prefix ? join(prefix, file).split(sep).join('/') : file)
}
