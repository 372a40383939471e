import type { FindOptions } from '@loadero-test/runner'
import { lastFailed } from './last-failed.js'
import type { Config } from '../config/config.js'

/** A spec that takes longer to load awaits something that does not come. */
const loadTimeoutMs = 30_000

/** Which tests a command is about. */
export function findOptions(config: Config, specModule: string): FindOptions {
  return {
    root: config.root,
    include: config.include,
    filters: config.filters,
    name: config.name,
    tags: config.tag,
    shard: config.shard,
    ids: config.lastFailed ? lastFailed(config.outputDir) : undefined,
    alias: { 'loadero-test': specModule },
    loadTimeoutMs,
    allowOnly: config.allowOnly,
    settings: config.settings,
  }
}
