import type { PropertyCondition, ParticipantFilter, TestCase } from '../model/model.js'
import { ordinal } from '../model/ordinal.js'
import { participantCount } from '../model/participant-count.js'
import type { OptionProblem } from './options-schema.js'

interface Finding extends OptionProblem {
  readonly severity: 'error' | 'warning'
}

/** Largest number of participants by mode; for `load` only the plan knows. Source: wiki, parameters page. */
const mostParticipants = { performance: 50, load: undefined, 'session-record': 10 } as const

/** What a test's options are worth knowing for together, though each is fine by itself. */
export function lintTest(test: TestCase): readonly Finding[] {
  return [
    ...tooMany(test),
    ...modeWithoutData(test),
    ...times(test),
    ...vacuous(test),
    ...sameNames(test),
    ...smallSamples(test),
  ]
}

function tooMany(test: TestCase): readonly Finding[] {
  const most = mostParticipants[test.spec.mode]
  const count = participantCount(test)
  if (most === undefined || count <= most) return []
  return [
    {
      code: 'too-many-participants',
      severity: 'error',
      message: `has ${count} participants, but mode ${test.spec.mode} takes at most ${most}`,
      hint: "Use mode 'load', or fewer participants.",
    },
  ]
}

/** Only mode performance measures the machine. Source: wiki, parameters page. */
function modeWithoutData({ spec }: TestCase): readonly Finding[] {
  if (spec.mode === 'performance') return []
  return spec.asserts
    .filter(({ path }) => path.startsWith('machine/'))
    .map(({ path }) => ({
      code: 'no-data-in-mode',
      severity: 'warning',
      message: `asserts ${path}, which mode ${spec.mode} does not measure`,
      hint: "Use mode 'performance' for it, or take the assert away.",
    }))
}

function times({ spec }: TestCase): readonly Finding[] {
  const { startIntervalSeconds: interval, participantTimeoutSeconds: timeout } = spec
  if (interval <= timeout) return []
  return [
    {
      code: 'interval-over-timeout',
      severity: 'warning',
      message: `starts participants over ${interval} s, but each has only ${timeout} s: they never all run together`,
      hint: 'Shorten startInterval or lengthen participantTimeout.',
    },
  ]
}

function vacuous({ spec }: TestCase): readonly Finding[] {
  const everybody = [
    ...spec.participants.map((participant) => ({ participant, groupName: undefined })),
    ...spec.groups.flatMap(({ name, participants }) =>
      participants.map((participant) => ({ participant, groupName: name })),
    ),
  ]
  return spec.asserts
    .filter(({ preconditions }) =>
      everybody.every(({ participant, groupName }) => !mayHold(preconditions, { ...participant, groupName })),
    )
    .map(({ path }) => ({
      code: 'assert-for-nobody',
      severity: 'warning',
      message: `asserts ${path} under conditions that no participant meets, so it would never be checked`,
      hint: 'Compare what is in when() with the participants.',
    }))
}

type Profile = Omit<TestCase['spec']['participants'][number], 'name'> & {
  readonly name: string
  readonly groupName: string | undefined
}

/** Only what is certain: numbers are given within the run, a browser's alias may stand for any version, and of comparisons only "equal" is. */
function mayHold(conditions: ParticipantFilter, profile: Profile): boolean {
  return (
    (['network', 'location', 'computeUnit', 'audioFeed', 'videoFeed', 'groupName'] as const).every((key) =>
      mayEqual(conditions[key], (wanted) => wanted === profile[key]),
    ) &&
    mayEqual(conditions.participantName, (wanted) => wanted === profile.name) &&
    mayEqual(conditions.browser, (wanted) => sameFamily(wanted, profile.browser))
  )
}

function mayEqual(condition: PropertyCondition<string> | undefined, equals: (wanted: string) => boolean): boolean {
  const wanted = typeof condition === 'object' ? condition.eq : condition
  return wanted === undefined || equals(wanted)
}

function sameFamily(a: string, b: string): boolean {
  return a === b || ([a, b].some((name) => name.endsWith('Latest')) && familyOf(a) === familyOf(b))
}

function familyOf(browser: string): string {
  return browser.replace(/(\d+|Latest)$/, '')
}

/** Loadero allows it, but then neither the plan nor a report can tell them apart. */
function sameNames({ spec }: TestCase): readonly Finding[] {
  const lists = [
    { what: 'groups', names: spec.groups.map(({ name }) => name) },
    { what: 'participants without a group', names: spec.participants.map(({ name }) => name) },
    ...spec.groups.map(({ name, participants }) => ({
      what: `participants of group '${name}'`,
      names: participants.map((participant) => participant.name),
    })),
  ]
  return lists.flatMap(({ what, names }) => {
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice === undefined) return []
    const hint = 'Give each its own name, or use count.'
    return [{ code: 'same-names', severity: 'warning', message: `has two ${what} named '${twice}'`, hint }]
  })
}

/** Beyond the extremes of so few values a percentile is one of those two, whatever it is called. */
function smallSamples(test: TestCase): readonly Finding[] {
  return test.spec.expects.flatMap(({ metric }): Finding[] => {
    if (metric?.summary.kind !== 'percentile') return []
    const { percentile } = metric.summary
    const tail = Math.min(percentile, 100 - percentile)
    const needed = tail === 0 ? 1 : Math.ceil(100 / tail)
    const count = participantCount(test)
    if (count >= needed) return []
    return [
      {
        code: 'small-sample',
        severity: 'warning',
        message: `expects the ${ordinal(percentile)} percentile of ${metric.path} of ${count} participants; it says something from ${needed} on`,
        hint: 'Take min() or max(), a percentile nearer to the middle, or more participants.',
      },
    ]
  })
}
