/** Signals with which a person, a supervisor or the kernel ends a process. A process that crashes sends itself others. */
const outsideSignals: readonly (string | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']

/** Whether this signal ended a process from outside, e.g. for want of memory, rather than by a fault of its own. */
export function isEndedFromOutside(signal: string | null): boolean {
  return outsideSignals.includes(signal)
}
