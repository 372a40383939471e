import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sharedFile } from '../testing.js'
import { classificators } from './classificators.js'
import { metricModes, metricSection, metricUnit, retiredMetricPaths } from './metric-facts.js'
import { isMetricPath, type MetricBase, metricBases, metricPaths } from './metrics.js'

const read = (name: string) => JSON.parse(readFileSync(sharedFile(name), 'utf8')) as unknown
const present = existsSync(sharedFile('classificators.json'))
const absent = `${sharedFile('')} is absent`

interface Paths {
  readonly counts: Readonly<Record<string, unknown>>
  readonly paths: readonly { readonly path: string }[]
  readonly base_paths: readonly { readonly base: string; readonly section: string }[]
  readonly retired_paths: readonly string[]
}

test('the 27 enumerations are those of the reference, value by value', ({ skip }) => {
  skip(!present, absent)
  const { classificators: known } = read('classificators.json') as {
    classificators: Record<string, { values: { value: string }[] }>
  }
  const expected = Object.entries(known).map(([name, { values }]) => [
    name,
    values.map(({ value }) => value).toSorted(),
  ])
  const ours = Object.entries(classificators).map(([name, values]) => [name, [...values].toSorted()])
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(expected))
  expect(ours).toHaveLength(27)
})

test('the 400 paths and 58 bases are those of the reference', ({ skip }) => {
  skip(!present, absent)
  const reference = read('metric-paths.json') as Paths
  expect(reference.counts).toMatchObject({ union_paths: 400, base_paths: 58 })
  expect([...metricPaths, 'actions/timeExecution/{name}'].toSorted()).toEqual(
    reference.paths.map(({ path }) => path).toSorted(),
  )
  expect([...Object.keys(metricBases), 'actions/timeExecution'].toSorted()).toEqual(
    reference.base_paths.map(({ base }) => base).toSorted(),
  )
  for (const { base, section } of reference.base_paths) expect(metricSection(base)).toBe(section)
  expect(retiredMetricPaths.toSorted()).toEqual(reference.retired_paths.toSorted())
})

test('a retired path may not be asserted on', () => {
  for (const path of retiredMetricPaths) expect(isMetricPath(path)).toBe(false)
})

test.each([
  ['webrtc/audio/rtt', 'ms'],
  ['webrtc/video/frameWidth/out', 'px'],
  ['machine/cpu/percent', '%'],
  ['webrtc/audio/packetsLost/in', '%'],
  ['webrtc/video/jitterBuffer', 'ms'],
  ['actions/timeExecution', 'ms'],
  ['machine/ram/used', undefined],
  ['webrtc/audio/bitrate/in', undefined],
] as const satisfies readonly (readonly [MetricBase | 'actions/timeExecution', string | undefined])[])(
  'the unit of %s is %s',
  (base, unit) => {
    expect(metricUnit(base)).toBe(unit)
  },
)

test('machine metrics exist in performance tests alone', () => {
  expect(metricModes.machine).toEqual({ performance: 'yes', load: 'no', 'session-record': 'no' })
  expect(metricSection('weather/rain')).toBeUndefined()
})
