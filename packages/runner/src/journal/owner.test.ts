import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claimSession, endedOwner, forgetEndedOwner } from './owner.js'

function journalIn() {
  const folder = mkdtempSync(join(tmpdir(), 'owner-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { folder, journal: join(folder, 's.ndjson'), file: join(folder, 's.ndjson.owner') }
}

test('a claim is released with its file', () => {
  const { folder, journal } = journalIn()
  const release = claimSession(journal, 's')
  expect(endedOwner(journal)).toMatchObject({ pid: process.pid })
  release()
  expect(readdirSync(folder)).toEqual([])
})

test('a live process keeps its claim', () => {
  const { journal, file } = journalIn()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  writeFileSync(file, JSON.stringify({ pid: child.pid, host: hostname() }))
  expect(() => claimSession(journal, 's')).toThrow(`session s is in use by process ${child.pid}`)
  expect(endedOwner(journal)).toBeUndefined()
})

test('another machine keeps its claim while it touches the file', () => {
  const { journal, file } = journalIn()
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere' }))
  expect(() => claimSession(journal, 's')).toThrow('process 1 on elsewhere')
  const longAgo = new Date(Date.now() - 10 * 60_000)
  utimesSync(file, longAgo, longAgo)
  expect(endedOwner(journal)).toEqual({ pid: 1, host: 'elsewhere' })
  claimSession(journal, 's')()
})

test('an ended owner is forgotten, and a live one is not', () => {
  const { journal, file, folder } = journalIn()
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }))
  forgetEndedOwner(journal)
  expect(readdirSync(folder)).toEqual([])
  writeFileSync(file, JSON.stringify({ pid: process.ppid, host: hostname() }))
  forgetEndedOwner(journal)
  expect(readdirSync(folder)).toHaveLength(1)
})
