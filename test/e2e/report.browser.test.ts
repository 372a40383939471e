import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createTemporaryFolder } from '@loadero-test/core/internal'
import { findBrowser } from '@loadero-test/engine'
import axe from 'axe-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { withEarlierSessions } from '../../packages/runner/test/earlier.js'
import { aSummary } from '../../packages/runner/test/examples.js'
import { faults, faultStartMs } from '../../packages/runner/test/faults.js'
import { sessions } from '../../packages/runner/test/sessions.js'
import { renderHtml } from '../../packages/runner/src/report/html/page.js'
import { renderParticipantPage } from '../../packages/runner/src/report/html/participant-page.js'
import { noBrowser } from '../support/browser.js'

const run = promisify(execFile)

/** What a browser makes of a page after a script ran in it: the text that the script sets as the title. */
async function evaluate(page: string, script: string, flags: readonly string[]): Promise<unknown> {
  const folder = createTemporaryFolder('loadero-report')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'page.html')
  // The policy of the page would not let the script of this test run.
  const open = page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
  await writeFile(
    file,
    open.replace('</body>', () => `<script>${script}</script></body>`),
  )
  const { stdout } = await run(
    findBrowser({ env: process.env }).browserPath,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--timeout=120000',
      '--virtual-time-budget=60000',
      ...flags,
      '--dump-dom',
      pathToFileURL(file).href,
    ],
    { maxBuffer: 1e8 },
  )
  const [, result = ''] = /<title>result:(.*?)<\/title>/s.exec(stdout) ?? []
  return JSON.parse(decodeURIComponent(result))
}

const everything = aSummary({
  tests: [...Object.values(faults).map(({ result }) => withEarlierSessions(result)), ...sessions.flaky.tests],
  exit: { code: 1, reason: '5 tests failed' },
  simulated: true,
  errors: [...sessions.errored.errors],
  diagnostics: [...sessions.broken.diagnostics],
  environment: { branch: 'main', build: 'https://ci.test/1' },
})
const page = renderHtml(everything, {
  directory: '/project/.loadero',
  seriesOf: (result) =>
    Object.values(faults).find((fault) => fault.result.test.id === result.test.id)?.series,
  pageOf: (_, label) => `/project/.loadero/run-34/${label}.html`,
})
const { participants } = faults['script bug'].result
const failed = participants.find(({ status }) => status === 'failed')
if (failed === undefined) throw new Error('The fault has no participant that failed.')
const participantPage = renderParticipantPage({
  result: faults['script bug'].result,
  outcome: failed,
  series: faults['script bug'].series,
  logs: {
    commands: [
      { endedMs: faultStartMs + 6_000, durationMs: 900, text: 'url("http://shop.test")', failed: false },
      { endedMs: faultStartMs + 12_000, text: 'TypeError', failed: true },
    ],
    ends: new Map([['/project/.loadero/script.log', `a line\n${'long '.repeat(200)}`]]),
  },
  source: { place: 'specs/pay.js:31', firstLine: 30, failedLine: 31, lines: ['const a = 1', 'price()'] },
  directory: '/project/.loadero/run-34',
  reportFile: '/project/.loadero/report.html',
})
const dark = '--blink-settings=preferredColorScheme=0'

describe.skipIf(noBrowser())('the HTML report', () => {
  test.each([
    ['report, wide and light', page, ['--window-size=1280,900']],
    ['report, narrow and dark', page, ['--window-size=390,844', dark]],
    ['page of a participant, wide and dark', participantPage, ['--window-size=1280,900', dark]],
    ['page of a participant, narrow and light', participantPage, ['--window-size=390,844']],
  ])('axe finds no problem in the %s', async (_, shown, flags) => {
    const violations = await evaluate(
      shown,
      `${axe.source}
      for (const details of document.querySelectorAll('details')) details.open = true
      axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => {
        document.title = 'result:' + encodeURIComponent(JSON.stringify(violations.map(({ id, nodes }) =>
          id + ' ' + nodes.slice(0, 3).map(({ html, any }) => html.slice(0, 160) + ' ' + any.map(({ message }) => message)).join(' | '))))
      })`,
      flags,
    )
    expect(violations).toEqual([])
  })

  test.each([
    ['report', page],
    ['page of a participant', participantPage],
  ])('on a phone, the %s fits and cuts no text of a chart', async (_, shown) => {
    const found = await evaluate(
      shown,
      `for (const details of document.querySelectorAll('details')) details.open = true
      const width = document.documentElement.clientWidth
      const wide = document.documentElement.scrollWidth > width ? ['page ' + document.documentElement.scrollWidth] : []
      const cut = [...document.querySelectorAll('svg text')].filter((text) => {
        const { left, right } = text.getBoundingClientRect()
        return left < 0 || right > width
      })
      const narrow = [...document.querySelectorAll('tbody td, tbody th')].filter((cell) => cell.offsetWidth > 0 && cell.offsetWidth < 24 && cell.textContent.trim().length > 3)
      document.title = 'result:' + encodeURIComponent(JSON.stringify([...wide, ...[...cut, ...narrow].map((one) => one.outerHTML)]))`,
      ['--window-size=390,844'],
    )
    expect(found).toEqual([])
  })

  test('a heading sorts its table, and a word filters it', async () => {
    const found = await evaluate(
      page,
      `const table = [...document.querySelectorAll('table.sortable')].find((one) => one.tBodies[0].rows.length > 30)
      const head = [...table.tHead.rows[0].cells].find((one) => one.textContent.includes('rtt'))
      head.querySelector('button').click()
      const values = [...table.tBodies[0].rows].map((row) => Number(row.cells[head.cellIndex].dataset.value))
      const input = table.parentElement.previousElementSibling.querySelector('input')
      input.value = 'ap-south-1'
      input.dispatchEvent(new Event('input'))
      const shown = [...table.tBodies[0].rows].filter((row) => !row.hidden).length
      document.title = 'result:' + encodeURIComponent(JSON.stringify({ sorted: values.every((value, index) => index === 0 || value >= values[index - 1]), state: head.ariaSort, shown }))`,
      ['--window-size=1280,900'],
    )
    expect(found).toEqual({ sorted: true, state: 'ascending', shown: 10 })
  })
})
