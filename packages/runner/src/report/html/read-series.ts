import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { TestResult } from '../../model/result.js'
import type { TestSeries } from '../../model/timed/test-series.js'

const times = z.array(z.number())
const seriesSchema = z.object({
  version: z.literal(1),
  participants: z.array(
    z.object({
      label: z.string(),
      series: z.record(z.string(), z.object({ times, values: z.array(z.number()) })),
      overloaded: z.array(z.object({ startMs: z.number(), endMs: z.number() })),
      networkChanges: z.array(z.object({ atMs: z.number().optional(), text: z.string() })),
    }),
  ),
})

/** The seconds of tests. A file that was removed or changed since has none, and the report does without. */
export async function readSeries(tests: readonly TestResult[]): Promise<ReadonlyMap<TestResult, TestSeries>> {
  const series = new Map<TestResult, TestSeries>()
  for (const result of tests) {
    if (result.seriesFile === undefined) continue
    try {
      const parsed = seriesSchema.safeParse(JSON.parse(await readFile(result.seriesFile, 'utf8')))
      if (parsed.success) series.set(result, parsed.data as TestSeries)
    } catch {
      continue
    }
  }
  return series
}
