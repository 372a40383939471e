import { expect, test } from 'vitest'
import { print } from './print.js'
import type { RemoteTest } from './remote-test.js'
import { testCode } from './test-code.js'

const emptyTest: RemoteTest = { test: {}, groups: [], participants: [], asserts: [] }

function written(remote: Partial<RemoteTest>, settings = {}) {
  const { code, unsupported } = testCode({ ...emptyTest, ...remote }, { script: './a.js', settings })
  return {
    text: print(code, 0, 0).replaceAll(/\s+/g, ' ').replace("script: script('./a.js')", '…'),
    unsupported,
  }
}

test('values that the service omits are omitted', () => {
  const empty = { body: {}, preconditions: [{}] }
  expect(written({ asserts: [empty], participants: [{}] })).toEqual({
    text: "{ …, participants: [{ name: '', browser: '' }] }",
    unsupported: ["an assert on '' with the operator ''"],
  })
})

test('unknown values of participants are kept', () => {
  const participant = { name: 'a', browser: 'safari1', location: 'moon-north-1', compute_unit: 'g99' }
  expect(written({ participants: [participant] }).text).toMatchInlineSnapshot(
    `"{ …, participants: [ { name: 'a', browser: 'safari1', location: 'moon-north-1', computeUnit: 'g99', }, ], }"`,
  )
})

test('defaults of the project are omitted, not those of the service', () => {
  const participant = { name: 'a', browser: 'chromeLatest', location: 'us-west-2', network: '4g' }
  expect(
    written({ participants: [participant] }, { location: 'eu-central-1', network: '4g' }).text,
  ).toMatchInlineSnapshot(
    `"{ …, participants: [{ name: 'a', browser: 'chromeLatest', location: 'us-west-2' }], }"`,
  )
})

test.each([
  [1, undefined],
  [59, '59s'],
  [90, '90s'],
  [300, '5m'],
  [5_400, '90m'],
  [86_400, '24h'],
  [0, '0s'],
])('%i seconds are written as %s', (seconds, duration) => {
  expect(written({ test: { start_interval: seconds } }).text).toBe(
    duration === undefined ? '{ … }' : `{ startInterval: '${duration}', … }`,
  )
})

test('values that a spec cannot express are listed', () => {
  const asserts = [
    { body: { path: 'webrtc/audio/rtt/avg', operator: 'near', expected: '1' }, preconditions: [] },
    {
      body: { path: 'webrtc/audio/rtt/avg', operator: 'lt', expected: '1' },
      preconditions: [
        { property: 'media_type', operator: 'eq', expected: '1080p-20db' },
        { property: 'group_num', operator: 'eq', expected: '01' },
        { property: 'browser', operator: 'neq', expected: 'chromeLatest' },
        { property: 'browser', operator: 'neq', expected: 'firefoxLatest' },
        { property: 'constructor', operator: 'eq', expected: 'x' },
      ],
    },
  ]
  expect(written({ test: { mode: 'chaos', increment_strategy: 'wave' }, asserts })).toMatchInlineSnapshot(`
    {
      "text": "{ …, asserts: [ metric('webrtc/audio/rtt/avg') .lessThan(1) .when({ browser: { neq: 'chromeLatest' } }), ], }",
      "unsupported": [
        "its mode 'chaos'",
        "its increment strategy 'wave'",
        "an assert on 'webrtc/audio/rtt/avg' with the operator 'near'",
        "that 'webrtc/audio/rtt/avg' is asserted only when media_type eq '1080p-20db'",
        "that 'webrtc/audio/rtt/avg' is asserted only when group_num eq '01'",
        "that 'webrtc/audio/rtt/avg' is asserted only when browser neq 'firefoxLatest'",
        "that 'webrtc/audio/rtt/avg' is asserted only when constructor eq 'x'",
      ],
    }
  `)
})

test('an assert on a retired metric is an object', () => {
  const body = { path: 'machine/cpu/avg', operator: 'lt', expected: '90' }
  expect(written({ asserts: [{ body, preconditions: [] }] }).text).toMatchInlineSnapshot(
    `"{ …, asserts: [ { kind: 'assert', path: 'machine/cpu/avg', operator: 'lt', expected: '90', preconditions: {}, }, ], }"`,
  )
})
