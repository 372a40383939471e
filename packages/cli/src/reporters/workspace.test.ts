import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSourcePath } from './workspace.js'

async function aRepository(withGit: boolean) {
  const directory = realpathSync(await mkdtemp(join(tmpdir(), 'workspace-')))
  onTestFinished(() => rm(directory, { recursive: true }))
  const root = join(directory, 'packages', 'load')
  await mkdir(root, { recursive: true })
  if (withGit) await mkdir(join(directory, '.git'))
  return { directory, root }
}

test.each([
  ['GitHub', { GITHUB_ACTIONS: 'true' }, 'GITHUB_WORKSPACE'],
  ['GitLab', { GITLAB_CI: 'true' }, 'CI_PROJECT_DIR'],
  ['Azure', { TF_BUILD: 'True' }, 'BUILD_SOURCESDIRECTORY'],
  ['Buildkite', { BUILDKITE: 'true' }, 'BUILDKITE_BUILD_CHECKOUT_PATH'],
  ['Bitbucket', { BITBUCKET_BUILD_NUMBER: '7' }, 'BITBUCKET_CLONE_DIR'],
  ['Jenkins', { JENKINS_URL: 'https://ci.example/' }, 'WORKSPACE'],
])('paths are relative to the workspace of %s', async (_, env, variable) => {
  const { directory, root } = await aRepository(false)
  const paths = (workspace: string) => createSourcePath({ ...env, [variable]: workspace }, root)
  expect(paths(directory)('specs/a.loadero.ts')).toBe('packages/load/specs/a.loadero.ts')
  expect(paths(`${directory}/`)('../shared/b.js')).toBe('packages/shared/b.js')
  expect(paths(root)('specs/a.loadero.ts')).toBe('specs/a.loadero.ts')
  await symlink(directory, join(directory, 'link'))
  expect(paths(join(directory, 'link'))('specs/a.loadero.ts')).toBe('packages/load/specs/a.loadero.ts')
})

test.each([
  ['without a provider', {}],
  ['with a provider that names no workspace', { CIRCLECI: 'true' }],
  ['with a workspace elsewhere', { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: '/home/runner/work/shop' }],
])('paths are relative to the repository %s', async (_, env) => {
  const { root } = await aRepository(true)
  expect(createSourcePath(env, root)('specs/a.loadero.ts')).toBe('packages/load/specs/a.loadero.ts')
})

test('paths are relative to the project outside of a repository', async () => {
  const { root } = await aRepository(false)
  expect(createSourcePath({}, root)('specs/a.loadero.ts')).toBe('specs/a.loadero.ts')
})
