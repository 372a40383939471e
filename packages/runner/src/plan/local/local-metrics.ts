import { UserError } from '../../model/errors.js'
import type { SessionTarget } from '../../model/session-settings.js'
import type { SpecTest } from '../../model/spec.js'

/** A local Loadero that was started by `serve`. */
const ownMachine = /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)/i

/**
 * Refuses expectations that a run at Loadero cannot check, before the run costs anything.
 * @throws UserError with the first of them
 */
export function refuseLocalMetrics(tests: readonly SpecTest[], target: SessionTarget | undefined): void {
  if (target?.kind !== 'service' || ownMachine.test(target.apiBase)) return
  for (const { id, spec, location } of tests) {
    const paths = spec.expects.flatMap(({ metric }) => metric?.path ?? [])
    const path = paths.find((one) => one.startsWith('page/'))
    if (path === undefined) continue
    throw new UserError(
      'specs',
      `'${id}' has an expectation on ${path}, which only local runs measure (${location.file}:${location.line})`,
      'Run the test with --local, or add the expectation for local runs alone, for example where LOADERO_ACCESS_TOKEN is not set.',
    )
  }
}
