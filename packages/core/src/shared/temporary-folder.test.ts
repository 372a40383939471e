import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryFolder } from './temporary-folder.js'

test('folders of killed processes are removed, and all others are kept', () => {
  const parent = mkdtempSync(join(tmpdir(), 'folders-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const first = basename(createTemporaryFolder('mine', parent))
  const withOwner = (pid: number) => first.replace(`-${process.pid.toString(36)}-`, `-${pid.toString(36)}-`)
  const ended = withOwner(2 ** 22 + 1)
  const others = [withOwner(process.ppid), 'mine-elsewhere-2hwch-abc', 'mine-x', 'other']
  for (const name of [ended, ...others]) mkdirSync(join(parent, name))
  const second = basename(createTemporaryFolder('mine', parent))
  expect(readdirSync(parent).toSorted()).toEqual([first, second, ...others].toSorted())
})
