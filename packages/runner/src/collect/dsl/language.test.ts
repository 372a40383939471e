import { expect, test as check } from 'vitest'
import { describe, metric, script, secret, successRate, test, type TestOptions } from '../../spec.js'

const visitor = { name: 'visitor', browser: 'chromeLatest' } as const
const options: TestOptions = { script: script('./call.js'), participants: [visitor] }

check('known values are typed, and newer ones compile', () => {
  // This is compiled but not run: outside a spec file, `test` throws.
  expect(() => {
    test('fine', {
      ...options,
      mode: 'session-record',
      incrementStrategy: 'random_group',
      startInterval: '90s',
      participantTimeout: 300,
      groups: [
        {
          name: 'g',
          participants: [{ ...visitor, network: '4g', location: 'eu-central-1', computeUnit: 'g0.5' }],
        },
      ],
      participants: [{ name: 'new', browser: 'chrome999', location: 'moon-north-1' }],
    })
    // @ts-expect-error an unknown mode
    test('mode', { ...options, mode: 'perf' })
    // @ts-expect-error an unknown strategy
    test('strategy', { ...options, incrementStrategy: 'linear-group' })
    // @ts-expect-error a duration without a unit
    test('duration', { ...options, startInterval: '90' })
    // @ts-expect-error an unknown option
    test('option', { ...options, expectations: [] })
    // @ts-expect-error a participant without a browser
    test('browser', { ...options, participants: [{ name: 'x' }] })
    // @ts-expect-error no script
    test('script', { participants: [visitor] })
  }).toBeTypeOf('function')
})

check('metric paths and the order of calls are typed', () => {
  // This is compiled but not run: outside a spec file, `test` throws.
  expect(() => {
    metric('webrtc/audio/rtt/avg').lessThan(200)
    metric('actions/timeExecution/login').atMost(1_000)
    metric('webrtc/video/codec/in').matches('^VP')
    metric('machine/cpu/used/95th').atMost(90).when({ browser: 'chromeLatest', groupNum: 0 })
    metric('webrtc/audio/rtt/avg')
      .where({ group: ['a', 'b'] })
      .percentile(95)
      .atMost(1)
      .ifMissing('skip')
    successRate().where({ location: 'eu-central-1' }).atLeast(0.95)
    // @ts-expect-error no such path
    metric('webrtc/audio/rtt/average')
    // @ts-expect-error a base path without its aggregator
    metric('webrtc/audio/rtt')
    // @ts-expect-error text has no order
    metric('webrtc/video/codec/in').lessThan('VP8')
    // @ts-expect-error an unknown key of a later slice
    metric('webrtc/audio/rtt/avg').where({}).where({ color: 'red' })
    // @ts-expect-error an unknown key of a slice
    metric('webrtc/audio/rtt/avg').where({ color: 'red' })
    // @ts-expect-error the success rate has no share
    successRate().share(0.5)
    // @ts-expect-error an expectation among the asserts
    test('swapped', { ...options, asserts: [metric('webrtc/audio/rtt/avg').max().lessThan(1)] })
    // @ts-expect-error an assert among the expectations
    test('swapped', { ...options, expects: [metric('webrtc/audio/rtt/avg').lessThan(1)] })
  }).toBeTypeOf('function')
})

check('tables, modifiers and callbacks are typed', () => {
  // This is compiled but not run: outside a spec file, `test` throws.
  expect(() => {
    test.each([
      ['a', 1],
      ['b', 2],
    ] as const)('%s', (name, count) => ({ ...options, participants: [{ ...visitor, name, count }] }))
    test.each([{ count: 1 }])('$count', ({ count }) => ({
      ...options,
      participants: [{ ...visitor, count }],
    }))
    describe.only('outer', { tags: ['smoke'] }, () => test.skip('inner', options))
    test('checked', options, async ({ run, results, expect: that }) => {
      that(results.map(({ status }) => status)).toContain(run.status)
    })
    // @ts-expect-error an unknown field of the row
    test.each([{ count: 1 }])('$count', ({ size }) => ({
      ...options,
      participants: [{ ...visitor, count: size }],
    }))
    // @ts-expect-error a todo has only a title
    test.todo('later', options)
    script('./x.ts', { vars: { token: secret('x') }, allowSecrets: true })
    // @ts-expect-error vars are an object
    script('./x.ts', { vars: 'room' })
  }).toBeTypeOf('function')
})
