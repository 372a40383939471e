import type { PlanOptions } from '@loadero-test/runner'
import type { Config } from '../config/config.js'

/** Maps the settings to the options of a plan. */
export function toPlanOptions(config: Config, version: string): PlanOptions {
  return {
    version,
    prefix: config.prefix,
    push: config.push,
    launch: true,
    adopt: config.adopt,
    force: config.force,
    failOnDrift: config.failOnDrift,
    maxComputeUnits: config.maxCu,
  }
}
