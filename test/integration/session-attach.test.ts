import { readSession, type Summary } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { type CrashTiming, crashAtRequest } from '../support/crash.js'
import { head, spec } from '../support/project.js'
import { createSessionEnvironment, verdictsOf } from '../support/session-environment.js'

const setup = {
  files: {
    'specs/a.loadero.ts': `${head}
const crowd = (count: number) => ({ script: script('./script.js'), participants: [{ name: 'p', browser: 'chromeLatest', count }] })
test('passes', crowd(3))
test('fails', crowd(2))
test('breaks', crowd(1))
`,
  },
  scenario: {
    runs: [{ test: 'breaks', status: 'aws-error' as const, at: 'initializing' as const }],
    participants: [{ test: 'fails', result: 'fail' as const }],
    default: { durationMs: 20_000 },
  },
}

const options = { concurrency: 2, retries: 1 }

/** The part of a summary that must not depend on an interruption. */
function comparable({ tests, exit }: Summary) {
  return {
    exit,
    tests: tests.map(
      ({ test: { id }, verdict, reasons, previousAttempts, participantCounts: participants }) => ({
        id,
        verdict,
        participants,
        reasons: reasons.map(({ message }) => message.replaceAll(/run \d+/g, 'run n')),
        previousAttempts: previousAttempts.map((attempt) => attempt.verdict),
      }),
    ),
  }
}

async function runToEnd() {
  const place = await createSessionEnvironment(setup)
  const summary = await place.session(options)
  return { summary, requests: place.requests, runs: await place.runs() }
}

/** Kills a session at its n-th request, resumes it, and returns the result. */
async function killAndResume(n: number, timing: CrashTiming) {
  const place = await createSessionEnvironment(setup)
  const { crashed, ...crashing } = crashAtRequest(place.clock, place.fetch, n, timing)
  await Promise.race([place.session({ ...options, ...crashing }), crashed])
  const summary = await place.session({ ...options, resumeFrom: readSession(place.root, 's') })
  return { summary, runs: await place.runs() }
}

/** Every request if LOADERO_TEST_KILLS is at least 100, otherwise each seventh and the launches. */
function requestsToKill(requests: readonly { readonly line: string }[], timing: CrashTiming) {
  const all = Number(process.env['LOADERO_TEST_KILLS'] ?? 0) >= 100
  const start = timing === 'before' ? 0 : 3
  return requests.flatMap(({ line }, n) =>
    all || n % 7 === start || /^POST .*\/runs\/$/.test(line) ? [n] : [],
  )
}

/** The tests that were killed between the note of their launch and its request. Their launch is not sent again. */
function unconfirmedTests({ tests }: Summary): ReadonlySet<string> {
  const isUnconfirmed = ({ verdict, reasons }: Summary['tests'][number]) =>
    verdict === 'errored' && reasons.some(({ message }) => message.includes('a run may have started'))
  return new Set(tests.filter(isUnconfirmed).map(({ test: { id } }) => id))
}

test.each<CrashTiming>(['before', 'after'])(
  'a session killed %s any request resumes to the same verdict',
  async (timing) => {
    const { summary, requests, runs } = await runToEnd()
    expect(verdictsOf(summary)).toEqual({ passes: 'passed', fails: 'failed', breaks: 'errored', exit: 1 })
    let unconfirmedCount = 0
    for (const n of requestsToKill(requests, timing)) {
      const again = await killAndResume(n, timing)
      const unconfirmed = unconfirmedTests(again.summary)
      unconfirmedCount += unconfirmed.size
      const confirmed = (all: Summary) => comparable(all).tests.filter(({ id }) => !unconfirmed.has(id))
      expect({ n, tests: confirmed(again.summary) }).toEqual({ n, tests: confirmed(summary) })
      // No run is lost, duplicated or still live.
      const names = (all: typeof runs) =>
        all
          .filter(({ test_name: name }) => !unconfirmed.has(name))
          .map(({ test_name: name, status }) => `${name} ${status}`)
          .toSorted()
      expect({ n, runs: names(again.runs) }).toEqual({ n, runs: names(runs) })
      expect(again.runs.length).toBeLessThanOrEqual(runs.length)
    }
    // A response that is lost after the request has arrived is always found.
    expect(timing === 'after' ? unconfirmedCount : 0).toBe(0)
  },
)

test('a lost launch is found by attach when its run appears later', async () => {
  const place = await createSessionEnvironment({ files: { 'specs/a.loadero.ts': spec('late') } })
  const hidden = { isHidden: true }
  const fetch: typeof place.fetch = async (url, init) => {
    const isRuns = url.includes('/tests/') && url.includes('/runs/')
    if (isRuns && init.method === 'GET' && hidden.isHidden) return Response.json({ results: [] })
    const response = await place.fetch(url, init)
    return isRuns && init.method === 'POST' ? new Response('gateway timeout', { status: 504 }) : response
  }
  const first = await place.session({ fetch })
  expect(verdictsOf(first)).toEqual({ late: 'errored', exit: 75 })
  expect(first.tests[0]?.reasons[0]?.message).toContain('loadero-test attach s')
  hidden.isHidden = false
  const attached = await place.session({ fetch, resumeFrom: readSession(place.root, 's') })
  expect(verdictsOf(attached)).toEqual({ late: 'passed', exit: 0 })
  expect(await place.runs()).toHaveLength(1)
})

test('a finished session is read from its journal alone', async () => {
  const place = await createSessionEnvironment(setup)
  const summary = await place.session(options)
  const before = place.requests.length
  const again = await place.session({ ...options, resumeFrom: readSession(place.root, 's') })
  expect(comparable(again)).toEqual(comparable(summary))
  expect(place.requests.length).toBe(before)
})

test('attach runs what a detached session left', async () => {
  const place = await createSessionEnvironment(setup)
  const left = await place.session({ ...options, detach: true })
  expect(left.detached).toMatchObject({ launched: 2, waiting: 1 })
  expect(left.exit.code).toBe(0)
  const { summary } = await runToEnd()
  const attached = await place.session({ ...options, resumeFrom: readSession(place.root, 's') })
  expect(comparable(attached)).toEqual(comparable(summary))
  expect(await place.runs()).toHaveLength(4)
})

test('a session does not resume with changed specs', async () => {
  const place = await createSessionEnvironment({ files: { 'specs/a.loadero.ts': spec('alpha') } })
  await place.session({ detach: true })
  await place.write({ 'specs/a.loadero.ts': spec('alpha', "participantTimeout: '61s'") })
  const crashedSession = readSession(place.root, 's')
  await expect(place.session({ resumeFrom: crashedSession })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: session s cannot be resumed, because the specs have changed since it began: 'alpha' has changed]
      Check out the specs of that time. \`loadero-test stop\` and \`loadero-test report\` work without them.
  `)
  await place.write({ 'specs/a.loadero.ts': spec('beta') })
  await expect(place.session({ resumeFrom: crashedSession })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: session s cannot be resumed, because the specs have changed since it began: 'alpha' is missing]
      Check out the specs of that time. \`loadero-test stop\` and \`loadero-test report\` work without them.
  `)
  await place.write({ 'specs/a.loadero.ts': spec('alpha') })
  expect(verdictsOf(await place.session({ resumeFrom: crashedSession }))).toEqual({
    alpha: 'passed',
    exit: 0,
  })
})
