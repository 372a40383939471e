import { operators } from '@loadero-test/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AssertDefinition,
  compare,
  formatDecimal,
  evaluateAssert,
  type AssertEvidence,
} from './asserts.js'

function evidence(
  value: number | string | undefined,
  properties: Record<string, string[]> = {},
): AssertEvidence {
  return {
    property: (name) => properties[name] ?? [],
    metric: (path) => (path === 'machine/cpu/used/avg' ? value : undefined),
  }
}
function assert(
  operator: AssertDefinition['operator'],
  expected: string,
  preconditions: AssertDefinition['preconditions'] = [],
) {
  return { path: 'machine/cpu/used/avg', operator, expected, preconditions } satisfies AssertDefinition
}

describe('an assert', () => {
  test('compares numbers as numbers and shows two decimals', () => {
    expect(evaluateAssert(assert('lt', '100'), evidence(29.714))).toEqual({ status: 'pass', actual: '29.71' })
    expect(evaluateAssert(assert('gt', '100'), evidence(29.714))).toEqual({ status: 'fail', actual: '29.71' })
    expect(evaluateAssert(assert('eq', '10'), evidence('10.0'))).toEqual({ status: 'pass', actual: '10.0' })
  })

  test('compares the exact value, not the rounded one', () => {
    expect(evaluateAssert(assert('lte', '0.2'), evidence(0.2049))).toEqual({ status: 'fail', actual: '0.2' })
  })

  test('compares text with eq, neq and regex only', () => {
    expect(evaluateAssert(assert('eq', 'VP8'), evidence('VP8')).status).toBe('pass')
    expect(evaluateAssert(assert('neq', 'VP8'), evidence('VP8')).status).toBe('fail')
    expect(evaluateAssert(assert('regex', '^VP[89]$'), evidence('VP9')).status).toBe('pass')
    expect(evaluateAssert(assert('lt', '10'), evidence('VP8'))).toEqual({
      status: 'fail',
      actual: 'VP8',
      message: 'Operator lt needs numbers, not "VP8" and "10"',
    })
    expect(evaluateAssert(assert('regex', '('), evidence('VP8')).message).toMatchInlineSnapshot(
      `""(" is not a regular expression"`,
    )
  })

  test('fails when the metric was not measured', () => {
    expect(evaluateAssert(assert('lt', '100'), evidence(undefined))).toEqual({
      status: 'fail',
      message: 'No data for this metric',
    })
  })

  test('is skipped unless all its preconditions hold', () => {
    const inEurope = { property: 'location', operator: 'regex', expected: '^eu-' } as const
    const late = { property: 'participant_num', operator: 'gte', expected: '10' } as const
    const status = (location: string, num: string) =>
      evaluateAssert(
        assert('lt', '1', [inEurope, late]),
        evidence(50, { location: [location], participant_num: [num] }),
      ).status
    expect(status('eu-west-1', '10')).toBe('fail')
    expect(status('eu-west-1', '9')).toBe('skipped')
    expect(status('us-west-2', '10')).toBe('skipped')
  })

  test('matches a browser by its alias and its version', () => {
    const status = (operator: 'eq' | 'neq', expected: string) =>
      evaluateAssert(
        assert('lt', '100', [{ property: 'browser', operator, expected }]),
        evidence(50, { browser: ['chromeLatest', 'chrome131'] }),
      ).status
    expect([status('eq', 'chromeLatest'), status('eq', 'chrome131')]).toEqual(['pass', 'pass'])
    expect([status('neq', 'chromeLatest'), status('neq', 'chrome131')]).toEqual(['skipped', 'skipped'])
    expect([status('eq', 'chrome130'), status('neq', 'chrome130')]).toEqual(['skipped', 'pass'])
  })

  test('does not pass on an empty text for a number', () => {
    expect(compare('lte', '', '0')).not.toBe(true)
    expect(compare('eq', '0x10', '16')).toBe(false)
  })
})

describe('any two values', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  const either = fc.oneof(number.map(String), fc.string())

  test('are equal or not, and below or not', () => {
    fc.assert(
      fc.property(either, either, (a, b) => {
        expect(compare('neq', a, b)).toBe(compare('eq', a, b) === false)
        const below = compare('lt', a, b)
        const above = typeof below === 'boolean' ? !below : below.replace('Operator lt', 'Operator gte')
        expect(compare('gte', a, b)).toBe(above)
      }),
    )
  })

  test('compare as numbers do', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(compare('lt', String(a), String(b))).toBe(a < b)
        expect(compare('lte', String(a), String(b))).toBe(a <= b)
      }),
    )
  })

  test('never make a comparison throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operators), either, either, (operator, a, b) => {
        expect(() => compare(operator, a, b)).not.toThrow()
      }),
    )
  })

  test('are rounded to within half a hundredth', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(Number(formatDecimal(value)) - value)).toBeLessThanOrEqual(0.005 + 1e-9)
      }),
    )
  })
})
