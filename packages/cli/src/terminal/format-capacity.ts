import { plural } from '@loadero-test/core/internal'
import {
  type CapacityPlan,
  type CapacityResult,
  type CapacitySize,
  type CapacityStep,
  plainLine,
} from '@loadero-test/runner'
import type { Colors } from './format-problems.js'

/** What the search will do and cost at most, before it starts. */
export function planLines(
  { test, minParticipants, maxParticipants, boundBy, maxRuns, maxComputeUnits }: CapacityPlan,
  earlier: readonly CapacityStep[],
  c: Colors,
): readonly string[] {
  const bound = boundBy === 'machine' ? 'the maximum of this machine' : 'the limit of the command'
  return [
    `Capacity of '${plainLine(test.id)}', from ${minParticipants} to ${plural(maxParticipants, 'participant')}, ${bound}`,
    `At most ${plural(maxRuns, 'run')} and ${round(maxComputeUnits)} compute units`,
    ...(earlier.length > 0 ? [c.dim(`Continues after ${plural(earlier.length, 'run')}:`)] : []),
    ...earlier.map((step) => stepLine(step, c)),
  ]
}

const labels = {
  held: 'held',
  broke: 'did not hold',
  overloaded: 'machine overloaded',
  refused: 'not possible',
  unclear: 'unclear',
} as const satisfies Record<CapacityStep['outcome'], string>

/** One run: its size, and whether it held. */
export function stepLine({ participants, outcome, run, reasons }: CapacityStep, c: Colors): string {
  const paint = outcome === 'held' ? c.green : outcome === 'broke' ? c.red : c.yellow
  const place = run === undefined ? '' : `  ${c.dim(`run ${run}`)}`
  const note = reasons.length === 0 ? '' : `  ${plainLine(reasons.join('; '))}`
  return `  ${plural(participants, 'participant')}  ${paint(labels[outcome])}${place}${note}`
}

/** The largest size that held, the smallest that did not, why, and how certain both are. */
export function formatCapacity(result: CapacityResult, c: Colors): readonly string[] {
  const { held, broke, limitedBy, steps, maxParticipants, boundBy } = result
  const spent = steps.reduce((sum, { computeUnits }) => sum + computeUnits, 0)
  const runs = steps.filter(({ outcome }) => outcome !== 'refused').length
  const certainty = (size: CapacitySize) => c.dim(`held in ${size.heldRuns} of ${plural(size.runs, 'run')}`)
  const most = held ? plural(held.participants, 'participant') : 'no size that was tried'
  const conclusion = {
    app: `The app holds ${most}`,
    machine: `The machines of the participants are overloaded by more than ${most}; the app may hold more`,
    max: `The app holds ${most}, ${boundBy === 'machine' ? 'and this machine cannot run more' : 'the limit of the command'}`,
    refused: `The app holds ${most}, and the test cannot have more`,
    budget: `The app holds ${most} or more; the compute units or runs were spent before its limit was found`,
    unclear: `The app holds ${most} or more; the search ended with a run without a clear result`,
  }[limitedBy]
  return [
    '',
    c.bold(conclusion),
    ...(held ? [`  Held          ${plural(held.participants, 'participant')}  ${certainty(held)}`] : []),
    ...(broke
      ? [
          `  Did not hold  ${plural(broke.participants, 'participant')}  ${certainty(broke)}`,
          ...broke.reasons.map((reason) => `                ${plainLine(reason)}`),
        ]
      : []),
    ...(limitedBy === 'max' && boundBy === 'option' && held?.participants === maxParticipants
      ? ['  Raise --max-participants or --max-cu to find its limit.']
      : []),
    `  ${plural(runs, 'run')}, ${round(spent)} compute units`,
  ]
}

export function capacityJson(
  { test, held, broke, limitedBy, steps, ...plan }: CapacityResult,
  search: string,
) {
  const { minParticipants, maxParticipants, boundBy, maxRuns, maxComputeUnits } = plan
  const content = {
    schemaVersion: 1,
    test: test.id,
    search,
    limitedBy,
    held: held ?? null,
    broke: broke ?? null,
    limits: { minParticipants, maxParticipants, boundBy, maxRuns, maxComputeUnits },
    computeUnits: steps.reduce((sum, { computeUnits }) => sum + computeUnits, 0),
    runs: steps,
  }
  return JSON.stringify(content, undefined, 2)
}

function round(value: number): number {
  return Number(value.toFixed(1))
}
