import fc from 'fast-check'
import { format } from 'prettier'
import { expect, test } from 'vitest'
import type { Code } from './code.js'
import { chain, list, object, plain, text } from './code.js'
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
const value = words.map(text)
const short = fc.stringMatching(/^[a-z]{1,9}$/).map(text)
const participant = fc
  .record(
    { name: value, browser: short, network: short, count: fc.nat().map(plain) },
    { requiredKeys: ['name'] },
  )
  .map(object)
/** Some of them in series. */
const participants = fc
  .tuple(fc.array(participant, { maxLength: 3 }), fc.nat(5), fc.constantFrom('visitor ', 'v00'))
  .map(([some, length, name]) => [
    ...some,
    ...Array.from({ length }, (_, index) =>
      object({ name: text(`${name}${index + 1}`), browser: text('b') }),
    ),
  ])
  .map((all) => list(foldSeries(all, 'index')))
const path = fc.oneof(fc.stringMatching(/^[a-z]{5,20}$/), fc.stringMatching(/^[a-z]{40,90}$/)).map(text)
const number = fc.nat().map(plain)
const condition = fc.record(
  {
    groupNum: fc.oneof(number, fc.record({ gte: number, lt: number }).map(object)),
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
    .map(([at, limit, when]) => chain(['metric', at], ['equals', limit], ['when', object(when)])),
)
const options: fc.Arbitrary<Code> = fc
  .record({
    startInterval: short,
    script: value.map((file) => chain(['script', file])),
    participants,
    groups: fc
      .array(fc.record({ name: value, participants }).map(object), {
        maxLength: 2,
      })
      .map(list),
    asserts: fc.array(assertion, { maxLength: 3 }).map(list),
  })
  .map(object)

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
  const made = object({
    script: chain(['script', text('./call.js')]),
    participants: list([object({ name: text('caller'), browser: text('chromeLatest') })]),
    asserts: list([chain(['metric', text('webrtc/audio/rtt/avg')], ['lessThan', plain(200)])]),
  })
  const written = specText([
    { titles: ['call', 'talks'], options: made, flaws: [] },
    { titles: ['call', 'listens'], options: made, flaws: ["its mode 'chaos'", 'it has no name'] },
    { titles: ['alone'], options: made, flaws: [] },
  ])
  expect(written).toMatchSnapshot()
})
