import fc from 'fast-check'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { Code } from './code.js'
import { chainCode, listCode, objectCode, literalCode, textCode } from './code.js'
import { foldSeries } from './series.js'
import { specText } from './spec-text.js'

const style = { parser: 'typescript', semi: false, singleQuote: true } as const

const words = fc.oneof(
  fc.stringMatching(/^[a-z /'"`$\\]{1,20}$/),
  fc.stringMatching(/^[a-z]{50,100}$/),
  fc.constantFrom(
    "it's",
    'a "b"',
    '`${x}`',
    'line\nbreak',
    '*/',
    '\ud800',
    'visitor 1',
    'visitor 2',
    'visitor 3',
  ),
)
const value = words.map(textCode)
const short = fc.stringMatching(/^[a-z]{1,9}$/).map(textCode)
const participant = fc
  .record(
    { name: value, browser: short, network: short, count: fc.nat().map(literalCode) },
    { requiredKeys: ['name'] },
  )
  .map(objectCode)
/** Some of them are in a series. */
const participants = fc
  .tuple(fc.array(participant, { maxLength: 3 }), fc.nat(5), fc.constantFrom('visitor ', 'v00'))
  .map(([some, length, name]) => [
    ...some,
    ...Array.from({ length }, (_, index) =>
      objectCode({ name: textCode(`${name}${index + 1}`), browser: textCode('b') }),
    ),
  ])
  .map((all) => listCode(foldSeries(all, 'index')))
const path = fc.oneof(fc.stringMatching(/^[a-z]{5,20}$/), fc.stringMatching(/^[a-z]{40,90}$/)).map(textCode)
const number = fc.nat().map(literalCode)
const condition = fc.record(
  {
    groupNum: fc.oneof(number, fc.record({ gte: number, lt: number }).map(objectCode)),
    browser: short,
    participantName: value,
  },
  { requiredKeys: ['browser'] },
)
const assertion = fc.oneof(
  fc.tuple(path, number).map(([at, limit]) => chainCode(['metric', at], ['lessThan', limit])),
  fc.tuple(path, value).map(([at, limit]) => chainCode(['metric', at], ['equals', limit])),
  fc
    .tuple(path, fc.oneof(number, value), condition)
    .map(([at, limit, when]) => chainCode(['metric', at], ['equals', limit], ['when', objectCode(when)])),
)
const options: fc.Arbitrary<Code> = fc
  .record({
    startInterval: short,
    script: value.map((file) => chainCode(['script', file])),
    participants,
    groups: fc
      .array(fc.record({ name: value, participants }).map(objectCode), {
        maxLength: 2,
      })
      .map(listCode),
    asserts: fc.array(assertion, { maxLength: 3 }).map(listCode),
  })
  .map(objectCode)

test('specs are formatted as by prettier', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 3 }), options, async (titles, code) => {
      const written = specText([{ titles, options: code, problems: [] }])
      expect(written).toBe(await format(written, style))
    }),
    { numRuns: 100 },
  )
})

test('a spec with describes, metrics and a skipped test', () => {
  const code = objectCode({
    script: chainCode(['script', textCode('./call.js')]),
    participants: listCode([objectCode({ name: textCode('caller'), browser: textCode('chromeLatest') })]),
    asserts: listCode([
      chainCode(['metric', textCode('webrtc/audio/rtt/avg')], ['lessThan', literalCode(200)]),
    ]),
  })
  const written = specText([
    { titles: ['call', 'talks'], options: code, problems: [] },
    {
      titles: ['call', 'listens'],
      options: code,
      problems: ["a spec cannot express its mode 'chaos'", 'it has no name'],
    },
    { titles: ['alone'], options: code, problems: [] },
  ])
  expect(written).toMatchSnapshot()
})
