import { expect, test } from 'vitest'
import { InvalidBodyError, readBody } from '../http/read-body.js'
import { resultSchema } from './result.js'

function read(metrics: unknown) {
  return readBody(resultSchema, { id: 1, metrics }).metrics
}

test('sections of metrics can be missing or null', () => {
  expect(read(undefined)).toBeUndefined()
  expect(read({})).toEqual({ machine: {}, webrtc: {} })
  expect(read({ machine: null })).toEqual({ machine: {}, webrtc: {} })
})

test('unknown metrics and fields are kept', () => {
  const machine = { 'machine/gpu/used': { average: 1.5, newField: [1], value: 'x' } }
  expect(read({ machine })).toEqual({ machine, webrtc: {} })
  expect(
    read({ machine: { 'machine/cpu/used': null, 'machine/ram/used': { average: null } } })?.machine,
  ).toEqual({ 'machine/ram/used': {} })
})

test.each([
  { machine: [] },
  { machine: { 'machine/cpu/used': 5 } },
  { webrtc: { a: { average: 'five' } } },
  { webrtc: { a: { value: {} } } },
])('%j are not metrics', (metrics) => {
  expect(() => read(metrics)).toThrow(InvalidBodyError)
  expect(() => read(metrics)).toThrowErrorMatchingSnapshot()
})

test('everything except the id can be missing', () => {
  const result = readBody(resultSchema, {
    id: 1,
    participant_details: {},
    asserts: [{}],
    mos: { visqol: [{ score: '4.2' }, { score: 4 }] },
    data_sync: {},
    artifacts: { video: {}, audio: null },
  })
  expect(result).toMatchObject({ asserts: [{}], data_sync: { result_timecards: [] } })
  expect(result.mos?.visqol.map(({ score }) => score)).toEqual(['4.2', 4])
  expect(result.artifacts?.video?.paths).toEqual([])
})
