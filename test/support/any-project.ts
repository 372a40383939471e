import type { ParticipantInput } from '@loadero-test/core'
import fc from 'fast-check'
import { aParticipant, type RemoteTest } from './remote-tests.js'

const hostile = [
  "it's",
  '"quoted"',
  'both \' and "',
  '`tick`',
  '${x}',
  '\\',
  '\\u0041',
  '*/',
  '//',
  '</script>',
  ' > ',
  ' > x',
  'x > ',
  ' spaces ',
  'line\nbreak',
  'a\rb',
  'a\u2028b',
  '\u202eevil',
  '\u0000',
  '\ud800',
  '日本語',
  'é',
  'é',
  '👩‍💻',
  '__proto__',
  'constructor',
  'con',
  'AUX',
  '../../etc/passwd',
  'a'.repeat(300),
  '$field %s',
  'user 9007199254740993',
]
/** Any character, including lone surrogates. */
const character = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))
const anyName = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: character, minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== ''),
)
const count = fc.integer({ min: 1, max: 3 })
const participant: fc.Arbitrary<ParticipantInput> = fc.record({
  name: anyName,
  count,
  browser: fc.constantFrom('chromeLatest', 'firefoxLatest', 'chrome131'),
  network: fc.constantFrom('default', '4g'),
  location: fc.constantFrom('us-west-2', 'eu-central-1'),
  compute_unit: fc.constantFrom('g1', 'g2'),
  audio_feed: fc.constantFrom('default', 'silence'),
  video_feed: fc.constantFrom('default', '720p'),
  record_audio: fc.boolean(),
})
/** Includes numbered series: `visitor 1`, `visitor 2` … */
const participants = fc
  .tuple(
    fc.array(participant, { minLength: 1, maxLength: 2 }),
    participant,
    fc.nat(5),
    fc.integer({ min: 0, max: 11 }),
  )
  .chain(([others, template, length, from]) =>
    fc
      .constantFrom('visitor ', 'v0', '1-', "'${")
      .map((before) => [
        ...others,
        ...Array.from({ length }, (_, index) => ({ ...template, name: `${before}${from + index} of 5` })),
      ]),
  )
const group = fc.record({
  name: anyName,
  count,
  participants,
})
const groups = fc.oneof(
  fc.array(group, { maxLength: 2 }),
  fc.tuple(group, fc.nat(4)).map(([template, length]) =>
    Array.from({ length }, (_, index) => ({
      ...template,
      name: `room ${index}`,
      participants: [
        ...template.participants,
        { ...aParticipant(`host ${index}`), count: index % 2 === 0 ? 1 : 2 },
      ],
    })),
  ),
)
const precondition = fc.oneof(
  fc.record({
    property: fc.constantFrom('participant_name', 'group_name'),
    operator: fc.constantFrom('eq', 'neq', 'regex', 'lte'),
    expected: anyName,
  }),
  fc.record({
    property: fc.constantFrom('participant_num', 'group_num'),
    operator: fc.constantFrom('eq', 'gte', 'lt'),
    expected: fc.nat().map(String),
  }),
)
const assert = fc.record({
  path: fc.constantFrom('machine/cpu/used/avg', 'webrtc/video/codec/in', 'actions/timeExecution/log-in'),
  operator: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq', 'neq', 'regex'),
  expected: fc.oneof(
    anyName,
    fc.integer().map(String),
    fc.constantFrom('0.50', '1e3', '-0', '12.5', ' 1', 'Infinity'),
  ),
  preconditions: fc.uniqueArray(precondition, {
    maxLength: 3,
    selector: ({ property, operator }) => property + operator,
  }),
})
const script = fc.constantFrom(
  'client => client.end()',
  '\nasync (client) => {\r\n  await client.url(`${"*/"}`)\n}\n',
  'function (client) { /* \u2028 日本語 */ }',
)
const remoteTest: fc.Arbitrary<RemoteTest> = fc.record({
  test: fc.record({
    // Few first titles, so that several tests share a file.
    name: fc
      .tuple(fc.constantFrom('a > ', 'A > ', 'a > b > ', ''), anyName)
      .map(([before, own]) => before + own),
    script,
    mode: fc.constant('load'),
    increment_strategy: fc.constantFrom('linear', 'random_group'),
    start_interval: fc.constantFrom(1, 59, 60, 90, 3600),
    participant_timeout: fc.constantFrom(10, 300, 5400, 86400),
  }),
  groups,
  participants,
  asserts: fc.array(assert, { maxLength: 4 }),
})
/** Tests with names and values that are hard to quote. A spec can express each of them. */
export const anyProject = fc.uniqueArray(remoteTest, {
  minLength: 4,
  maxLength: 8,
  selector: (one) => one.test.name,
})
