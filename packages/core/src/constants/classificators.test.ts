import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { wireFixture } from '../../test/service.js'
import { classificators } from './classificators.js'
import { metricModes, metricSection, metricUnit, retiredMetricPaths } from './metric-facts.js'
import { isMetricPath, type MetricBase, metricBases, metricPaths } from './metrics.js'

function read(name: string) {
  return JSON.parse(readFileSync(wireFixture(name), 'utf8')) as unknown
}

test('the 27 enumerations have the values of the service', () => {
  const sorted = Object.entries(classificators).map(([name, values]) => [name, [...values].toSorted()])
  expect(sorted).toHaveLength(27)
  expect(Object.fromEntries(sorted)).toEqual(read('classificators.json'))
})

test('the 400 metric paths and 58 bases are those of the service', () => {
  const { paths, sections, retired } = read('metric-paths.json') as MetricFacts
  expect([paths.length, Object.keys(sections).length]).toEqual([400, 58])
  expect([...metricPaths, 'actions/timeExecution/{name}'].toSorted()).toEqual(paths.toSorted())
  const bases = [...Object.keys(metricBases), 'actions/timeExecution']
  expect(Object.fromEntries(bases.map((base) => [base, metricSection(base)]))).toEqual(sections)
  expect(retiredMetricPaths.toSorted()).toEqual(retired.toSorted())
})

interface MetricFacts {
  readonly paths: readonly string[]
  /** Base path → section of a result's metrics. */
  readonly sections: Readonly<Record<string, string>>
  readonly retired: readonly string[]
}

test('a retired path is not a metric path', () => {
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

test('only performance tests have machine metrics', () => {
  expect(metricModes.machine).toEqual({ performance: 'yes', load: 'no', 'session-record': 'no' })
  expect(metricSection('weather/rain')).toBeUndefined()
})
