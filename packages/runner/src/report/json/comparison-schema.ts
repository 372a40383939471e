import { z } from 'zod'

const number = z.number().nullable().describe('null when it is not a finite number')
const texts = z.array(z.string())
const outcome = z.enum(['same', 'better', 'worse', 'too little data'])

const distribution = z.object({
  count: z.int(),
  min: number,
  p25: number,
  median: number,
  p75: number,
  p95: number,
  max: number,
  mean: number,
})

const metric = z.object({
  metric: z.string().describe('a metric path, or `success rate`'),
  unit: z.string(),
  kind: z
    .enum(['value', 'share'])
    .describe('`share`: of the participants that meet the gates of the metric, or that passed'),
  better: z.enum(['higher', 'lower']).describe('which values are good'),
  before: distribution.optional().describe('over participants; absent without a value'),
  after: distribution.optional(),
  difference: number.optional().describe('of the medians, or of the shares; in the unit of the metric'),
  differencePercent: number.optional().describe('relative to the value before; absent when that is 0'),
  effect: number.optional().describe("Cliff's delta, from -1 to 1"),
  pValue: number.optional().describe('adjusted for the number of metrics'),
  outcome,
  reason: z.string().optional().describe('why there is too little data'),
})

const test = z.object({
  name: z.string(),
  runBefore: number.optional(),
  runAfter: number.optional(),
  outcome: outcome.describe('the worst of its metrics'),
  metrics: z.array(metric),
  notices: texts.describe('what else differs'),
})

/** What `compare` finds, as in `report.json` and in its own JSON. */
export const comparisonSchema = z.object({
  before: z.string(),
  after: z.string(),
  outcome: outcome.describe('the worst of its tests'),
  tests: z.array(test),
  onlyBefore: texts.describe('tests of one side alone'),
  onlyAfter: texts,
  notices: texts,
})
