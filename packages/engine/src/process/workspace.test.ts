import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeWorkRoot } from './workspace.js'

test('the folder of a killed engine is removed at the next start', () => {
  const parent = mkdtempSync(join(tmpdir(), 'roots-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  vi.stubEnv('TMPDIR', parent)
  vi.stubEnv('TEMP', parent)
  const own = basename(makeWorkRoot())
  const pid = process.pid.toString(36)
  const killed = own.replace(`-${pid}-`, `-${(2 ** 22 + 1).toString(36)}-`)
  const live = own.replace(`-${pid}-`, `-${process.ppid.toString(36)}-`)
  for (const name of [killed, live]) mkdirSync(join(parent, name, 'p1'), { recursive: true })
  const next = basename(makeWorkRoot())
  expect(readdirSync(parent).toSorted()).toEqual([own, live, next].toSorted())
  // Sockets of browsers are 55 characters below, and their path is limited to 107 characters.
  expect(next.length).toBeLessThan(24)
})
