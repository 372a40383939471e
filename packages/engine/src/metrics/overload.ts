/** Above it, in percent of all cores, a sample describes the machine rather than the page. */
export const overloadPercent = 90
/** The machine was overloaded when so many of the samples were: one busy second among several decides nothing. */
const minShare = 1 / 5
const minBusySamples = 2
/** Or of the last ones: what went wrong at the end was decided then, however long the script had run before. */
const lastSamples = 10

/** Whether the machine of a participant could show the truth. */
export interface MachineLoad {
  readonly state: 'sufficient' | 'overloaded' | 'not measured'
  readonly busySamples: number
  readonly samples: number
}

/**
 * Judges the machine by its samples, in the order in which they were taken; both values are percent. A sample without
 * `cpuUsed` is one that the browser did not answer in time; a busy page does not keep it from that.
 */
export function machineLoadOf(
  samples: readonly { readonly machineBusy?: number; readonly cpuUsed?: number }[],
): MachineLoad {
  const measured = samples.flatMap(({ machineBusy }) => machineBusy ?? [])
  const countBusy = (some: readonly number[]) => some.filter((busy) => busy > overloadPercent).length
  const isOverloaded = (some: readonly number[]) =>
    countBusy(some) >= Math.max(some.length <= minBusySamples ? 1 : minBusySamples, some.length * minShare)
  const last = samples.slice(-lastSamples)
  const isMissing = last.filter(({ cpuUsed }) => cpuUsed === undefined).length * 2 >= last.length
  const state =
    measured.length > 0 && (isOverloaded(measured) || isOverloaded(measured.slice(-lastSamples)))
      ? 'overloaded'
      : measured.length === 0 || isMissing
        ? 'not measured'
        : 'sufficient'
  return { state, busySamples: countBusy(measured), samples: measured.length }
}

/**
 * The line of a script's log that says so. Its format is a contract: the runner reads it to decide what a failure says
 * about the product.
 */
export function machineLine({ state, busySamples, samples }: MachineLoad): string {
  return state === 'not measured'
    ? 'machine not measured: samples of its load are missing'
    : `machine ${state}: over ${overloadPercent} % busy in ${busySamples} of ${samples} samples`
}
