import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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

function createReporters(root: string, requests: ReporterRequests, env: Environment = {}) {
  return makeReporters(
    {
      reporter: chooseReporters([{ source: 'reporter in loadero.config.ts', requests, directory: root }], {
        source: '--add-reporter',
        requests: undefined,
        directory: root,
      }),
      outputDir: join(root, 'out'),
      root,
      junitCases: undefined,
      agent: false,
    },
    {
      terminal: nowhere,
      writeData: () => undefined,
      clock: systemClock,
      colors: false,
      cwd: root,
      env,
      redactor: createReportRedactor(() => ['hunter22']),
      specModule: fileURLToPath(new URL('../index.ts', import.meta.url)),
    },
  )
}

test('a truncated job summary names the full report', async () => {
  const root = await project({})
  const summaryFile = join(root, 'summary.md')
  const [github] = await createReporters(root, ['github', ['html', { outputFile: 'all.html' }]], {
    GITHUB_STEP_SUMMARY: summaryFile,
  })
  const tests = Array.from({ length: 1_000 }, (_, n) =>
    aTestResult({ test: aTest(`${n}${'x'.repeat(1_500)}`) }),
  )
  await github?.onEnd?.(aSummary({ tests }))
  expect(await readFile(summaryFile, 'utf8')).toMatch(/The full report is in all\S*html/)
})

test('built-in reporters write to their output files', async () => {
  const root = await project({})
  const reporters = await createReporters(root, ['console', 'junit', ['junit', { outputFile: 'b.xml' }]])
  expect(reporters.map(({ name, outputFile }) => [name, outputFile])).toEqual([
    ['console', undefined],
    ['junit', join(root, 'out', 'junit.xml')],
    ['junit', join(root, 'b.xml')],
  ])
})

test('only one reporter may write to the terminal', async () => {
  const root = await project({})
  await expect(createReporters(root, ['console', 'dot'])).rejects.toThrowErrorMatchingInlineSnapshot(
    `
    [UserError: Reporters console and dot both write to the terminal]
      Choose one.
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
  ['an object without a name', 'export default { onEnd() {} }', 'mine.ts'],
])('a reporter may be %s', async (_, text, name) => {
  const root = await project({ 'mine.ts': text })
  const [reporter] = await createReporters(root, [['./mine.ts', { to: 'team' }]])
  expect(reporter?.name).toBe(name)
  await reporter?.onEnd?.({} as never)
})

test('a package may be a reporter', async () => {
  const root = await project({
    'node_modules/@team/reporter/package.json':
      '{ "name": "@team/reporter", "exports": { "import": "./index.mjs" } }',
    'node_modules/@team/reporter/index.mjs': 'export default { name: "packed", onEnd() {} }',
  })
  expect(await createReporters(root, ['@team/reporter'])).toMatchObject([{ name: 'packed' }])
})

const pullRequest = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_REPOSITORY: 'team/shop',
  GITHUB_TOKEN: 'ghs_secret',
}

/** A server that keeps the requests it receives, and has no comments. */
async function aGithubServer() {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('a pull request gets a comment only on request', async () => {
  const root = await project({})
  const { requests, url } = await aGithubServer()
  const env = { ...pullRequest, GITHUB_API_URL: url }
  const report = async (request: ReporterRequests, variables: Environment) => {
    const [github] = await createReporters(root, request, variables)
    await github?.onEnd?.(aSummary())
  }
  await report(['github'], env)
  await report([['github', { comment: false }]], env)
  await report([['github', { comment: true }]], { ...env, GITHUB_REF: 'refs/heads/main' })
  expect(requests).toEqual([])
  await report([['github', { comment: true }]], env)
  expect(requests.at(-1)).toBe('POST /repos/team/shop/issues/7/comments')
  await expect(report([['github', { comment: true }]], { ...env, GITHUB_TOKEN: '' })).rejects
    .toThrowErrorMatchingInlineSnapshot(`
    [UserError: Reporter github has no token for the comment on the pull request]
      Pass it to the step as GITHUB_TOKEN, with the permission pull-requests: write.
  `)
})

test.each(['slack', 'teams', 'webhook'])('the reporter %s needs an address and hides it', async (name) => {
  const root = await project({})
  const variable = `LOADERO_${name.toUpperCase()}_URL`
  await expect(createReporters(root, [name])).rejects.toThrow(`Reporter ${name} has no address`)
  await expect(createReporters(root, [name], { [variable]: 'not an address' })).rejects.toThrow('no address')
  const env = { [variable]: 'https://chat.example/T0P-S3CRET' }
  expect(await createReporters(root, [name], env)).toMatchObject([{ name }])
})

test('the example package is a reporter', async () => {
  const root = await project({})
  const example = fileURLToPath(new URL('../../../../fixtures/projects/reporter/index.js', import.meta.url))
  const outputFile = join(root, 'gates.csv')
  const [reporter] = await createReporters(root, [[example, { outputFile }]])
  await reporter?.onEnd?.(aSummary({ tests: [aTestResult()] }))
  expect(reporter?.outputFile).toBe(outputFile)
  expect(await readFile(outputFile, 'utf8')).toBe('test,gate,value,limit,unit,outcome\n')
})

test.each<[string, ReporterRequests, string]>([
  ['the file does not exist', ['./mine.ts'], ''],
  ['it does not parse', ['./mine.ts'], 'export default {'],
  ['it imports a missing module', ['./mine.ts'], 'import "nowhere"'],
  ['it exports something else', ['./mine.ts'], 'export default 7'],
  ['it has no handlers', ['./mine.ts'], 'export default { onend() {} }'],
  ['it cannot be created', ['./mine.ts'], 'export default () => { throw new Error("no key") }'],
  ['the name is unknown', ['junt'], ''],
  ['an option is unknown', [['junit', { outputfile: 'x' }]], ''],
  ['it has no options', 'console=x.txt', ''],
  ['an option is wrong', [['junit', { outputFile: 7 }]], ''],
  ['two reporters write one file', ['junit', ['junit', { outputFile: 'out/junit.xml' }]], ''],
])('an error explains when %s', async (_, requests, text) => {
  const root = await project(text === '' ? {} : { 'mine.ts': text })
  const failure = await createReporters(root, requests).catch((error: unknown) => error)
  if (!(failure instanceof UserError)) throw failure
  expect([failure.message.replaceAll(root, '<root>'), failure.hint]).toMatchSnapshot()
})
