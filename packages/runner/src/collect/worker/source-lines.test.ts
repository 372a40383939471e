import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { findTests } from '../find-tests.js'

const alias = { 'loadero-test': fileURLToPath(new URL('../../../dist/spec.js', import.meta.url)) }

/** Code that declares tests. `@` is a call of `test()` whose title is the number of its line. */
const forms = [
  '@',
  ';[1].forEach(() =>\n  @,\n)',
  'describe(`d`,\n  () => {\n@\n}\n)',
  "describe('a', () => { @; @ })",
  'for (const each of [1])\n  @',
  'if (true) { @ } else { @ }',
  'const make = (\n  value: number,\n) => @\nmake(1)',
  'function declare<T>(\n  value: T): T {\n\n @\n return value }\ndeclare<string>(`text`)',
  "test.each([1])(\n  'each %#',\n  () => (@, {}) as never)",
  '[\n  () => 1,\n  () => @].map((one) =>\n one())',
  'class Room {\n  constructor(readonly name: string) {\n    @\n  }\n}\nnew Room(`a`)',
  '{\n  enum Kind {\n    A,\n    B }\n  void Kind.A\n  @ }',
  '(@,\n  @)',
  'void (() => { type A = {\n a: 1\n}\n@ })()',
] as const

const between = [
  '\n',
  '\n\n',
  '\n// a comment\n',
  '\n/* a\ncomment */\n',
  '\ninterface A {\n  a: 1\n}\n',
  '; ',
]

test('each test has the line of its call', async () => {
  const pieces = fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...between))
  const samples = fc.sample(fc.array(pieces, { minLength: 1, maxLength: 25 }), { numRuns: 12, seed: 1 })
  const root = await mkdtemp(join(tmpdir(), 'source-lines-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const heads = [
    "import { describe, test } from 'loadero-test'\n",
    "import {\n  describe,\n  test } from 'loadero-test'; ",
  ]
  for (const [index, sample] of samples.entries()) {
    let count = 0
    // A block of its own, because forms declare names.
    const text = sample.map(([form, separator]) => `{\n${form}\n}${separator}`).join('')
    const lines = `${heads[index % 2]}${text}`.split('\n')
    const code = lines.map((line, row) =>
      line.replaceAll('@', () => `test('${index}/${count++}:' + ${row + 1}, null as never)`),
    )
    await writeFile(join(root, `${index}.loadero.ts`), code.join('\n'))
  }
  const { declared, diagnostics, linesOf } = await findTests({
    root,
    filters: [],
    alias,
    loadTimeoutMs: 120_000,
    allowOnly: true,
    onOutput: () => undefined,
  })
  expect(diagnostics.filter(({ code }) => code === 'spec-threw' || code === 'syntax-error')).toEqual([])
  const own = declared.filter(({ id }) => !id.includes('each '))
  expect(own.length).toBeGreaterThan(12)
  for (const { id } of own) expect(`${id} ${linesOf.get(id)?.[0]}`).toBe(`${id} ${id.split(':').at(-1)}`)
})
