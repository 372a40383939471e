import type { Attributes } from '@opentelemetry/api'
import type { DataPoint, GaugeMetricData } from '@opentelemetry/sdk-metrics'
import { errorMessage } from '@loadero-test/core/internal'
import type { Summary } from '../../model/session.js'
import { pointsOf } from '../points.js'
import type { Reporter } from '../reporter.js'

export interface OtlpOptions {
  /** Address for metrics, such as `http://localhost:4318/v1/metrics`. Default: the `OTEL_EXPORTER_OTLP_…` variables. */
  readonly url?: string | undefined
  /** Receives a sentence when the numbers could not be sent. */
  readonly warn: (message: string) => void
}

const packageNames =
  '@opentelemetry/api @opentelemetry/exporter-metrics-otlp-http @opentelemetry/resources @opentelemetry/sdk-metrics'

/**
 * Sends the numbers of the session to an OpenTelemetry collector, each with the time of its test. The official packages
 * are optional and loaded at the end of the session; they read the variables of OpenTelemetry. A collector that does not
 * answer is a warning: it says nothing about the tests.
 */
export function otlpReporter({ url, warn }: OtlpOptions): Reporter {
  return {
    name: 'otlp',
    onEnd: async (summary) => {
      try {
        await sendMetrics(summary, url)
      } catch (error) {
        warn(`The metrics were not sent to the OpenTelemetry collector: ${errorMessage(error)}`)
      }
    },
  }
}

async function sendMetrics(summary: Summary, url: string | undefined): Promise<void> {
  const { OTLPMetricExporter, resourceFromAttributes, AggregationTemporality, DataPointType, ValueType } =
    await loadPackages()
  const exporter = new OTLPMetricExporter(url === undefined ? {} : { url })
  const { sessionId, startedMs, simulated, environment } = summary
  const gauges = new Map<string, { readonly unit: string; readonly dataPoints: DataPoint<number>[] }>()
  for (const { metric, value, unit, atMs, test, check, run } of pointsOf(summary)) {
    if (!Number.isFinite(value)) continue
    const key = JSON.stringify([metric, unit])
    const gauge = gauges.get(key) ?? { unit, dataPoints: [] }
    gauges.set(key, gauge)
    const ms = Math.abs(atMs) < 8.64e15 ? atMs : startedMs
    const time: [number, number] = [Math.trunc(ms / 1_000), Math.round((ms % 1_000) * 1e6)]
    const attributes = {
      ...(test !== undefined && { 'loadero.test': test }),
      ...(check !== undefined && { 'loadero.check': check }),
      ...(run !== undefined && { 'loadero.run': run }),
    }
    gauge.dataPoints.push({ startTime: time, endTime: time, attributes, value })
  }
  const metrics = [...gauges].map(([key, { unit, dataPoints }]): GaugeMetricData => {
    const [metric = ''] = JSON.parse(key) as readonly string[]
    const name = `loadero.${metric.replaceAll('/', '.')}`
    return {
      descriptor: { name, description: '', unit: units[unit] ?? unit, valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
      dataPointType: DataPointType.GAUGE,
      dataPoints,
    }
  })
  const attributes: Attributes = {
    'service.name': 'loadero-test',
    'loadero.session': sessionId,
    'loadero.simulated': simulated,
  }
  for (const [key, value] of Object.entries(environment)) attributes[`loadero.${key}`] = value
  const resource = resourceFromAttributes(attributes)
  const scopeMetrics = [{ scope: { name: 'loadero-test' }, metrics }]
  try {
    await new Promise<void>((resolve, reject) => {
      exporter.export({ resource, scopeMetrics }, ({ error }) => {
        if (error === undefined) resolve()
        else reject(error)
      })
    })
  } finally {
    await exporter.shutdown()
  }
}

/** In the Unified Code for Units of Measure, as OpenTelemetry wants them. */
const units: Readonly<Record<string, string>> = {
  '%': '%',
  '0…1': '1',
  bytes: 'By',
  count: '1',
  'compute units': '{compute_unit}',
  'frames/s': '{frame}/s',
  'kbit/s': 'kbit/s',
  px: '{pixel}',
  unknown: '',
}

async function loadPackages() {
  try {
    const [
      { OTLPMetricExporter },
      { resourceFromAttributes },
      { AggregationTemporality, DataPointType },
      { ValueType },
    ] = await Promise.all([
      import('@opentelemetry/exporter-metrics-otlp-http'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-metrics'),
      // A dependency of all three.
      import('@opentelemetry/api'),
    ])
    return { OTLPMetricExporter, resourceFromAttributes, AggregationTemporality, DataPointType, ValueType }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing) throw error
    throw new Error(`its packages are not installed. Run: npm install --save-dev ${packageNames}`, {
      cause: error,
    })
  }
}
