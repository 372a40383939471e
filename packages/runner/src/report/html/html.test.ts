import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ParticipantOutcome } from '../../model/result.js'
import type { Summary } from '../../model/session.js'
import { aSummary, aTest, aTestResult } from '../../../test/examples.js'
import { elementsOf, textOf } from '../../../test/html-elements.js'
import { renderHtml } from './page.js'
import { hostileSummary, hugeText } from '../../../test/hostile-texts.js'
import { sessions } from '../../../test/sessions.js'

function render(summary: Parameters<typeof renderHtml>[0]) {
  return renderHtml(summary, '/project/.loadero')
}

/** The texts of the page, one on each line. */
function linesOf(page: string) {
  return textOf(page.replace(/<style>.*?<\/style>/s, ''))
    .split(/\s*\n\s*/)
    .filter((line) => line !== '')
    .join('\n')
}

const ownElements = new Set(
  'meta title style h1 h2 h3 p ul li a span details summary div pre table tbody tr th td svg rect line text'.split(
    ' ',
  ),
)

test('hostile texts and numbers cannot add elements, links or handlers', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const page = render(summary)
      const elements = elementsOf(page)
      expect(elements.filter(({ name }) => !ownElements.has(name))).toEqual([])
      for (const { attributes } of elements) {
        expect(
          Object.keys(attributes).filter((name) => /^(on|src|style|action|formaction)/.test(name)),
        ).toEqual([])
        for (const name of ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height'])
          expect(attributes[name] ?? '0').toMatch(/^-?[\d.]+(e\+\d+)?$/)
        expect(attributes['href'] ?? './').toMatch(/^(\.\/|https?:\/\/)/)
      }
      expect(page.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex -- their absence is the point
      expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }),
    { numRuns: 100 },
  )
})

test('the page loads nothing and allows only its own style', () => {
  const page = render(sessions.flaky)
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
  const [, hash] = /style-src &#39;sha256-(.*?)&#39;/.exec(page) ?? []
  expect(hash).toBe(createHash('sha256').update(style).digest('base64'))
  expect(page).toContain('default-src &#39;none&#39;')
  expect(page).not.toMatch(/https?:/)
})

test('draws limits and links to logs', () => {
  const page = render(sessions['failed-by-script'])
  const elements = elementsOf(page)
  expect(elements.flatMap(({ attributes }) => attributes['href'] ?? [])).toEqual([
    './run-34/103-buyer/buyer-3.103.script.log',
    './run-34/103-buyer/last%20screen.buyer-3.103.png',
  ])
  const classes = elements.map(({ attributes }) => attributes['class'])
  expect(classes.filter((name) => name === 'gate met')).toHaveLength(2)
  expect(classes.filter((name) => name === 'failed')).toHaveLength(1)
})

test.each(Object.entries<Summary>(sessions))('text of the page of the session %s', (_, summary) => {
  expect(linesOf(render(summary))).toMatchSnapshot()
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
  expect(page.length).toBeLessThan(200_000)
  expect(linesOf(page).match(/.*\b9800\b.*/)?.[0]).toMatchInlineSnapshot(`"and 9800 more participants"`)
  expect(elementsOf(page).filter(({ attributes }) => attributes['class'] === 'failed')).toHaveLength(100)
})
