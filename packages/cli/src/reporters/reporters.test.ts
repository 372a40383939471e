import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '@loadero-test/core'
import { createReportRedactor, type Terminal } from '@loadero-test/runner'
import { UserError } from '@loadero-test/runner/errors'
import { aSummary, aTest, aTestResult } from '../../../runner/test/examples.js'
import type { Environment } from '../options/environment.js'
import { chooseReporters, type ReporterRequests } from '../config/reporter-choice.js'
import { makeReporters } from './reporters.js'

async function project(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'reporters-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
  return root
}

const nowhere: Terminal = {
  canRedraw: false,
  size: () => ({ columns: 80, rows: 24 }),
  write: () => undefined,
  onResize: () => () => undefined,
  capture: () => () => undefined,
  onClose: () => () => undefined,
}

function made(root: string, wishes: ReporterRequests, env: Environment = {}) {
  return makeReporters(
    {
      reporter: chooseReporters([{ source: 'reporter in loadero.config.ts', wishes, directory: root }], {
        source: '--add-reporter',
        wishes: undefined,
        directory: root,
      }),
      outputDir: join(root, 'out'),
      root,
      junitCases: undefined,
    },
    {
      terminal: nowhere,
      clock: systemClock,
      colors: false,
      cwd: root,
      env,
      mask: createReportRedactor(() => ['hunter22']),
      specModule: fileURLToPath(new URL('../index.ts', import.meta.url)),
    },
  )
}

test('the summary of a job that had to be cut says where all of it is', async () => {
  const root = await project({})
  const summaryFile = join(root, 'summary.md')
  const [github] = await made(root, ['github', ['html', { outputFile: 'all.html' }]], {
    GITHUB_STEP_SUMMARY: summaryFile,
  })
  const tests = Array.from({ length: 1_000 }, (_, n) =>
    aTestResult({ test: aTest(`${n}${'x'.repeat(1_500)}`) }),
  )
  await github?.onEnd?.(aSummary({ tests }))
  expect(await readFile(summaryFile, 'utf8')).toMatch(/The full report is in all\S*html/)
})

test('each of ours writes where it is told, or below the output directory', async () => {
  const root = await project({})
  const reporters = await made(root, ['console', 'junit', ['junit', { outputFile: 'b.xml' }]])
  expect(reporters.map(({ name, outputFile }) => [name, outputFile])).toEqual([
    ['console', undefined],
    ['junit', join(root, 'out', 'junit.xml')],
    ['junit', join(root, 'b.xml')],
  ])
})

test('the terminal is for one of them', async () => {
  const root = await project({})
  await expect(made(root, ['console', 'dot'])).rejects.toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: console and dot both tell people on the terminal]
      Choose one of them.
  `,
  )
})

test.each([
  ['an object', 'export default { name: "mine", onEnd() { this.ended = true } }', 'mine'],
  [
    'a class in TypeScript',
    `import type { Reporter } from 'loadero-test'
export default class implements Reporter {
  #ended: number = 0
  readonly name: string
  constructor({ to }: { to: string }) { this.name = to }
  onEnd() { this.#ended++ }
}`,
    'team',
  ],
  ['a function', 'export default function ({ to }) { return { name: to, onEnd() {} } }', 'team'],
  ['an async function', 'export default async ({ to }) => ({ name: to, onEnd() {} })', 'team'],
  ['a nameless one', 'export default { onEnd() {} }', 'mine.ts'],
])('%s may be a reporter', async (_, text, name) => {
  const root = await project({ 'mine.ts': text })
  const [reporter] = await made(root, [['./mine.ts', { to: 'team' }]])
  expect(reporter?.name).toBe(name)
  await reporter?.onEnd?.({} as never)
})

test('a package may be a reporter, with imports alone, too', async () => {
  const root = await project({
    'node_modules/@team/reporter/package.json':
      '{ "name": "@team/reporter", "exports": { "import": "./index.mjs" } }',
    'node_modules/@team/reporter/index.mjs': 'export default { name: "packed", onEnd() {} }',
  })
  expect(await made(root, ['@team/reporter'])).toMatchObject([{ name: 'packed' }])
})

test.each<[string, ReporterRequests, string]>([
  ['there is no file', ['./mine.ts'], ''],
  ['it does not parse', ['./mine.ts'], 'export default {'],
  ['it imports nothing that exists', ['./mine.ts'], 'import "nowhere"'],
  ['it exports something else', ['./mine.ts'], 'export default 7'],
  ['it handles nothing', ['./mine.ts'], 'export default { onend() {} }'],
  ['it cannot be made', ['./mine.ts'], 'export default () => { throw new Error("no key") }'],
  ['there is none of this name', ['junt'], ''],
  ['an option is unknown', [['junit', { outputfile: 'x' }]], ''],
  ['it takes no options', 'console=x.txt', ''],
  ['an option is wrong', [['junit', { outputFile: 7 }]], ''],
  ['two write one file', ['junit', ['junit', { outputFile: 'out/junit.xml' }]], ''],
])('it is said when %s', async (_, wishes, text) => {
  const root = await project(text === '' ? {} : { 'mine.ts': text })
  const failure = await made(root, wishes).catch((error: unknown) => error)
  if (!(failure instanceof UserError)) throw failure
  expect([failure.message.replaceAll(root, '<root>'), failure.hint]).toMatchSnapshot()
})
