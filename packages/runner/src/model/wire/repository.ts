import { statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readTextOrEmpty } from './read-text.js'
import { realPath } from '@loadero-test/core/internal'

/** Where the specs of a session come from. It separates the tests of repositories that share a Loadero project. */
export interface Repository {
  /** `github.com/shop/web`; absent without a repository, or without a remote one. */
  readonly repository?: string
  /** Path of the project root in the repository, with forward slashes; empty for its top. */
  readonly root: string
}

/** Reads the identity of the repository of a folder from its Git configuration. Git itself is not needed. */
export function readRepository(root: string): Repository {
  const realRoot = realPath(root)
  for (let folder = realRoot; ; folder = dirname(folder)) {
    const gitFolder = gitFolderOf(folder)
    if (gitFolder !== undefined) {
      const repository = remoteIdentity(readTextOrEmpty(join(gitFolder, 'config')))
      const path = relative(folder, realRoot).split(sep).join('/')
      return { ...(repository !== undefined && { repository }), root: path }
    }
    if (dirname(folder) === folder) return { root: '' }
  }
}

/** The folder with the configuration. In a worktree or a submodule, `.git` is a file that leads to it. */
function gitFolderOf(folder: string): string | undefined {
  const git = join(folder, '.git')
  try {
    if (statSync(git).isDirectory()) return git
  } catch {
    return undefined
  }
  const [, target] = /^gitdir: (.+)$/m.exec(readTextOrEmpty(git)) ?? []
  if (target === undefined) return undefined
  const own = resolve(folder, target)
  const common = readTextOrEmpty(join(own, 'commondir')).trim()
  return common === '' ? own : resolve(own, common)
}

/** The address of `origin`, or of the first remote, without protocol, credentials and `.git`. */
export function remoteIdentity(config: string): string | undefined {
  const remotes = [...config.matchAll(/^\s*\[remote "([^"]*)"\]([^[]*)/gm)].flatMap(
    ([, name, section = '']) => {
      const [, url] = /^\s*url\s*=\s*(\S+)/m.exec(section) ?? []
      return url === undefined ? [] : [{ name, url }]
    },
  )
  const { url } = remotes.find(({ name }) => name === 'origin') ?? remotes[0] ?? {}
  const [, host, path] =
    /^(?:[a-z+]+:\/\/)?(?:[^@/]*@)?([^:/]+)(?::\d+(?=\/))?[:/]+(.+?)(?:\.git)?\/*$/i.exec(url ?? '') ?? []
  return host && path ? `${host}/${path}`.toLowerCase() : undefined
}
