import { UserError } from '../../model/errors.js'
import type { SessionTarget } from '../../model/session-settings.js'
import { allParticipants, type SpecTest, type TestSpec } from '../../model/spec.js'

type TargetKind = SessionTarget['kind']

/** What a target cannot do for any test. */
interface Limit {
  readonly targets: readonly TargetKind[]
  /** Only where participants share browsers. */
  readonly isolation?: 'context'
  /** Why the target cannot run a test, as the rest of a sentence about the test; `undefined` where it can. */
  readonly reasonOf: (spec: TestSpec) => string | undefined
  readonly hint: string
}

const languages = { javascript: 'JavaScript', java: 'Java', python: 'Python' } as const
const otherTests = 'To run the other tests, select them by their files or with --name.'

const limits: readonly Limit[] = [
  {
    targets: ['local', 'simulated'],
    reasonOf: ({ scriptLanguage }) =>
      scriptLanguage === 'javascript'
        ? undefined
        : `has a script in ${languages[scriptLanguage]}, and local runs execute only JavaScript, with Nightwatch`,
    hint: `Run it in a project at Loadero that has the language of the script. ${otherTests}`,
  },
  {
    targets: ['local'],
    reasonOf: (spec) => {
      const browser = allParticipants(spec)
        .map((one) => one.browser)
        .find((one) => !one.startsWith('chrome'))
      if (browser === undefined) return undefined
      const cause = browser.startsWith('firefox')
        ? 'Firefox lets no tool set packet loss, latency or bandwidth, or measure its processes'
        : 'only Chrome and browsers based on it can be controlled and measured'
      return `has a participant with ${browser}, which local runs do not support: ${cause}`
    },
    hint: `Run it at Loadero, or give the participant chromeLatest. ${otherTests}`,
  },
  {
    targets: ['service'],
    reasonOf: ({ expects }) => {
      const path = expects.flatMap(({ metric }) => metric?.path ?? []).find((one) => one.startsWith('page/'))
      return path && `has an expectation on ${path}, which only local runs measure`
    },
    hint: 'Run the test with --local, or add the expectation for local runs alone, for example where LOADERO_ACCESS_TOKEN is not set.',
  },
]

const sharedLimit = {
  targets: ['local'],
  isolation: 'context',
  hint: `Run it with --isolation browser. ${otherTests}`,
} as const

/** What participants that share a browser cannot have. */
const sharedLimits: readonly Limit[] = [
  {
    ...sharedLimit,
    reasonOf(spec) {
      const feed = allParticipants(spec)
        .flatMap(({ audioFeed, videoFeed }) => [audioFeed, videoFeed])
        .find((one) => one !== 'default')
      return (
        feed && `has a participant with the feed ${feed}, and participants that share a browser have no media`
      )
    },
  },
  {
    ...sharedLimit,
    reasonOf({ asserts, expects }) {
      const gates = [
        ...asserts.map(({ path }) => ({ path, gate: 'assert' })),
        ...expects.flatMap(({ metric }) => (metric ? [{ path: metric.path, gate: 'expectation' }] : [])),
      ]
      const found = gates.find(({ path }) => /^(?:webrtc|mos|quality|machine\/(?:cpu|ram))\//.test(path))
      if (!found) return undefined
      const reason = found.path.startsWith('machine/')
        ? 'which cannot be measured for each participant of a shared browser'
        : 'and participants that share a browser have no media'
      return `has an ${found.gate} on ${found.path}, ${reason}`
    },
  },
]

/** A local Loadero that was started by `serve`. */
const ownMachine = /^https?:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)/i

/**
 * Refuses tests that the target can never run, before anything is started, changed or paid.
 * @throws UserError about the first of them
 */
export function refuseUnsupported(tests: readonly SpecTest[], target: SessionTarget | undefined): void {
  if (!target || (target.kind === 'service' && ownMachine.test(target.apiBase))) return
  const isolation = target.kind === 'local' ? target.isolation : undefined
  for (const { targets, isolation: only, reasonOf, hint } of [...limits, ...sharedLimits]) {
    if (!targets.includes(target.kind) || (only !== undefined && only !== isolation)) continue
    const refused = tests.filter(({ spec }) => reasonOf(spec) !== undefined)
    const [first] = refused
    if (!first) continue
    const { file, line } = first.location
    const more = refused.length > 1 ? `; the same holds for ${refused.length - 1} more` : ''
    throw new UserError('specs', `'${first.id}' ${reasonOf(first.spec)} (${file}:${line})${more}`, hint)
  }
}
