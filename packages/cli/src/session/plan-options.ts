import type { PlanOptions } from '@loadero-test/runner'
import type { Config } from '../config/config.js'

/** What the plans of a session depend on. */
export function planOptions(config: Config, version: string): PlanOptions {
  return {
    version,
    prefix: config.prefix,
    push: config.push,
    launch: true,
    adopt: config.adopt,
    failOnDrift: config.failOnDrift,
    maxComputeUnits: config.maxCu,
  }
}
