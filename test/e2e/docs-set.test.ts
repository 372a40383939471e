import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseArguments } from '../../packages/cli/src/options/parse-arguments.js'
import { run } from '../support/command.js'
import { createProject } from '../support/project.js'

const cli = fileURLToPath(new URL('../../packages/cli', import.meta.url))
const docs = join(cli, 'docs')
const samples = join(docs, 'samples')
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md') && !file.startsWith('decisions'))
  .toSorted()

function read(file: string): string {
  return readFileSync(join(docs, file), 'utf8')
}

interface CodeBlock {
  readonly language: string
  readonly file: string | undefined
  readonly text: string
}

function blocksOf(page: string): readonly CodeBlock[] {
  return [...read(page).matchAll(/^ *```(\w+)(?: \[(\S+)\])?\n(.*?)^ *```$/gms)].map(
    ([, language = '', file, text = '']) => ({ language, file, text }),
  )
}

const pagesWithSamples = pages.filter((page) => page.startsWith('guide') || page === 'recipes.md')

test.each(pagesWithSamples)('each sample of %s is a file', (page) => {
  const blocks = blocksOf(page).filter(({ language }) => ['ts', 'js', 'json'].includes(language))
  for (const { file, text } of blocks) expect(text).toBe(read(file ?? `${page} has a sample without a file`))
})

test('each file of the samples is on a page', () => {
  const shown = new Set(pagesWithSamples.flatMap(blocksOf).flatMap(({ file }) => file ?? []))
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(docs, join(entry.parentPath, entry.name)))
  expect(new Set(files)).toEqual(shown)
})

test('the samples pass, and their gates fail with worse values', async () => {
  const scenario = JSON.parse(read('samples/scenario.json')) as {
    participants: object
    default: { timecards: object }
  }
  const worse = {
    participants: JSON.parse(JSON.stringify(scenario.participants).replaceAll(':60}', ':90}')) as object,
    default: { ...scenario.default, timecards: [{ name: 'open', durationMs: 60_000 }] },
  }
  const root = await createProject({ 'worse.json': worse })
  const simulate = (file: string, filter: readonly string[]) =>
    run(root, [
      ...filter,
      '--root',
      samples,
      '--output-dir',
      '.loadero',
      '--simulate',
      file,
      '--reporter',
      'list',
    ])
  const passed = await simulate(join(samples, 'scenario.json'), [])
  expect(passed.stdout).toContain('Exit 0: all tests passed')
  expect(passed.stdout).not.toMatch(/warning|WARNING/)
  const failed = await simulate('worse.json', ['home', 'locations', 'share'])
  expect(failed.stdout).toContain('Exit 1: 3 tests failed')
})

const commandLines = pagesWithSamples.flatMap((page) =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) =>
      [...text.matchAll(/^npx loadero-test(.*)$/gm)].map(([, line = '']) => line.trim()),
    ),
)

test.each(commandLines)('loadero-test %s is a valid command line', (line) => {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word)
  expect(parseArguments(words).kind).toBe('command')
})

test.each([...pages, '../llms.txt', '../README.md'])('each link of %s has a target', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[\w-]+)?\)/g)].map(([, link = '']) => link)
  const missing = links.filter(
    (link) => !/^https?:/.test(link) && !existsSync(join(docs, dirname(page), link)),
  )
  expect(missing).toEqual([])
})

test('llms.txt lists each page of the guide', () => {
  const text = read('../llms.txt')
  for (const page of pagesWithSamples) expect(text).toContain(`(docs/${page})`)
})
