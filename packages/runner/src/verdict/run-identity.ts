import type { Run, TestInput } from '@loadero-test/core'
import { parseMarker } from '../model/wire/ownership-marker.js'
import { violation, type Violation } from './invariants/violation.js'

/** What the frozen copy of a run must be. */
export interface RunOfSpec {
  /** The spec file, relative to the project root. */
  readonly file: string
  /** The content of the test as a push sends it; its script has no ownership marker. */
  readonly test: TestInput
  /** Of everything that a push sends. */
  readonly hash: string
}

/**
 * Compares the frozen copy of a run with its spec: the script, its marker and the settings. The marker has the hash of
 * everything that was pushed last, so a push of other specs shows even where the script is the same. The participants and
 * asserts of the run are compared when it is over.
 * @param script the text of the run's script, with its ownership marker
 * @param testId of the remote test that was launched
 */
export function checkRunIdentity(
  { file, test, hash }: RunOfSpec,
  run: Run,
  script: string | undefined,
  testId: number,
): Violation | undefined {
  const settings = [
    ['name', run.test_name, test.name],
    ['mode', run.test_mode, test.mode],
    ['increment strategy', run.increment_strategy, test.increment_strategy],
    ['start interval', run.start_interval, test.start_interval],
    ['participant timeout', run.participant_timeout, test.participant_timeout],
  ] as const
  const wantedMos = test.mos_test ?? false
  // The service may leave it out.
  const mosTest = ['rating of the audio', run.mos_test ?? wantedMos, wantedMos] as const
  const differences = [...settings, mosTest].flatMap(([name, actual, wanted]) =>
    actual === wanted ? [] : [`its ${name} is ${actual ?? 'missing'} instead of ${wanted}`],
  )
  if (run.test_id !== undefined && run.test_id !== testId) {
    differences.unshift(`it is of test ${run.test_id}, not of test ${testId}`)
  }
  if (script === undefined) {
    differences.push('it has no script')
  } else {
    const { script: ownScript, marker } = parseMarker(script)
    if (ownScript !== test.script) differences.push('its script is another one')
    if (marker && marker.hash === undefined) {
      differences.push('a push was in progress when it was launched')
    } else if (marker?.hash !== undefined && marker.hash !== hash) {
      differences.push(
        `it was pushed with the content ${marker.hash.slice(0, 8)} instead of ${hash.slice(0, 8)}`,
      )
    }
  }
  if (differences.length === 0) return undefined
  return violation('run-of-spec', `run ${run.id} is not of ${file}: ${differences.join(', ')}`)
}
