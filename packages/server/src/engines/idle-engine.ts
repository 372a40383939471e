import type { Engine } from './engine.js'

/** Plays nobody: for clients that only read and write. Runs end for want of anything to run on. */
export function idleEngine(): Engine {
  return {
    resolveBrowser: (requested) => requested,
    forcedOutcomeOf: () => ({ status: 'insufficient-resources', at: 'pending' }),
    execute: () => Promise.reject(new Error('There is no engine to play participants')),
    close: () => Promise.resolve(),
  }
}
