import type { FaultEffect, Fault } from './faults.js'
import { createSeededRandom } from '../engines/random.js'

/** The faults that are still to strike. */
export interface FaultPlan {
  set(faults: readonly Fault[]): void
  /** Each with how often it struck. */
  list(): readonly (Fault & { readonly struck: number })[]
  /** What befalls this request. */
  applyTo(method: string, path: string): readonly FaultEffect[]
}

export function createFaultPlan(): FaultPlan {
  let armed: Armed[] = []
  return {
    set: (faults) => {
      armed = faults.map(arm)
    },
    list: () => armed.map(({ fault, struck }) => ({ ...fault, struck })),
    applyTo: (method, path) =>
      armed.filter((one) => hits(one, method, path)).map(({ fault }) => fault.effect),
  }
}

interface Armed {
  readonly fault: Fault
  readonly concerns: (method: string, path: string) => boolean
  readonly random: () => number
  seen: number
  struck: number
}

function arm(fault: Fault, index: number): Armed {
  const { method, path = '**', seed = 0 } = fault
  const pattern = new RegExp(`^/v2${patternOf(path)}$`)
  return {
    fault,
    concerns: (asked, at) => (method === undefined || method.toUpperCase() === asked) && pattern.test(at),
    random: createSeededRandom(`${seed}\n${index}`),
    seen: 0,
    struck: 0,
  }
}

function hits(one: Armed, method: string, path: string): boolean {
  if (!one.concerns(method, path)) return false
  const { after = 0, times = Infinity, probability = 1 } = one.fault
  if (one.seen++ < after || one.struck >= times || one.random() >= probability) return false
  one.struck++
  return true
}

/** `/projects/*` and the like as a regular expression. */
function patternOf(path: string): string {
  return path
    .split(/(\*\*|\*)/)
    .map(
      (part) =>
        ({ '**': '.*', '*': '[^/]+' })[part] ?? part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`),
    )
    .join('')
}
