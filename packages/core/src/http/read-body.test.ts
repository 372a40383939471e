import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageSchema } from '../types/page.js'
import { resultSchema } from '../types/result.js'
import { runSchema } from '../types/run.js'
import { statisticsSchema } from '../types/statistics.js'
import { testSchema } from '../types/test.js'
import { parseJson, readBody } from './read-body.js'

const runs = pageSchema(runSchema)

function readRuns(row: string) {
  return readBody(runs, parseJson(`{"results": [{"id": 1, "test_id": 2}, ${row}]}`)).results[1]
}

test.each([
  ['a number in quotes', '{"id": "12", "success_rate": "0.5"}', { id: 12, success_rate: 0.5 }],
  ['a number in the place of a text', '{"id": 3, "test_name": 7}', { id: 3, test_name: '7' }],
  ['a boolean in quotes', '{"id": 3, "mos_test": "true"}', { id: 3, mos_test: true }],
  ['a text for a status that is a number', '{"id": 3, "status": 9}', { id: 3, status: '9' }],
])('%s is read', (_, row, expected) => {
  expect(readRuns(row)).toMatchObject(expected)
})

test.each([
  ['a word for a number', '{"id": 3, "success_rate": "most"}', 'results.1.success_rate'],
  ['an empty text for a number', '{"id": 3, "success_rate": ""}', 'results.1.success_rate'],
  ['a number for a boolean', '{"id": 3, "mos_test": 1}', 'results.1.mos_test'],
  ['a fraction for an id', '{"id": 3.5}', 'results.1.id'],
  ['an object for a text', '{"id": 3, "status": {}}', 'results.1.status'],
])('%s is not guessed', (_, row, field) => {
  expect(() => readRuns(row)).toThrow(`cannot read ${field}`)
})

test('an id above 2^53 is unknown, not rounded', () => {
  const row = readRuns('{"id": 3, "launching_account_id": 9007199254740993, "newKey": 9007199254740993}')
  expect(row).toEqual({ id: 3, newKey: '9007199254740993', launching_account_id: undefined })
  expect(() => readRuns('{"id": 9007199254740993}')).toThrow('cannot read results.1.id')
})

test('deep fields are repaired in one page', () => {
  const metric = { average: '5.5', total: '123456789012345678', value: 4 }
  const rows = Array.from({ length: 50 }, (_, index) => ({
    id: index + 1,
    participant_details: { participant_num: String(index), participant_name: index },
    asserts: [{ expected: 200, actual: 29.71 }],
    metrics: { machine: { 'machine/cpu/used': metric } },
  }))
  const read = readBody(pageSchema(resultSchema), { results: rows }).results[9]
  expect(read).toMatchObject({
    participant_details: { participant_num: 9, participant_name: '9' },
    asserts: [{ expected: '200', actual: '29.71' }],
    metrics: { machine: { 'machine/cpu/used': { average: 5.5, total: 123456789012345680, value: 4 } } },
  })
  expect(readBody(statisticsSchema, { asserts: [{ pass: '3' }] })).toMatchObject({ asserts: [{ pass: 3 }] })
})

test('a text that looks like a number stays a text', () => {
  expect(readBody(testSchema, { id: 1, name: '0012' })).toEqual({ id: 1, name: '0012' })
})

test('a repair never changes a body that can be read', () => {
  const row = fc.record({
    id: fc.integer({ min: 1 }),
    name: fc.string(),
    start_interval: fc.integer(),
    mos_test: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(row), (results) => {
      expect(readBody(pageSchema(testSchema), parseJson(JSON.stringify({ results }))).results).toEqual(
        results,
      )
    }),
  )
})

test('numbers in texts and fractions are parsed as usual', () => {
  const value = { a: '"9007199254740993,', b: 0.30000000000000004, c: 1e300 }
  const json = JSON.stringify({ ...value, d: [] }).replace('[]', '[-5, 12345678901234567]')
  expect(parseJson(json)).toEqual({ ...value, d: [-5, '12345678901234567'] })
})
