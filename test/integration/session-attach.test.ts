import { readSession, type Summary } from '@loadero-test/runner'
import { expect, test } from 'vitest'
import { type Death, mortal } from '../support/mortal.js'
import { head, spec } from '../support/project.js'
import { createPlace, inShort } from '../support/session.js'

const given = {
  files: {
    'specs/a.loadero.ts': `${head}
const crowd = (count: number) => ({ script: script('./play.js'), participants: [{ name: 'p', browser: 'chromeLatest', count }] })
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

const options = { concurrency: 2, retries: { errored: 1, failed: 0 } }

/** What must be the same whether or not somebody else began it. */
function told({ tests, exit }: Summary) {
  return {
    exit,
    tests: tests.map(
      ({ test: { id }, verdict, reasons, previousAttempts: earlier, participantCounts: participants }) => ({
        id,
        verdict,
        participants,
        reasons: reasons.map(({ message }) => message.replaceAll(/run \d+/g, 'run n')),
        earlier: earlier.map((attempt) => attempt.verdict),
      }),
    ),
  }
}

async function undisturbed() {
  const place = await createPlace(given)
  const summary = await place.session(options)
  return { summary, requests: place.requests, runs: await place.runs() }
}

/** Kills a session at its n-th request, takes it up again, and tells what there is in the end. */
async function killedAt(n: number, death: Death) {
  const place = await createPlace(given)
  const { died, ...world } = mortal(place.clock, place.fetch, n, death)
  await Promise.race([place.session({ ...options, ...world }), died])
  const summary = await place.session({ ...options, past: readSession(place.root, 's') })
  return { summary, runs: await place.runs() }
}

/** Every request where LOADERO_TEST_KILLS asks for a hundred; otherwise some, and the launches. */
function killsOf(requests: readonly { readonly line: string }[], death: Death) {
  const all = Number(process.env['LOADERO_TEST_KILLS'] ?? 0) >= 100
  const start = death === 'before' ? 0 : 3
  return requests.flatMap(({ line }, n) =>
    all || n % 7 === start || /^POST .*\/runs\/$/.test(line) ? [n] : [],
  )
}

test.each<Death>(['before', 'after'])(
  'killed at any request, just %s it arrives, a session that is taken up again ends the same',
  async (death) => {
    const { summary, requests, runs } = await undisturbed()
    expect(inShort(summary)).toEqual({ passes: 'passed', fails: 'failed', breaks: 'errored', exit: 1 })
    for (const n of killsOf(requests, death)) {
      const again = await killedAt(n, death)
      expect({ n, ...told(again.summary) }).toEqual({ n, ...told(summary) })
      // Nothing is lost, nothing is doubled, and nothing goes on.
      const names = (all: typeof runs) =>
        all.map(({ test_name: name, status }) => `${name} ${status}`).toSorted()
      expect({ n, runs: names(again.runs) }).toEqual({ n, runs: names(runs) })
    }
  },
)

test('a session that is over is told again from its journal, and nothing is asked for it', async () => {
  const place = await createPlace(given)
  const summary = await place.session(options)
  const before = place.requests.length
  const again = await place.session({ ...options, past: readSession(place.root, 's') })
  expect(told(again)).toEqual(told(summary))
  expect(place.requests.length).toBe(before)
})

test('detached, it launches what may run, and whoever attaches goes on with the rest', async () => {
  const place = await createPlace(given)
  const left = await place.session({ ...options, detach: true })
  expect(left.detached).toMatchObject({ launched: 2, waiting: 1 })
  expect(left.exit.code).toBe(0)
  const { summary } = await undisturbed()
  const attached = await place.session({ ...options, past: readSession(place.root, 's') })
  expect(told(attached)).toEqual(told(summary))
  expect(await place.runs()).toHaveLength(4)
})

test('specs that have changed are refused, and the session waits for them', async () => {
  const place = await createPlace({ files: { 'specs/a.loadero.ts': spec('alpha') } })
  await place.session({ detach: true })
  await place.write({ 'specs/a.loadero.ts': spec('alpha', "participantTimeout: '61s'") })
  const past = readSession(place.root, 's')
  await expect(place.session({ past })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: session s cannot be resumed, because the specs have changed since it began: 'alpha' has changed]
      Check out the specs of that time. \`loadero-test stop\` and \`loadero-test report\` work without them.
  `)
  await place.write({ 'specs/a.loadero.ts': spec('beta') })
  await expect(place.session({ past })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [UserError: session s cannot be resumed, because the specs have changed since it began: 'alpha' is missing]
      Check out the specs of that time. \`loadero-test stop\` and \`loadero-test report\` work without them.
  `)
  await place.write({ 'specs/a.loadero.ts': spec('alpha') })
  expect(inShort(await place.session({ past }))).toEqual({ alpha: 'passed', exit: 0 })
})
