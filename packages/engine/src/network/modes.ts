import type { Network } from '@loadero-test/core'

/** What a connection is made to behave like; what is left out is not limited. */
export interface NetworkConditions {
  readonly rateInKbps?: number
  readonly rateOutKbps?: number
  /** Percent. */
  readonly loss?: number
  /** In each direction. */
  readonly latencyMs?: number
  readonly jitterMs?: number
}

/** What of a mode's conditions a browser does not do, one line each. */
export function unsupportedFeaturesOf(mode: string, { loss, jitterMs }: NetworkConditions): string[] {
  return [
    ...(loss ? [`network ${mode}: packet loss acts on WebRTC alone, not on HTTP`] : []),
    ...(jitterMs ? [`network ${mode}: jitter is left out`] : []),
  ]
}

/** Loadero's own figures; where they differ by direction and the browser has one value, it is the mean. */
const networkModes: Readonly<Record<string, NetworkConditions>> = {
  default: {},
  '4g': { rateInKbps: 100_000, rateOutKbps: 50_000, loss: 0.2, latencyMs: 45, jitterMs: 10 },
  hsdpa: { rateInKbps: 20_000, rateOutKbps: 10_000, loss: 0.5, latencyMs: 150, jitterMs: 10 },
  '3g': { rateInKbps: 1_200, rateOutKbps: 1_200, loss: 0.5, latencyMs: 250, jitterMs: 50 },
  gprs: { rateInKbps: 80, rateOutKbps: 20, loss: 1, latencyMs: 650, jitterMs: 100 },
  edge: { rateInKbps: 200, rateOutKbps: 260, loss: 1, latencyMs: 650, jitterMs: 100 },
  asymmetric: { rateInKbps: 500, rateOutKbps: 1_000, latencyMs: 50, jitterMs: 10 },
  satellite: { rateInKbps: 1_000, rateOutKbps: 256, latencyMs: 600 },
  '5packet': { loss: 5 },
  '10packet': { loss: 10 },
  '20packet': { loss: 20 },
  '50packet': { loss: 50 },
  '100packet': { loss: 100 },
  latency: { latencyMs: 500, jitterMs: 50 },
  jitter: { latencyMs: 200, jitterMs: 100 },
} satisfies Record<Network, NetworkConditions>

/**
 * The conditions of a mode. `custom` takes `latency`, `jitter`, `rate` and `loss`, each with `_up` and `_down`:
 * numbers in ms, ms, kbit/s and percent, or texts with their unit such as `'1mbps'`.
 * Throws on an unknown mode, key or unit.
 */
export function conditionsOf(mode: string, config: unknown): NetworkConditions {
  if (mode === 'custom') return customConditions(Object.entries(config ?? {}))
  const conditions = Object.hasOwn(networkModes, mode) ? networkModes[mode] : undefined
  if (!conditions) {
    throw new Error(`unknown network '${mode}'; known are ${Object.keys(networkModes).join(', ')}, custom`)
  }
  return conditions
}

const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  latency: { '': 1, ms: 1, s: 1_000 },
  jitter: { '': 1, ms: 1, s: 1_000 },
  rate: { '': 1, kbps: 1, kbit: 1, mbps: 1_000, mbit: 1_000, gbps: 1_000_000, gbit: 1_000_000 },
  loss: { '': 1, '%': 1 },
}

function customConditions(config: readonly (readonly [string, unknown])[]): NetworkConditions {
  const given = new Map(config.map(([key, value]) => [key, customValue(key, value)]))
  const latencyMs = mean(given.get('latency_up'), given.get('latency_down'))
  const jitterMs = mean(given.get('jitter_up'), given.get('jitter_down'))
  const loss = mean(given.get('loss_up'), given.get('loss_down'))
  const rateInKbps = given.get('rate_down')
  const rateOutKbps = given.get('rate_up')
  return {
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
    ...(loss === undefined ? {} : { loss }),
    ...(rateInKbps === undefined ? {} : { rateInKbps }),
    ...(rateOutKbps === undefined ? {} : { rateOutKbps }),
  }
}

function customValue(key: string, value: unknown): number {
  const quantity = /^(\w+)_(?:up|down)$/.exec(key)?.[1] ?? ''
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(String(value).trim().toLowerCase()) ?? []
  const factor = units[quantity]?.[unit]
  if (amount === undefined || factor === undefined) {
    throw new Error(`network custom: cannot make sense of ${key}: ${JSON.stringify(value)}`)
  }
  return Number(amount) * factor
}

/** A direction that is not given counts as undisturbed. */
function mean(up: number | undefined, down: number | undefined): number | undefined {
  return up === undefined && down === undefined ? undefined : ((up ?? 0) + (down ?? 0)) / 2
}
