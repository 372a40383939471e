import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Summary } from '../../model/session.js'
import { aSummary, aTestResult } from '../../../test/examples.js'
import { codeUnits, hostileSummary, hugeText } from '../../../test/hostile-texts.js'
import { jsonPieces } from './json.js'
import { compareSides } from '../../verdict/compare/compare-sides.js'
import { pointsOf } from '../points.js'
import { reportSchema } from './json-schema.js'
import { sessions } from '../../../test/sessions.js'

function write(summary: Summary) {
  return [...jsonPieces(summary, '/project/.loadero')].join('')
}

test('hostile texts and numbers keep the report valid', () => {
  fc.assert(
    fc.property(hostileSummary, (summary) => {
      const text = write(summary)
      const parsed: unknown = JSON.parse(text)
      // The schema drops unknown fields.
      expect(reportSchema.parse(parsed)).toEqual(parsed)
      expect(text.isWellFormed()).toBe(true)
      // oxlint-disable-next-line no-control-regex -- their absence is the point
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }),
    { numRuns: 100 },
  )
})

test('a comparison is in the report as its schema says', () => {
  const values = fc.array(fc.double({ noNaN: true }), { maxLength: 8 })
  const side = fc.record({
    name: codeUnits,
    simulated: fc.boolean(),
    tests: fc.array(
      fc.record({
        name: codeUnits,
        run: fc.option(fc.nat(), { nil: undefined }),
        verdict: fc.constantFrom('passed' as const, 'failed' as const, 'errored' as const),
        participants: values.map((all) =>
          all.map((value) => ({
            status: 'passed' as const,
            traits: {},
            values: { 'webrtc/audio/rtt/avg': value },
          })),
        ),
        gates: fc.constantFrom([], [{ path: 'webrtc/audio/rtt/avg', operator: 'lt' as const, limit: '200' }]),
      }),
      { maxLength: 3 },
    ),
  })
  fc.assert(
    fc.property(side, side, (before, after) => {
      const comparison = compareSides(before, after)
      const parsed: unknown = JSON.parse(write(aSummary({ comparison })))
      expect(reportSchema.parse(parsed)).toEqual(parsed)
      expect(parsed).toMatchObject({ comparison: { outcome: comparison.outcome } })
    }),
    { numRuns: 100 },
  )
  expect(JSON.parse(write(aSummary()))).not.toHaveProperty('comparison')
})

test('keeps a name of one megabyte whole', () => {
  const named = aTestResult({ test: { ...aTestResult().test, id: hugeText } })
  expect(JSON.parse(write(aSummary({ tests: [named] })))).toMatchObject({ tests: [{ name: hugeText }] })
})

test('the report contains no script', () => {
  for (const summary of Object.values(sessions)) expect(write(summary)).not.toContain('client =>')
})

test('each run has points with units, a skipped test none', () => {
  const points = [...pointsOf(sessions['failed-by-script'])]
  expect(points.map(({ metric, value, unit }) => `${metric} ${value} ${unit}`).join('\n'))
    .toMatchInlineSnapshot(`
      "session/tests/passed 1 count
      session/tests/failed 1 count
      session/tests/errored 0 count
      session/tests/interrupted 0 count
      session/tests/skipped 0 count
      session/tests/flaky 0 count
      session/duration 65000 ms
      test/duration 61250 ms
      test/passed 0 0…1
      test/flaky 0 0…1
      test/attempts 1 count
      test/participants 4 count
      test/participants/passed 3 count
      test/participants/failed 1 count
      test/computeUnits 8 compute units
      check/passed 0 0…1
      check/passed 1 0…1
      check/value 123 ms
      check/limit 150 ms
      webrtc/audio/rtt/avg 106.5 ms
      webrtc/audio/bitrate/in/avg 31.25 unknown
      test/duration 61250 ms
      test/passed 1 0…1
      test/flaky 0 0…1
      test/attempts 1 count
      test/participants 4 count
      test/participants/passed 4 count
      test/participants/failed 0 count
      test/computeUnits 8 compute units
      check/passed 1 0…1
      check/passed 1 0…1
      check/value 123 ms
      check/limit 150 ms
      webrtc/audio/rtt/avg 106.5 ms
      webrtc/audio/bitrate/in/avg 31.25 unknown"
    `)
  expect(points.find(({ metric }) => metric === 'test/duration')).toMatchObject({
    test: 'shop > negotiates',
    run: 34,
    atMs: Date.UTC(2026, 10, 22, 10, 0, 2),
  })
  expect([...pointsOf(sessions.skipped)].filter((point) => point.test !== undefined)).toEqual([])
})
