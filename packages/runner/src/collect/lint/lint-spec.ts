import { plural } from '@loadero-test/core/internal'
import { ordinal } from '../../model/ordinal.js'
import { participantCount, type SpecTest } from '../../model/spec.js'
import { lintChecks } from './lint-checks.js'
import { lintGates } from './lint-gates.js'
import { lintMatches } from './lint-matches.js'
import type { LintProblem } from './lint-problem.js'
import { lintWindows } from './lint-windows.js'

/** Limits by mode; for `load` it depends on the plan. Source: Loadero's documentation of test parameters. */
const maxParticipants = { performance: 50, load: undefined, 'session-record': 10 } as const

/** Checks combinations of options that are valid by themselves. */
export function lintTest(test: SpecTest): readonly LintProblem[] {
  return [
    ...tooManyParticipants(test),
    ...machineMetricsInMode(test),
    ...startLongerThanTimeout(test),
    ...lintMatches(test),
    ...lintGates(test),
    ...lintWindows(test),
    ...lintChecks(test),
    ...sameNames(test),
    ...smallSamples(test),
  ]
}

function tooManyParticipants(test: SpecTest): readonly LintProblem[] {
  const max = maxParticipants[test.spec.mode]
  const count = participantCount(test)
  if (max === undefined || count <= max) return []
  return [
    {
      code: 'too-many-participants',
      severity: 'error',
      message: `has ${plural(count, 'participant')}, but mode '${test.spec.mode}' allows at most ${max}`,
      hint: "Use mode 'load', or fewer participants.",
    },
  ]
}

/** Only mode `performance` measures the machine. Source: Loadero's documentation of test parameters. */
function machineMetricsInMode({ spec }: SpecTest): readonly LintProblem[] {
  if (spec.mode === 'performance') return []
  const gates = [
    ...spec.asserts.map(({ path }) => ({ path, gate: 'assert' })),
    ...spec.expects.flatMap(({ metric }) => (metric ? [{ path: metric.path, gate: 'expectation' }] : [])),
  ]
  return gates
    .filter(({ path }) => path.startsWith('machine/'))
    .map(({ path, gate }) => ({
      code: 'no-data-in-mode',
      severity: 'warning',
      message: `has an ${gate} on ${path}, which mode '${spec.mode}' does not measure`,
      hint: `Use mode 'performance', or remove the ${gate}.`,
    }))
}

function startLongerThanTimeout({ spec }: SpecTest): readonly LintProblem[] {
  const { startIntervalSeconds: interval, participantTimeoutSeconds: timeout } = spec
  if (interval <= timeout) return []
  return [
    {
      code: 'interval-over-timeout',
      severity: 'warning',
      message: `has a startInterval of ${interval} s, but a participantTimeout of only ${timeout} s, so its participants never all run at the same time`,
      hint: 'Shorten startInterval, or lengthen participantTimeout.',
    },
  ]
}

/** Loadero allows equal names, but then a plan or a report cannot distinguish them. */
function sameNames({ spec }: SpecTest): readonly LintProblem[] {
  const lists = [
    { kind: 'groups', names: spec.groups.map(({ name }) => name) },
    { kind: 'participants without a group', names: spec.participants.map(({ name }) => name) },
    ...spec.groups.map(({ name, participants }) => ({
      kind: `participants of group '${name}'`,
      names: participants.map((participant) => participant.name),
    })),
  ]
  return lists.flatMap(({ kind, names }) => {
    const name = names.find((one, index) => names.indexOf(one) !== index)
    if (name === undefined) return []
    const hint = 'Give each its own name, or use `count`.'
    return [{ code: 'same-names', severity: 'warning', message: `has several ${kind} named '${name}'`, hint }]
  })
}

/** Among few values, a percentile near the end is one of the extremes. */
function smallSamples(test: SpecTest): readonly LintProblem[] {
  return test.spec.expects.flatMap(({ metric }): LintProblem[] => {
    if (metric?.summary.kind !== 'percentile') return []
    const { percentile } = metric.summary
    const tail = Math.min(percentile, 100 - percentile)
    const minCount = tail === 0 ? 1 : Math.ceil(100 / tail)
    const count = participantCount(test)
    if (count >= minCount) return []
    return [
      {
        code: 'small-sample',
        severity: 'warning',
        message: `has an expectation on the ${ordinal(percentile)} percentile of ${metric.path}, which needs at least ${plural(minCount, 'participant')}, but it has ${count}`,
        hint: 'Use min() or max(), a percentile closer to 50, or more participants.',
      },
    ]
  })
}
