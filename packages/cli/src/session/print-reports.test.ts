import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { printReports } from './print-reports.js'

test('only files that this session wrote are reports', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'loadero-reports-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  for (const name of ['new.xml', 'old.xml']) writeFileSync(join(cwd, name), '')
  utimesSync(join(cwd, 'old.xml'), 1, 1)
  const reporters = ['new.xml', 'old.xml', 'gone.xml', 'new.xml/below.xml'].map((name) => ({
    name,
    outputFile: join(cwd, name),
  }))
  const errors = [
    { kind: 'reporter', message: 'reporter junit failed: EACCES' },
    { kind: 'service', message: 'shown by the console' },
  ] as const
  let output = ''
  printReports(
    { reporters: [...reporters, { name: 'console' }], errors, startedMs: 60_000 },
    { cwd, write: (text) => void (output += text) },
  )
  expect(output).toMatchInlineSnapshot(`
    "Error         reporter junit failed: EACCES
    Report        new.xml
    Not written   old.xml
    Not written   gone.xml
    Not written   new.xml/below.xml
    "
  `)
})
