import { readFileSync } from 'node:fs'
import { metricPaths } from '@loadero-test/core'
import { expect, test } from 'vitest'
import { isOwnMetric } from '../../model/timed/metric-path.js'
import { createOptionsSchema } from '../options-schema.js'
import { metric } from './metric.js'

const document = readFileSync(new URL('../../../../metrics/docs/metrics.md', import.meta.url), 'utf8')
const calls = [...document.matchAll(/`(metric\('([^']+)'\)(?:\.\w+\([^`]*\))+)`/g)]
const source = `export default (metric) => [${calls.map(([, call]) => call).join(',')}]`
const { default: createGates } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
  default: (create: typeof metric) => readonly { readonly kind: string }[]
}
const gates = createGates(metric)
const examples = calls.map(([, , path = ''], index) => ({ path, gate: gates[index] }))

test('each metric but two texts has an example', () => {
  const rows = document
    .split('\n')
    .filter((line) => /^\| `[^`…]+` \|/.test(line) && !/ (?:yes|no) \| (?:yes|no) \|/.test(line))
  const without = rows.filter((line) => !line.includes("`metric('")).map((line) => line.split('`')[1])
  expect(rows.length).toBeGreaterThan(60)
  expect(without).toEqual(['quality/connection/candidateType', 'quality/connection/protocol'])
})

test('the document of metrics has each path of Loadero', () => {
  const patterns = [...document.matchAll(/`([a-z]+\/[\w{}/-]+)`/g)].map(([, text = '']) =>
    text.replace('{m}', '(audio|video)').replace('{d}', '(in|out)'),
  )
  const missing = metricPaths.filter(
    (path) => !patterns.some((pattern) => new RegExp(`^${pattern}(/[^/]+)?$`).test(path)),
  )
  expect(missing).toEqual([])
})

test.each(examples)('the example for $path is a valid gate', ({ path, gate }) => {
  const known = metricPaths.includes(path) || path.startsWith('actions/') || isOwnMetric(path)
  expect(known).toBe(true)
  const options = {
    participants: [{ name: 'visitor', browser: 'chromeLatest' }],
    script: { kind: 'script' },
    [gate?.kind === 'assert' ? 'asserts' : 'expects']: [gate],
  }
  const { error } = createOptionsSchema({}).safeParse(options)
  expect(error?.issues.filter(({ path: [key] }) => key === 'asserts' || key === 'expects') ?? []).toEqual([])
})
