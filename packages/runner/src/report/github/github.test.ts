import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { expect, onTestFinished, test } from 'vitest'
import type { Summary } from '../../model/session.js'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { annotationsOf, githubReporter } from './github.js'
import { githubSummary } from './job-summary.js'
import { elementsOf } from '../../../test/html-elements.js'
import { hostileSummary, hugeText } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'

function failed(count: number) {
  return Array.from({ length: count }, (_, index) =>
    aTestResult({ ...sessions['failed-by-assert'].tests[0], test: aTest(`shop > ${index}`) }),
  )
}

test('writes at most ten annotations, the tenth counting the rest', () => {
  const all = Object.entries<Summary>(sessions).map(([name, summary]) => [name, ...annotationsOf(summary)])
  expect(all.flat().join('\n')).toMatchInlineSnapshot(`
    "passed
    failed-by-script
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > negotiates::script: Timed out while waiting for element <#buy> (specs/buy.js:12)
    failed-by-assert
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::assert: webrtc/audio/rtt/avg < 120 ms (got 123 ms)
    failed-by-expectation
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::expectation: 95th percentile of webrtc/audio/rtt/avg < 120 ms (got 121.35 ms)
    failed-by-missing-metric
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > buys::expectation: 95th percentile of webrtc/audio/rtt/avg < 120 ms (got no value from 4 of 4)
    errored
    ::error title=loadero-test::GET projects/5/: 502 Try again later.
    ::error file=specs/shop.loadero.ts,line=7,title=errored%3A shop > buys::run 34 ended as server-error: the service could not carry it out; running it again may help
    interrupted
    ::error file=specs/shop.loadero.ts,line=7,title=interrupted%3A shop > buys::run 34 was stopped, because the session was interrupted
    flaky
    ::error file=specs/shop.loadero.ts,line=7,title=failed%3A shop > negotiates::script: Timed out while waiting for element <#buy> (specs/buy.js:12)
    skipped
    empty
    broken
    ::error file=specs/call.loadero.ts,line=4,title=syntax-error::syntax error: Unexpected token"
  `)
  expect(annotationsOf(aSummary({ tests: failed(10) }))).toHaveLength(10)
  const eleven = annotationsOf(aSummary({ tests: failed(11) }))
  expect(eleven).toHaveLength(10)
  expect(eleven.at(-1)).toMatchInlineSnapshot(
    `"::error title=loadero-test::and 2 more problems: see the summary of the job"`,
  )
})

test('hostile texts cannot change the structure of an annotation', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      for (const command of annotationsOf(summary)) {
        expect(command).toMatch(/^::error (file=[^:,]*,line=[^:,]*,)?title=[^:,]*::[^\n\r]*$/)
        expect(command.length).toBeLessThan(20_000)
      }
    }),
    { numRuns: 100 },
  )
})

const allowed = ['h2', 'h3', 'p', 'ul', 'li', 'br', 'code', 'table', 'thead', 'tbody', 'tr', 'th', 'td']

test.each(Object.entries<Summary>(sessions))('job summary of the session %s', (_, summary) => {
  expect(githubSummary(summary)).toMatchSnapshot()
})

test('hostile texts cannot add elements to the job summary', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const html = micromark(githubSummary(summary), {
        allowDangerousHtml: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      })
      const elements = elementsOf(html)
      expect(elements.filter(({ name }) => !allowed.includes(name))).toEqual([])
      expect(elements.filter(({ name }) => name === 'tr')).toHaveLength(
        summary.tests.length === 0 ? 0 : summary.tests.length + 1,
      )
    }),
    { numRuns: 100 },
  )
})

test('cuts an oversized summary and names the full report', () => {
  const tests = failed(5_000).map((result) => ({
    ...result,
    reasons: Array(9).fill(result.reasons[0]) as typeof result.reasons,
  }))
  const text = githubSummary(aSummary({ tests }), { fullReport: '.loadero/report.html' })
  expect(Buffer.byteLength(text)).toBeLessThan(910_000)
  expect(text.split('\n').slice(-3).join('\n')).toMatchInlineSnapshot(`
    "
    9041 more lines left out, because GitHub limits the size of a summary. The full report is in \\.loadero\\/report\\.html.
    "
  `)
  const huge = githubSummary(aSummary({ tests: [aTestResult({ test: aTest(hugeText) })] }))
  expect(Buffer.byteLength(huge)).toBeLessThan(20_000)
})

test('appends the summary to that of other steps', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'github-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const summaryFile = join(directory, 'summary.md')
  await writeFile(summaryFile, '# built\n')
  const lines: string[] = []
  const reporter = githubReporter({ write: (text) => void lines.push(text), summaryFile })
  await reporter.onEnd?.(sessions['failed-by-script'])
  expect(await readFile(summaryFile, 'utf8')).toBe(`# built\n${githubSummary(sessions['failed-by-script'])}`)
  expect(lines).toEqual(annotationsOf(sessions['failed-by-script']).map((line) => `${line}\n`))
})
