import type { FindOptions } from '@loadero-test/runner'
import { lastFailed } from './last-failed.js'
import type { Config } from '../config/config.js'

/** A spec that takes longer to load is assumed to hang. */
const loadTimeoutMs = 30_000

/** Selects the tests of a command. */
export function toFindOptions(config: Config, specModule: string): FindOptions {
  return {
    root: config.root,
    include: config.include,
    filters: config.filters,
    found: config.found,
    name: config.name,
    tags: config.tag,
    shard: config.session.shard,
    ids: config.lastFailed ? lastFailed(config.outputDir) : undefined,
    alias: { 'loadero-test': specModule },
    loadTimeoutMs,
    verifyTimeoutMs: config.session.verifyTimeoutMs,
    allowOnly: config.allowOnly,
    debugCalls: config.inCi ? 'refuse' : config.target.kind === 'service' ? 'remove' : 'keep',
    settings: config.settings,
  }
}
