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
  /** Whether the browser of another machine answered late in some of those. */
  readonly isLate: boolean
  readonly samples: number
}

/** What is judged of a sample. */
interface LoadSample {
  readonly overloaded?: boolean
  readonly late?: true
  readonly cpuUsed?: number
  readonly shared?: true
}

/**
 * Judges the machine by its samples, in the order in which they were taken. A sample without `cpuUsed` is one that the
 * browser did not answer in time; a busy page does not keep it from that. A shared browser is not asked.
 */
export function machineLoadOf(samples: readonly LoadSample[]): MachineLoad {
  const measured = samples.filter(
    ({ overloaded, cpuUsed }) => overloaded !== undefined || cpuUsed !== undefined,
  )
  const countBusy = (some: readonly LoadSample[]) => some.filter(({ overloaded }) => overloaded).length
  const isOverloaded = (some: readonly LoadSample[]) =>
    countBusy(some) >= Math.max(some.length <= minBusySamples ? 1 : minBusySamples, some.length * minShare)
  const last = samples.slice(-lastSamples)
  const missing = last.filter(
    ({ overloaded, cpuUsed, shared }) => overloaded === undefined || (cpuUsed === undefined && !shared),
  )
  const isMissing = missing.length * 2 >= last.length
  const state =
    measured.length > 0 && (isOverloaded(measured) || isOverloaded(measured.slice(-lastSamples)))
      ? 'overloaded'
      : measured.length === 0 || isMissing
        ? 'not measured'
        : 'sufficient'
  const isLate = samples.some(({ late }) => late)
  return { state, busySamples: countBusy(measured), isLate, samples: measured.length }
}

/**
 * The line of a script's log that says so. Its format is a contract: the runner reads it to decide what a failure says
 * about the product.
 */
export function machineLine({ state, busySamples, isLate, samples }: MachineLoad): string {
  if (state === 'not measured') return 'machine not measured: samples of its load are missing'
  const busy = `over ${overloadPercent} % busy${isLate ? ' or late to answer' : ''}`
  return `machine ${state}: ${busy} in ${busySamples} of ${samples} samples`
}
