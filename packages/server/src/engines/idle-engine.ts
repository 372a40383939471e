import type { Engine } from './engine.js'

/** Executes no participants, for clients that only read and write. Runs end as `insufficient-resources`. */
export function idleEngine(): Engine {
  return {
    resolveBrowser: (requested) => requested,
    forcedOutcomeOf: () => ({ status: 'insufficient-resources', at: 'pending' }),
    execute: () => Promise.reject(new Error('This server has no engine that executes participants')),
    close: () => Promise.resolve(),
  }
}
