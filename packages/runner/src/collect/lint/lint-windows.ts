import type { ExpectedMetric, SpecTest, TestSpec } from '../../model/spec.js'
import { participantCount } from '../../model/spec.js'
import {
  isSeriesPath,
  logOfMetric,
  marksOf,
  needsLogs,
  splitMetricPath,
} from '../../model/timed/metric-path.js'
import { gateProblem, type LintProblem } from './lint-problem.js'

/** Gates in time that can never hold, windows that limit nothing, and marks that the script does not set. */
export function lintWindows(test: SpecTest): readonly LintProblem[] {
  return test.spec.expects.flatMap(({ metric }): readonly LintProblem[] => {
    if (metric === undefined || !needsLogs(metric)) return []
    const shape = shapeProblem(metric)
    return shape ? [shape] : [...windowProblems(metric, test), ...unknownMarks(metric, test.spec)]
  })
}

/** Parts of an expectation that do not fit together. Most of them are type errors already. */
function shapeProblem({
  path,
  summary,
  window,
  secondsShare,
  until,
}: ExpectedMetric): LintProblem | undefined {
  const { base, aggregate } = splitMetricPath(path)
  if (logOfMetric(path) === undefined) {
    const feature = window ? 'a window' : until ? 'timeUntil()' : 'forShare()'
    return gateProblem(
      'impossible-gate',
      `has ${feature} on ${path}, which has no values per second`,
      'Check it over the whole run, or use a metric of webrtc, quality, page or machine.',
    )
  }
  if (secondsShare !== undefined && !isSeriesPath(path)) {
    const hint = aggregate === undefined ? 'Remove forShare().' : `Write metric('${base}').`
    return gateProblem(
      'impossible-gate',
      `has forShare() on ${path}, which has one value for each participant`,
      hint,
    )
  }
  if (until !== undefined && !isSeriesPath(path)) {
    return gateProblem(
      'impossible-gate',
      `has timeUntil() of ${path}, which has one value for each participant`,
      `Write timeUntil('${base}', …).`,
    )
  }
  if (secondsShare !== undefined && summary.kind !== 'share') {
    const hint = `Add an aggregate to the path: metric('${path}/avg').`
    return gateProblem(
      'impossible-gate',
      `has the ${summary.kind} of ${path}, which has many values for each participant`,
      hint,
    )
  }
  return undefined
}

function windowProblems(
  { path, window = {}, secondsShare }: ExpectedMetric,
  test: SpecTest,
): readonly LintProblem[] {
  const { between, after, before, whileAllPresent } = window
  const { participantTimeoutSeconds: timeout, startIntervalSeconds: interval } = test.spec
  const isLate = (moment: unknown) => typeof moment === 'number' && moment >= timeout
  const gate = `has an expectation on ${path}`
  const rules: readonly (readonly [
    applies: boolean,
    code: 'impossible-gate' | 'vacuous-gate',
    text: string,
  ])[] = [
    [
      typeof after === 'number' && typeof before === 'number' && after >= before,
      'impossible-gate',
      `after ${after} s and before ${before} s: no second is both`,
    ],
    [
      typeof after === 'string' && after === before,
      'impossible-gate',
      `after and before the mark '${after}': no second is both`,
    ],
    [
      between !== undefined && between.start === between.end,
      'impossible-gate',
      `between '${between?.start}' and itself`,
    ],
    [before === 0, 'impossible-gate', 'before the participant starts'],
    [isLate(after), 'impossible-gate', `after ${after} s, but a participantTimeout of only ${timeout} s`],
    [
      whileAllPresent === true && interval > timeout,
      'impossible-gate',
      `while all participants are present, but a startInterval of ${interval} s and a participantTimeout of only ${timeout} s`,
    ],
    [after === 0, 'vacuous-gate', 'after 0 s, which leaves nothing out'],
    [
      isLate(before),
      'vacuous-gate',
      `before ${before} s, but a participantTimeout of only ${timeout} s, so the window leaves nothing out`,
    ],
    [
      whileAllPresent === true && participantCount(test) === 1,
      'vacuous-gate',
      'while all participants are present, but it has only one',
    ],
    [secondsShare === 0, 'vacuous-gate', 'for a share of 0 of the seconds, which is always reached'],
  ]
  // A window that selects nothing often has several faults. The first one explains it best.
  const [, code, text] = rules.find(([applies]) => applies) ?? []
  if (code === undefined || text === undefined) return []
  const hint = code === 'impossible-gate' ? 'Correct the window.' : 'Correct it, or remove it.'
  return [gateProblem(code, `${gate} ${text}`, hint)]
}

/** A name can be computed, so it is a warning. */
function unknownMarks({ path, window }: ExpectedMetric, { script }: TestSpec): readonly LintProblem[] {
  const { base } = splitMetricPath(path)
  const measured = base.startsWith('measure/') ? [base.slice('measure/'.length)] : []
  const missing = (names: readonly string[], call: string) =>
    [...new Set(names)]
      .filter((name) => !script.includes(name))
      .map((name) =>
        gateProblem(
          'unknown-mark',
          `has an expectation on ${path} that needs ${call}('${name}'), but its script does not contain '${name}'`,
          `Call ${call}('${name}') in the script, or correct the name.`,
        ),
      )
  return [...missing(marksOf(window), 'mark'), ...missing(measured, 'measure')]
}
