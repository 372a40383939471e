import type { Network } from '@loadero-test/core'

/** How a connection behaves; an absent value is not limited. */
export interface NetworkConditions {
  readonly rateInKbps?: number
  readonly rateOutKbps?: number
  /** Percent. */
  readonly loss?: number
  /** In each direction. */
  readonly latencyMs?: number
  readonly jitterMs?: number
}

/** Percent: nothing gets through. */
export const maxLoss = 100

/** The conditions of a mode that a browser cannot emulate, one line each. */
export function unsupportedConditionsOf(mode: string, { loss, jitterMs }: NetworkConditions): string[] {
  return [
    ...(loss && loss < maxLoss
      ? [`network ${mode}: the packet loss of ${loss} % affects WebRTC only; HTTP is not touched`]
      : []),
    ...(jitterMs ? [`network ${mode}: jitter is not emulated`] : []),
  ]
}

/** Loadero's own values. Where they differ by direction and the browser has one value, it is their mean. */
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
 * numbers in ms, ms, kbit/s and percent, or strings with a unit such as `'1mbps'`.
 * @throws Error on an unknown mode, key or unit
 */
export function networkConditionsOf(mode: string, config: unknown): NetworkConditions {
  if (mode === 'custom') return customConditions(Object.entries(config ?? {}))
  const conditions = Object.hasOwn(networkModes, mode) ? networkModes[mode] : undefined
  if (!conditions) {
    throw new Error(
      `Unknown network '${mode}'. The networks are: ${Object.keys(networkModes).join(', ')}, custom.`,
    )
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
  const values = new Map(
    config.map(([key, value]) => {
      const quantity = /^(\w+)_(?:up|down)$/.exec(key)?.[1] ?? ''
      const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*(\D*)$/.exec(String(value).trim().toLowerCase()) ?? []
      const factor = units[quantity]?.[unit]
      if (amount === undefined || factor === undefined) {
        throw new Error(
          `network custom: ${key}: ${JSON.stringify(value)} is not a known key with a number or a number and a unit`,
        )
      }
      return [key, Number(amount) * factor]
    }),
  )
  const latencyMs = mean(values.get('latency_up'), values.get('latency_down'))
  const jitterMs = mean(values.get('jitter_up'), values.get('jitter_down'))
  const loss = mean(values.get('loss_up'), values.get('loss_down'))
  const rateInKbps = values.get('rate_down')
  const rateOutKbps = values.get('rate_up')
  return {
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(jitterMs === undefined ? {} : { jitterMs }),
    ...(loss === undefined ? {} : { loss }),
    ...(rateInKbps === undefined ? {} : { rateInKbps }),
    ...(rateOutKbps === undefined ? {} : { rateOutKbps }),
  }
}

/** An absent direction counts as 0. */
function mean(up: number | undefined, down: number | undefined): number | undefined {
  return up === undefined && down === undefined ? undefined : ((up ?? 0) + (down ?? 0)) / 2
}
