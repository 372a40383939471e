import { createSeededRandom } from '../engines/random.js'
import type { Fault, FaultEffect } from './faults.js'

/** The injected faults, and how often each was applied. */
export interface FaultPlan {
  set(faults: readonly Fault[]): void
  list(): readonly (Fault & { readonly applied: number })[]
  /** The effects of all faults that apply to this request. Counts the request. */
  applyTo(method: string, path: string): readonly FaultEffect[]
}

export function createFaultPlan(): FaultPlan {
  let injected: ReturnType<typeof injectFault>[] = []
  return {
    set: (faults) => {
      injected = faults.map(injectFault)
    },
    list: () => injected.map(({ fault, applied }) => ({ ...fault, applied: applied() })),
    applyTo: (method, path) =>
      injected.filter(({ applies }) => applies(method, path)).map(({ fault }) => fault.effect),
  }
}

function injectFault(fault: Fault, index: number) {
  const { path = '**', seed = 0, after = 0, times = Infinity, probability = 1 } = fault
  const method = fault.method?.toUpperCase()
  const parts = path
    .split(/(\*\*|\*)/)
    .map(
      (part) =>
        ({ '**': '.*', '*': '[^/]+' })[part] ?? part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`),
    )
  const pattern = new RegExp(`^/v2${parts.join('')}$`)
  const random = createSeededRandom(`${seed}\n${index}`)
  let [matched, applied] = [0, 0]
  return {
    fault,
    applied: () => applied,
    applies: (requestMethod: string, requestPath: string): boolean => {
      if (method !== undefined && method !== requestMethod) return false
      if (!pattern.test(requestPath)) return false
      if (matched++ < after || applied >= times || random() >= probability) return false
      applied++
      return true
    },
  }
}
