import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ParticipantOutcome, TestResult } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import type { TestSeries } from '../../model/timed/test-series.js'
import { withEarlierSessions } from '../../../test/earlier.js'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { aFault, faults } from '../../../test/faults.js'
import { elementsOf, textOf } from '../../../test/html-elements.js'
import { hostileSummary, hugeText } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'
import { renderHtml } from './page.js'

function render(summary: Summary, seriesOf?: (result: TestResult) => TestSeries | undefined) {
  return renderHtml(summary, { directory: '/project/.loadero', ...(seriesOf && { seriesOf }) })
}

/** The texts of the page, one on each line. */
function linesOf(page: string) {
  return textOf(page.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, ''))
    .split(/\s*\n\s*/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .join('\n')
}

const ownElements = new Set(
  (
    'meta title style script header main footer section article h1 h2 h3 h4 p ul ol li a span strong code dl div dt dd ' +
    'details summary pre figure figcaption table thead tbody tr th td svg rect line polyline path text'
  ).split(' '),
)

/** Seconds of every participant, with texts of the summary in all places of a series. */
function hostileSeries({ participants }: TestResult): TestSeries {
  return {
    version: 1,
    participants: participants.map(({ label, reasons }) => ({
      label,
      series: { 'webrtc/audio/rtt': { times: [1_000, 2_000], values: [1, 1e300] } },
      overloaded: [{ startMs: 0, endMs: 1e15 }],
      networkChanges: [{ atMs: 1_500, text: reasons[0] ?? label }],
    })),
  }
}

test('hostile texts and numbers cannot add elements, links or handlers', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const page = render({ ...summary, tests: summary.tests.map(withEarlierSessions) }, hostileSeries)
      const elements = elementsOf(page)
      expect(elements.filter(({ name }) => !ownElements.has(name))).toEqual([])
      expect(elements.filter(({ name }) => name === 'script')).toHaveLength(1)
      for (const { attributes } of elements) {
        expect(
          Object.keys(attributes).filter((name) => /^(on|src|style|action|formaction)/.test(name)),
        ).toEqual([])
        for (const name of ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height'])
          expect(attributes[name] ?? '0').toMatch(/^-?[\d.]+(e\+\d+)?%?$/)
        expect(attributes['d'] ?? '').toMatch(/^[MLHVZhv\d. e+-]*$/)
        expect(attributes['points'] ?? '').toMatch(/^[-\d., e+]*$/)
        expect(attributes['href'] ?? './').toMatch(/^(#t\d+(-r\d+)?$|\.\/|https?:\/\/)/)
      }
      expect(page.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex -- their absence is the point
      expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }),
    { numRuns: 100 },
  )
})

test('the page loads nothing and allows only its own style and script', () => {
  const page = render(sessions.flaky)
  for (const name of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page) ?? []
    const [, hash] = new RegExp(`${name}-src &#39;sha256-(.*?)&#39;`).exec(page) ?? []
    expect(hash).toBe(createHash('sha256').update(text).digest('base64'))
  }
  expect(page).toContain('default-src &#39;none&#39;')
  expect(page).not.toMatch(/https?:/)
})

test('draws limits and links to logs', () => {
  const page = render(sessions['failed-by-script'])
  const elements = elementsOf(page)
  const links = elements.flatMap(({ attributes }) => attributes['href'] ?? [])
  expect(links.filter((link) => link.startsWith('./'))).toEqual([
    './run-34/103-buyer/buyer-3.103.script.log',
    './run-34/103-buyer/last%20screen.buyer-3.103.png',
  ])
  const ids = new Set(elements.map(({ attributes }) => attributes['id']))
  expect(links.filter((link) => link.startsWith('#') && !ids.has(link.slice(1)))).toEqual([])
  const classes = elements.map(({ name, attributes }) => `${name} ${attributes['class'] ?? ''}`)
  expect(classes.filter((name) => name === 'line limit met')).toHaveLength(2)
  expect(classes.filter((name) => name === 'rect failed')).toHaveLength(1)
})

test.each(Object.entries<Summary>(sessions))('text of the page of the session %s', (_, summary) => {
  expect(linesOf(render(summary))).toMatchSnapshot()
})

test.each(Object.entries(faults))('text of the page of the fault %s', (_, { result, series }) => {
  expect(linesOf(render(aSummary({ tests: [result] }), () => series))).toMatchSnapshot()
})

