import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { aSummary } from '../../../test/examples.js'
import { faults, faultStartMs } from '../../../test/faults.js'
import { elementsOf, textOf } from '../../../test/html-elements.js'
import type { TestResult } from '../../model/result.js'
import { htmlReporter } from './html.js'

function time(second: number): string {
  return new Date(faultStartMs + 4_000 + second * 1_000).toISOString()
}

const scriptLog = `${time(1)} → url("http://shop.test") 812 ms
${time(2)} → click("#buy <img src=x onerror=alert(1)>") 12 ms
${time(8)} ✖ TypeError: Cannot read properties of undefined
`

/** The files of the pages of a session whose participant #1 failed and has logs. */
async function writePages(change: (result: TestResult) => TestResult = (result) => result) {
  const root = await mkdtemp(join(tmpdir(), 'loadero-pages-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const folder = join(root, 'out', 'sessions', 's1', 'run-34', '101-caller')
  await mkdir(folder, { recursive: true })
  await mkdir(join(root, 'specs'))
  await writeFile(
    join(root, 'specs', 'pay.js'),
    Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n'),
  )
  await writeFile(join(folder, 'script.log'), scriptLog)
  await writeFile(join(folder, 'last screen.png'), '')
  const { result, series } = faults['script bug']
  const seriesFile = join(root, 'out', 'series.json')
  await writeFile(seriesFile, JSON.stringify(series))
  const failed = change({
    ...result,
    seriesFile,
    participants: result.participants.map((one) =>
      one.label === 'caller #1'
        ? { ...one, files: [join(folder, 'script.log'), join(folder, 'last screen.png')] }
        : one,
    ),
  })
  const reporter = htmlReporter({ outputFile: join(root, 'out', 'report.html'), root })
  await reporter.onTestEnd?.(failed)
  await reporter.onEnd?.(aSummary({ tests: [failed] }))
  return { folder, read: (name: string) => readFile(join(root, 'out', name), 'utf8') }
}

const ownPage = 'sessions/s1/run-34/101-caller/participant.html'

test('the page of a participant has source, commands, pictures and logs', async () => {
  const { read } = await writePages()
  const page = await read(ownPage)
  const text = textOf(page.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, ''))
  expect(text.replaceAll(/[ \t]+/g, ' ').replaceAll(/\s*\n\s*/g, '\n')).toMatchSnapshot()
  const elements = elementsOf(page)
  expect(elements.flatMap(({ name, attributes }) => (name === 'img' ? [attributes['src']] : []))).toEqual([
    './last%20screen.png',
  ])
  expect(
    elements.flatMap(({ attributes }) => Object.keys(attributes).filter((name) => name.startsWith('on'))),
  ).toEqual([])
})

test('the report links to the page of each participant that failed', async () => {
  const { read } = await writePages()
  const links = elementsOf(await read('report.html')).flatMap(({ attributes }) => attributes['href'] ?? [])
  const pages = links.filter((link) => link.endsWith('.html'))
  expect(pages).toHaveLength(6)
  expect(pages).toContain(`./${ownPage}`)
  for (const page of pages) {
    const text = await read(decodeURIComponent(page))
    const back = elementsOf(text).flatMap(({ attributes }) => attributes['href'] ?? [])
    expect(back.some((link) => link.endsWith('/report.html'))).toBe(true)
  }
})

test('a participant that passed without files has no page', async () => {
  const { read } = await writePages((result) => ({
    ...result,
    participants: result.participants.map((one) => ({ ...one, status: 'passed', files: [] })),
  }))
  expect(await read('report.html')).not.toContain('participant.html')
})
