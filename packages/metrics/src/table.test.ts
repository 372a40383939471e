import { metricBases } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { metricsDocument } from '../test/metrics-document.js'
import { qualityBases, qualityTexts } from './paths.js'
import { definitions, metricTable } from './table.js'
import { usedStats } from './stats/webrtc-log.js'

test('every path of a quality metric has a definition, and no other', () => {
  const defined = Object.keys(metricTable).filter((path) => path.startsWith('quality/'))
  expect(defined.toSorted()).toEqual([...qualityBases, ...qualityTexts].toSorted())
})

test('the metrics of connections are those of Loadero', () => {
  const own = Object.keys(metricTable).filter(
    (path) => path.startsWith('webrtc/') && !path.endsWith('/percent'),
  )
  expect(own.toSorted()).toEqual(
    Object.keys(metricBases)
      .filter((base) => base.startsWith('webrtc/'))
      .toSorted(),
  )
})

test('the reader of dumps keeps every statistic that a formula reads', () => {
  const names = definitions
    .filter(({ pattern }) => !/^(?:machine|page)\//.test(pattern))
    .flatMap(({ source }) => source.match(/\b[a-z]+[A-Z]\w+\b/g) ?? [])
    .filter((name) => !/^(?:on|set[LR]|get[UD]|mime)/.test(name))
  expect(names.filter((name) => !usedStats.has(name))).toEqual([])
})

test('the document has every metric', async () => {
  await expect(metricsDocument()).toMatchFileSnapshot('../docs/metrics.md')
})