test('the page says since when a gate fails, and what changed', () => {
  const { result, series } = faults['slow region']
  const summary = aSummary({ tests: [withEarlierSessions(result)] })
  const page = linesOf(render(summary, () => series))
  const [head = '', details = ''] = page.split('Tests in detail')
  expect(head).toContain(
    'Since new: it passed in the previous session of 2026-11-21 10:00 UTC (commit 0f1e2d3c)',
  )
  const lines = details.split('\n')
  const found = lines.filter((line) => /^failed max|Change/.test(line))
  expect(found).toMatchInlineSnapshot(`
    [
      "Outcome Check Value Limit Margin Change Participants that hold",
      "failed max of webrtc/audio/rtt/avg 263.2 ms < 150 ms 113.2 ms above +131.6 ms from 131.6 ms in the previous session 2 earlier: 87.73, 131.6, 263.2 30 of 40",
    ]
  `)
})

test('all pictures have a text, and headings do not skip a level', () => {
  const { result, series } = faults['slow region']
  const summary = aSummary({ tests: [withEarlierSessions(result)] })
  const elements = elementsOf(render(summary, () => series))
  const silent = elements.filter(
    ({ name, attributes }) =>
      name === 'svg' &&
      attributes['class'] !== 'plot' &&
      attributes['aria-hidden'] !== 'true' &&
      !(attributes['role'] === 'img' && attributes['aria-label']),
  )
  expect(silent).toEqual([])
  const levels = elements.flatMap(({ name }) => (/^h\d$/.test(name) ? [Number(name.slice(1))] : []))
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
})

test('a second without a value is a gap and never 0', () => {
  const { result, series } = aFault({
    id: 'gap',
    path: 'webrtc/audio/rtt/avg',
    limit: 150,
    operator: 'lt',
    unit: 'ms',
    count: 1,
    isAffected: () => false,
    value: (_, second) => (second >= 20 && second < 40 ? undefined : 100),
  })
  const page = render(aSummary({ tests: [result] }), () => series)
  const [line = ''] = elementsOf(page).flatMap(({ name, attributes }) =>
    name === 'path' && attributes['class']?.startsWith('line ') ? (attributes['d'] ?? []) : [],
  )
  expect(line.match(/M/g)).toHaveLength(2)
  expect(new Set([...line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => y)).size).toBe(1)
})

test('more than 20 participants are drawn as bands of quantiles', () => {
  const { result, series } = faults['slow region']
  const page = render(aSummary({ tests: [result] }), () => series)
  const classes = elementsOf(page).flatMap(({ name, attributes }) =>
    name === 'path' ? (attributes['class']?.trim() ?? []) : [],
  )
  expect(classes.filter((name) => /^(line|band)/.test(name))).toEqual([
    'band outer',
    'band inner',
    'line median',
    'band outer breach',
    'band inner breach',
    'line median breach',
  ])
})

test('limits the page for 10,000 participants and huge names', () => {
  const participants = Array.from({ length: 10_000 }, (_, num): ParticipantOutcome => ({
    label: num === 9_999 ? hugeText : `buyer #${num}`,
    traits: { browser: num % 2 === 0 ? 'chrome131' : 'firefox132' },
    status: num % 100 === 99 ? 'failed' : 'passed',
    startedMs: num * 10,
    endedMs: num * 10 + 60_000,
    values: { 'webrtc/audio/rtt/avg': num % 300 },
    reasons: [],
    files: [],
  }))
  const [{ checks } = aTestResult()] = sessions.passed.tests
  const page = render(
    aSummary({
      tests: [aTestResult({ test: aTest(hugeText), verdict: 'failed', participants, checks })],
    }),
  )
  expect(page.length).toBeLessThan(300_000)
  expect(linesOf(page).match(/.*\b9800\b.*/)?.[0]).toMatchInlineSnapshot(`"and 9800 more participants"`)
  expect(elementsOf(page).filter(({ attributes }) => attributes['data-status'] === 'failed')).toHaveLength(
    101,
  )
})

test.each([
  [50, 3_000_000],
  [500, 10_000_000],
])('%d participants for 10 minutes fit into %d bytes', (count, maxBytes) => {
  const { result, series } = aFault({
    id: 'large',
    path: 'webrtc/audio/rtt/avg',
    limit: 150,
    operator: 'lt',
    unit: 'ms',
    count,
    seconds: 600,
    isAffected: (num) => num % 3 === 0,
    value: (num, second) => 100 + ((num * 7 + second * 13) % 90),
  })
  expect(render(aSummary({ tests: [result] }), () => series).length).toBeLessThan(maxBytes / 10)
})
