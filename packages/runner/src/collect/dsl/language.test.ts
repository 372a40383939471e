import { expect, test as check } from 'vitest'
import {
  describe,
  metric,
  script,
  secret,
  successRate,
  test,
  type TestOptions,
  timeUntil,
} from '../../spec.js'

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

check('gates in time read as sentences and are typed', () => {
  // This is compiled but not run: outside a spec file, `test` throws.
  expect(() => {
    test('fine', {
      ...options,
      expects: [
        metric('webrtc/audio/level/in/max').between('muted', 'unmuted').atMost(0.01),
        metric('webrtc/audio/rtt/avg').after('10s').before('2m').percentile(95).lessThan(200),
        metric('webrtc/video/fps/in').whileAllPresent().atLeast(20).forShare(0.95),
        metric('webrtc/video/fps/in').share(0.9).atLeast(20).forShare(0.95).ifMissing('skip').warn(),
        metric('webrtc/video/fps/in').where({ group: 'a' }).after('joined').atLeast(20).warn(),
        timeUntil('webrtc/video/fps/in', { gte: 15 }).after('joined').max().atMost(5_000),
        metric('measure/login').atMost(3_000),
        metric('measure/login/95th').max().atMost(3_000).ifMissing('skip'),
        successRate().atLeast(0.95).warn(),
      ],
    })
    // @ts-expect-error a metric per second is not an assert
    test('swapped', { ...options, asserts: [metric('webrtc/video/fps/in').atLeast(20)] })
    // @ts-expect-error a metric of a window is not an assert
    test('swapped', { ...options, asserts: [metric('webrtc/video/fps/in/avg').after('1s').atLeast(20)] })
    // @ts-expect-error a measurement is not an assert
    test('swapped', { ...options, asserts: [metric('measure/login').atMost(20)] })
    // @ts-expect-error many values have no maximum without an aggregate in the path
    metric('webrtc/video/fps/in').max()
    // @ts-expect-error one value has no share of seconds
    metric('webrtc/video/fps/in/avg').after('1s').atLeast(20).forShare(0.5)
    // @ts-expect-error a duration without a unit
    metric('webrtc/video/fps/in').after('90')
    // @ts-expect-error a metric with one value is never reached
    timeUntil('webrtc/video/fps/in/avg', { gte: 15 })
    // @ts-expect-error an unknown comparison
    timeUntil('webrtc/video/fps/in', { atLeast: 15 })
    // @ts-expect-error a success rate has no window
    successRate().after('1s')
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
