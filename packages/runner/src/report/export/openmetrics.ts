import { writeFileAtomic } from '@loadero-test/core/internal'
import type { Summary } from '../../model/session.js'
import { plainText } from '../plain-text.js'
import { type Point, pointsOf } from '../points.js'
import type { Reporter } from '../reporter.js'

/** Writes the numbers of the session for GitLab's metrics report and Prometheus' textfile collector. */
export function openmetricsReporter({ outputFile }: { readonly outputFile: string }): Reporter {
  const write = (summary: Summary) => writeFileAtomic(outputFile, openmetricsText(summary))
  return { name: 'openmetrics', outputFile, onInterrupt: write, onEnd: write }
}

/**
 * Gauges as OpenMetrics text that is also valid in Prometheus' text format: without times, and without signs that only
 * one of them escapes. Durations are in seconds, as is usual there. A number that is not finite is left out.
 */
export function openmetricsText(summary: Summary): string {
  const families = new Map<string, { readonly help: string; readonly samples: Map<string, number> }>()
  for (const point of pointsOf(summary)) {
    if (!Number.isFinite(point.value)) continue
    const { name, help, labels, value } = sampleOf(point)
    const family = families.get(name) ?? { help, samples: new Map<string, number>() }
    families.set(name, family)
    const pairs = Object.entries(labels).map(([key, text]) => {
      const escaped = plainText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
      return `${key}="${escaped}"`
    })
    const series = pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`
    // Two texts may be equal without their control characters, and a series occurs only once.
    if (!family.samples.has(series)) family.samples.set(series, value)
  }
  const lines = [...families].flatMap(([name, { help, samples }]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...[...samples].map(([series, value]) => `${series} ${value}`),
  ])
  return `${[...lines, '# EOF'].join('\n')}\n`
}

interface Sample {
  readonly name: string
  readonly help: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const helpTexts: Readonly<Record<string, string>> = {
  loadero_session_tests: 'Tests of the session by verdict; flaky ones are also passed.',
  loadero_session_duration_seconds: 'Duration of the session.',
  loadero_test_duration_seconds: 'Duration of the last attempt.',
  loadero_test_passed: '1 when the test passed, otherwise 0.',
  loadero_test_flaky: '1 when the test passed after another attempt, otherwise 0.',
  loadero_test_attempts: 'Attempts at the test.',
  loadero_test_participants: 'Participants of the test by outcome.',
  loadero_test_compute_units: 'Compute units that the run cost.',
  loadero_check_passed: '1 when the check passed, otherwise 0.',
  loadero_check_value: 'Value that was compared with the limit.',
  loadero_check_limit: 'Limit of the check.',
  loadero_metric: 'Aggregate over all participants of the run.',
}

function sampleOf({ metric, value, unit, test, check }: Point): Sample {
  const of = (name: string, labels: Sample['labels'] = {}, shown = value): Sample => ({
    name,
    help: helpTexts[name] ?? '',
    labels: { ...(test !== undefined && { test }), ...(check !== undefined && { check }), ...labels },
    value: shown,
  })
  const [scope, subject = '', part] = metric.split('/')
  if (scope === 'session' && subject === 'tests') return of('loadero_session_tests', { verdict: part ?? '' })
  if (scope === 'session') return of('loadero_session_duration_seconds', {}, value / 1_000)
  if (scope === 'test' && subject === 'duration')
    return of('loadero_test_duration_seconds', {}, value / 1_000)
  if (scope === 'test' && subject === 'participants')
    return of('loadero_test_participants', { outcome: part ?? 'all' })
  if (scope === 'test' && subject === 'computeUnits') return of('loadero_test_compute_units')
  if (scope === 'test' || metric === 'check/passed') return of(`loadero_${scope}_${subject}`)
  if (scope === 'check') return of(`loadero_check_${subject}`, { unit })
  return of('loadero_metric', { metric, unit })
}
