import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/command.js'
import { createProject, head, spec } from '../support/project.js'

const options =
  "{ script: script('./script.js'), participants: [{ name: 'visitor', browser: 'chromeLatest' }] }"

/** What a spec does → exit code, and what the output says. */
const cases: Readonly<Record<string, readonly [number, RegExp]>> = {
  'process.exit(0)': [2, /a\.loadero\.ts:2:\d+[^]*process\.exit\(0\) was called/],
  "setTimeout(() => { throw new Error('timer') })": [2, /a\.loadero\.ts:2:\d+[^]*timer/],
  [`test('t', ${options}, () => process.exit(0))`]: [
    75,
    /process\.exit\(0\) was called at specs\/a\.loadero\.ts:2/,
  ],
  [`test('t', ${options}, ({ expect }) => { void Promise.resolve().then(() => expect(1).toBe(2)) })`]: [
    1,
    /not awaited failed[^]*specs\/a\.loadero\.ts:2/,
  ],
  [`test('t', ${options}, () => { void Promise.reject(new Error('net')) })`]: [
    75,
    /net[^]*specs\/a\.loadero\.ts:2/,
  ],
  [`test('t', ${options}, () => new Promise(() => {}))`]: [75, /did not end within 5 s/],
}

test.each(Object.entries(cases))('a spec with %s ends with reports', async (code, [exitCode, text]) => {
  const root = await createProject({
    'specs/a.loadero.ts': `${head}${code}`,
    'specs/b.loadero.ts': spec('other'),
    'scenario.json': { default: { durationMs: 30_000 } },
  })
  const result = await run(root, ['--simulate', 'scenario.json', '--verify-timeout', '5s'])
  expect(result.code).toBe(exitCode)
  expect(result.stdout).toMatch(text)
  expect(await readFile(join(root, '.loadero', 'junit.xml'), 'utf8')).toContain('</testsuites>')
})

test('output of specs leaves the list valid JSON', async () => {
  const root = await createProject({ 'specs/a.loadero.ts': `console.log('out')\n${spec('a')}` })
  const { code, stdout, stderr } = await run(root, ['list', '--format', 'json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ tests: [{ name: 'a' }] })
  expect(stderr).toBe('out\n')
})

test('a reporter cannot change a verdict or end the session', async () => {
  const root = await createProject({
    'specs/a.loadero.ts': `${head}test('t', ${options}, ({ expect }) => { expect(1).toBe(2) })`,
    'scenario.json': { default: { durationMs: 30_000 } },
    'mine.js':
      "module.exports = { onTestEnd(result) { result.verdict = 'passed' }, onEnd() { process.exit(0) } }",
  })
  const { code, stdout } = await run(root, ['--simulate', 'scenario.json', '--reporter', 'console,./mine.js'])
  expect(code).toBe(1)
  expect(stdout).toContain('reporter mine.js failed: it ended its thread: process.exit(0) was called')
})
