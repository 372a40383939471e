/** Percent of the whole machine's CPU above which what is measured describes the machine rather than the page. */
const busiest = 90

/** Whether a sample was taken while nothing was left of the machine. */
export const isOverloaded = (machineBusy: number | undefined): boolean => (machineBusy ?? 0) > busiest

/** A line for the log when the machine was overloaded for a fifth of the time or more. */
export function overloadOf(samples: readonly { readonly machineBusy?: number }[]): string | undefined {
  const measured = samples.filter(({ machineBusy }) => machineBusy !== undefined)
  const count = measured.filter(({ machineBusy }) => isOverloaded(machineBusy)).length
  if (count === 0 || count < measured.length / 5) return undefined
  return `the machine was overloaded: over ${busiest} % busy in ${count} of ${measured.length} samples, so they say more of it than of the page`
}
