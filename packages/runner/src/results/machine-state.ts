import type { CollectedResult, MachineState } from '../model/result.js'
import type { RunFiles } from './run-files.js'

/** The line that the local engine writes at the end of each script's log. Loadero's logs have none. */
const machineLine = /^\[engine\] machine (sufficient|overloaded|not measured): (.+)$/gm

/** What the local engine says in a script's log about the machine that it ran on. */
export function findMachineState(log: string): MachineState | undefined {
  // A script may print such a line, too; that of the engine is the last one.
  const [, state, detail] = [...log.matchAll(machineLine)].at(-1) ?? []
  return state === undefined || detail === undefined
    ? undefined
    : { state: state as MachineState['state'], detail }
}

/**
 * Reads the state of the machine from the logs of participants that passed, which are not read otherwise. Costs one
 * download for each, so it ends at the first log without the engine's line: the run was at Loadero.
 */
export async function addMachineStates(
  collected: readonly CollectedResult[],
  files: RunFiles,
): Promise<readonly CollectedResult[]> {
  const added = [...collected]
  for (const [index, one] of collected.entries()) {
    // The logs of the others were read for their errors.
    if (one.machine !== undefined || one.result.status !== 'pass' || one.files.length > 0) continue
    // Only a result that was read whole has the address of its log.
    if (one.overview === undefined) continue
    const log = await files.readText(one.result, 'selenium')
    if (log === undefined) continue
    const machine = findMachineState(log)
    if (machine === undefined) break
    added[index] = { ...one, machine }
  }
  return added
}
