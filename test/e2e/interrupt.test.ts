import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../support/command.js'
import { startLoadero } from '../support/loadero.js'
import { normalizeOutput } from '../support/normalize-output.js'
import { createProject, spec } from '../support/project.js'

const forever = { default: { durationMs: 3_600_000 } }

function project() {
  return createProject({ 'specs/a.loadero.ts': spec('lasts'), 'specs/b.loadero.ts': spec('never starts') })
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops the run, writes the report and ends with %i', async (signal, expected) => {
  const { client, env } = await startLoadero(forever)
  const root = await project()
  const command = start(root, ['--concurrency', '1'], env)
  await command.waitForOutput('lasts: run ')
  command.kill(signal)
  // npm and the terminal both pass the signal on, so a second signal at once is the same one.
  command.kill(signal)
  const { code, stdout } = await command.exited
  expect(code).toBe(expected)
  expect(normalizeOutput(stdout)).toMatchSnapshot()
  const { results: runs } = await client.runs.list()
  expect(runs.map(({ status }) => status)).toEqual(['aborted'])
  const xml = await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')
  const caseOf = (name: string) => new RegExp(`<testcase name="${name}".*?</testcase>`, 's').exec(xml)?.[0]
  expect(caseOf('lasts')).toContain('<error ')
  expect(caseOf('never starts')).toContain('<skipped message="interrupted before its launch"')
})
