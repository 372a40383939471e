import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readRepository, remoteIdentity } from './repository.js'

test.each([
  ['https://github.com/Shop/Web.git', 'github.com/shop/web'],
  ['https://user:token@github.com/shop/web', 'github.com/shop/web'],
  ['git@github.com:shop/web.git', 'github.com/shop/web'],
  ['ssh://git@git.example.com:2222/shop/web.git/', 'git.example.com/shop/web'],
  ['/srv/git/web.git', undefined],
])('the remote %s is identified as %s', (url, expected) => {
  expect(remoteIdentity(`[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = x\n`)).toBe(
    expected,
  )
})

test('origin is preferred to other remotes', () => {
  const config = '[remote "fork"]\n\turl = git@h:a/b\n[remote "origin"]\n\turl = git@h:c/d\n'
  expect(remoteIdentity(config)).toBe('h/c/d')
  expect(remoteIdentity('')).toBeUndefined()
})

test('a folder, a worktree and no repository are read', async () => {
  const top = await mkdtemp(join(tmpdir(), 'repository-'))
  onTestFinished(() => rm(top, { recursive: true }))
  await mkdir(join(top, 'main/.git/worktrees/side'), { recursive: true })
  await mkdir(join(top, 'main/specs/shop'), { recursive: true })
  await mkdir(join(top, 'side'))
  await writeFile(join(top, 'main/.git/config'), '[remote "origin"]\n\turl = git@h:c/d\n')
  await writeFile(join(top, 'main/.git/worktrees/side/commondir'), '../..\n')
  await writeFile(join(top, 'side/.git'), `gitdir: ${join(top, 'main/.git/worktrees/side')}\n`)
  expect(readRepository(join(top, 'main/specs/shop'))).toEqual({ repository: 'h/c/d', root: 'specs/shop' })
  expect(readRepository(join(top, 'side'))).toEqual({ repository: 'h/c/d', root: '' })
  expect(readRepository(top)).toEqual({ root: '' })
})
