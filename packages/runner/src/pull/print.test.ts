import fc from 'fast-check'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { Code } from './code.js'
import { chain, listCode, objectCode, plain, textCode } from './code.js'
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
    { name: value, browser: short, network: short, count: fc.nat().map(plain) },
    { requiredKeys: ['name'] },
  )
  .map(objectCode)
/** Some of them in series. */
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
const number = fc.nat().map(plain)
const condition = fc.record(
  {
    groupNum: fc.oneof(number, fc.record({ gte: number, lt: number }).map(objectCode)),
    browser: short,
    participantName: value,
  },
  { requiredKeys: ['browser'] },
)
const assertion = fc.oneof(
  fc.tuple(path, number).map(([at, limit]) => chain(['metric', at], ['lessThan', limit])),
  fc.tuple(path, value).map(([at, limit]) => chain(['metric', at], ['equals', limit])),
  fc
    .tuple(path, fc.oneof(number, value), condition)
    .map(([at, limit, when]) => chain(['metric', at], ['equals', limit], ['when', objectCode(when)])),
)
const options: fc.Arbitrary<Code> = fc
  .record({
    startInterval: short,
    script: value.map((file) => chain(['script', file])),
    participants,
    groups: fc
      .array(fc.record({ name: value, participants }).map(objectCode), {
        maxLength: 2,
      })
      .map(listCode),
    asserts: fc.array(assertion, { maxLength: 3 }).map(listCode),
  })
  .map(objectCode)

test('a spec is laid out as prettier does it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 3 }), options, async (titles, made) => {
      const written = specText([{ titles, options: made, flaws: [] }])
      expect(written).toBe(await format(written, style))
    }),
    { numRuns: 40 },
  )
})

test('a file with describes, metrics and a flawed test is whole TypeScript', () => {
  const made = objectCode({
    script: chain(['script', textCode('./call.js')]),
    participants: listCode([objectCode({ name: textCode('caller'), browser: textCode('chromeLatest') })]),
    asserts: listCode([chain(['metric', textCode('webrtc/audio/rtt/avg')], ['lessThan', plain(200)])]),
  })
  const written = specText([
    { titles: ['call', 'talks'], options: made, flaws: [] },
    { titles: ['call', 'listens'], options: made, flaws: ["its mode 'chaos'", 'it has no name'] },
    { titles: ['alone'], options: made, flaws: [] },
  ])
  expect(written).toMatchSnapshot()
})
