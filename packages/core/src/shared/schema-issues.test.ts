import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { formatIssue, parseWith, SchemaError } from './schema-issues.js'

const schema = z.strictObject({
  name: z.string().min(1),
  count: z.int().min(1).max(9).optional(),
  mode: z.enum(['load', 'performance']).default('load'),
  tags: z.array(z.string()).min(1).max(2).optional(),
  speed: z.union([z.enum(['real', 'virtual']), z.number().positive()]).optional(),
  effect: z
    .union([z.strictObject({ status: z.int().min(400) }), z.strictObject({ latencyMs: z.number() })])
    .optional(),
  shares: z.partialRecord(z.enum(['pass', 'fail']), z.number()).optional(),
  nested: z.record(z.string(), z.strictObject({ inner: z.boolean() })).optional(),
})

function problemsOf(value: unknown): readonly string[] {
  try {
    parseWith(schema, value, 'input')
    return []
  } catch (error) {
    return error instanceof SchemaError ? error.issues.map(formatIssue) : [String(error)]
  }
}

test('each kind of problem says what was written and what is allowed', () => {
  const values = [
    undefined,
    'text',
    {},
    { name: '' },
    { name: 7 },
    { name: 'a', count: 1.5 },
    { name: 'a', count: 0 },
    { name: 'a', count: 10 },
    { name: 'a', mode: 'perf' },
    { name: 'a', mode: null },
    { name: 'a', tags: [] },
    { name: 'a', tags: ['a', 'b', 'c'] },
    { name: 'a', tags: 'a' },
    { name: 'a', speed: 'reel' },
    { name: 'a', speed: -1 },
    { name: 'a', speed: [] },
    { name: 'a', effect: { status: 200 } },
    { name: 'a', effect: { latencyMs: 'x', late: 1 } },
    { name: 'a', effect: () => 1 },
    { name: 'a', shares: { pas: 1 } },
    { name: 'a', nested: { x: { iner: true, inner: true } } },
    { nam: 'a' },
  ]
  const lines = values.map((value) => `${JSON.stringify(value)} → ${problemsOf(value).join(' | ')}`)
  expect(lines.join('\n')).toMatchSnapshot('problems')
})

test('no wrong value is accepted or described in the words of the library', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const problems = problemsOf({ name: 'a', nested: value, effect: value, tags: value })
      expect(problems.length > 0).toBe(
        !schema.safeParse({ name: 'a', nested: value, effect: value, tags: value }).success,
      )
      expect(problems.join('\n')).not.toMatch(/Invalid input|expected|received|nonoptional/)
    }),
  )
})
