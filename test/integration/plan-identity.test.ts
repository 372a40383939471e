import { UserError } from '@loadero-test/runner'
import { expect, onTestFinished, test } from 'vitest'
import { planAll } from '../../packages/runner/src/plan/plan-all.js'
import { aParticipant, aTest } from '../../packages/runner/test/examples.js'
import { planOptions } from '../support/plan-options.js'
import { isWrite, createPlanEnvironment } from '../support/plan-environment.js'

function create() {
  const environment = createPlanEnvironment()
  onTestFinished(environment.close)
  return environment
}

/** A test of a file. Its number of participants distinguishes it from others of its name. */
function aSpec(name: string, count = 1, file = 'a.loadero.ts', id?: number) {
  return {
    ...aTest(name, { participants: [aParticipant('p', count)], ...(id !== undefined && { id }) }),
    location: { file, line: 1 },
  }
}

const byHand = {
  name: 'call',
  script: 'client => {}',
  mode: 'performance',
  increment_strategy: 'linear',
  start_interval: 1,
  participant_timeout: 60,
} as const

async function renamesOf(
  environment: ReturnType<typeof create>,
  ...specs: Parameters<typeof environment.plan>[0]
) {
  return (await environment.plan(specs)).map(({ plan }) => plan?.renamedFrom)
}

test('two remote tests with one name need an id', async () => {
  const { client, plan, plansOf } = create()
  await client.tests.create(byHand)
  const b = await client.tests.create(byHand)
  const [unclear] = await plan([aSpec('call')])
  expect(unclear?.error).toBeInstanceOf(UserError)
  expect(unclear?.error).toMatchInlineSnapshot(`
    [UserError: 2 tests at Loadero have the name 'call' (ids 1, 2)]
      Choose one in the spec with \`id: 1\` among its options, or rename the other tests.
  `)
  const [chosen] = await plansOf([aSpec('call', 1, 'a.loadero.ts', b.id)], { adopt: true })
  expect(chosen?.test).toMatchObject({ kind: 'update', id: b.id })
})

test('an id selects its test under any name', async () => {
  const { push, plansOf, client } = create()
  const [id = 0] = await push([aSpec('before')])
  const [renamed] = await plansOf([aSpec('after', 1, 'other.loadero.ts', id)])
  expect(renamed).toMatchObject({ test: { kind: 'update', id }, renamedFrom: 'before' })
  const [elsewhere] = await plansOf([aSpec('before', 1, 'a.loadero.ts', 999)])
  expect(elsewhere?.test).toMatchObject({ kind: 'keep', id })
  expect((await client.tests.list()).results.length).toBe(1)
})

test('two specs cannot share one remote test', async () => {
  const { push, plan } = create()
  const [id = 0] = await push([aSpec('a')])
  const [first, second] = await plan([aSpec('a'), aSpec('b', 2, 'a.loadero.ts', id)])
  expect(first?.error).toBeUndefined()
  expect(second?.error).toMatchInlineSnapshot(`
    [UserError: 'a' and 'b' both refer to test 1 at Loadero]
      Give one of them another \`id\`, or remove it.
  `)
})

test('tests of different prefixes are separate', async () => {
  const { push, writes, plan } = create()
  const [plain] = await push([aSpec('call')])
  const [branch] = await push([aSpec('call')], { prefix: 'x' })
  expect(branch).not.toBe(plain)
  expect(await writes([aSpec('call')])).toBe(0)
  expect(await writes([aSpec('call')], { prefix: 'x' })).toBe(0)
  const [other] = await plan([aSpec('[x] call', 2)])
  expect(other?.error).toMatchInlineSnapshot(`
    [UserError: Test 2 at Loadero is named '[x] call', but loadero-test did not create it for this project, prefix and repository. It is not changed.]
      Rename one of the two tests, or take it over with --adopt.
  `)
})

test('a plan with a prefix ignores ids', async () => {
  const { push, client } = create()
  const [id = 0] = await push([aSpec('call')])
  const [branch] = await push([aSpec('call', 1, 'a.loadero.ts', id)], { prefix: 'x' })
  expect(branch).not.toBe(id)
  expect((await client.tests.get(id)).name).toBe('call')
})

test('a renamed spec renames its remote test', async () => {
  const environment = create()
  const [a] = await environment.push([aSpec('a'), aSpec('b', 2)])
  expect(await renamesOf(environment, aSpec('c', 3), aSpec('b', 2))).toEqual(['a', undefined])
  expect((await environment.push([aSpec('c', 3), aSpec('b', 2)]))[0]).toBe(a)
  expect((await environment.client.tests.list()).results.map(({ name }) => name)).toEqual(['c', 'b'])
})

test('several renamed tests are matched by their content', async () => {
  const environment = create()
  await environment.push([aSpec('a'), aSpec('b', 2)])
  expect(await renamesOf(environment, aSpec('y', 2), aSpec('x'))).toEqual(['b', 'a'])
  expect(await renamesOf(environment, aSpec('y', 2), aSpec('x', 7))).toEqual(['b', 'a'])
})

test('an ambiguous rename creates a test with a notice', async () => {
  const environment = create()
  await environment.push([aSpec('a'), aSpec('b', 2)])
  const [one] = await environment.plan([aSpec('x', 8), aSpec('y', 9)])
  expect(one?.plan?.test.kind).toBe('create')
  expect(one?.notices).toMatchInlineSnapshot(`
    [
      "'x' gets a new test at Loadero, but it may be a new name of 'a' (id 1) or 'b' (id 2). If it is, add \`id: 1\` to its options to keep that test.",
    ]
  `)
})

test.each([
  ['of another file', aSpec('new', 1, 'b.loadero.ts'), []],
  ['with another candidate that is not run', aSpec('new', 5), [{ id: 'skipped', file: 'a.loadero.ts' }]],
])('a missing test %s is not a rename', async (_, wanted, skipped) => {
  const { push, client, connect } = create()
  await push([aSpec('old')])
  const declared = [{ id: wanted.id, file: wanted.location.file }, ...skipped]
  const { tests } = await planAll({ tests: [wanted], declared }, connect(), planOptions)
  expect(tests[0]?.plan?.test.kind).toBe('create')
  expect((await client.tests.list()).results.length).toBe(1)
})

test('an unmanaged test is changed only when adopted', async () => {
  const { client, plan, plansOf, push, writes } = create()
  const { id } = await client.tests.create(byHand)
  const [refused] = await plan([aSpec('call')])
  expect(refused?.error).toMatchObject({ code: 'plan' })
  expect(refused?.error).toMatchInlineSnapshot(`
    [UserError: Test 1 at Loadero is named 'call', but loadero-test did not create it for this project, prefix and repository. It is not changed.]
      Rename one of the two tests, or take it over with --adopt.
  `)
  await client.test(id).participants.create({ name: 'p', count: 1, browser: 'chromeLatest' })
  expect((await plansOf([aSpec('call')]))[0]).toMatchObject({
    syncState: 'unmanaged',
    test: { kind: 'keep', id },
  })
  expect(await writes([aSpec('call')], { adopt: true })).toBe(1)
  await push([aSpec('call')], { adopt: true })
  expect((await plansOf([aSpec('call', 2)]))[0]).toMatchObject({
    syncState: 'managed',
    test: { kind: 'update', id },
  })
})

test('a new version or file alone writes nothing', async () => {
  const { push, writes } = create()
  await push([aSpec('call')])
  expect(await writes([aSpec('call')], { version: '9' })).toBe(0)
  expect(await writes([aSpec('call', 1, 'moved.loadero.ts')])).toBe(0)
})

test('drift is reported, overwritten or refused', async () => {
  const { client, push, plan, plansOf } = create()
  const [id = 0] = await push([aSpec('call')])
  await client.tests.update(id, { ...byHand, script: await client.test(id).script(), start_interval: 9 })
  const [drifted] = await plan([aSpec('call')])
  expect(drifted?.plan).toMatchObject({ syncState: 'drifted', test: { before: { start_interval: 9 } } })
  expect(drifted?.notices).toMatchInlineSnapshot(`
    [
      "'call' was changed at Loadero since the last push. The push overwrites the changes.",
    ]
  `)
  const [refused] = await plan([aSpec('call')], { failOnDrift: true })
  expect(refused?.error).toMatchObject({ code: 'plan' })
  expect(refused?.error).toMatchInlineSnapshot(`
    [UserError: Test 1 'call' was changed at Loadero since the last push]
      Run \`loadero-test plan\` to see the changes. Copy them into the spec, or overwrite them by pushing without --fail-on-drift.
  `)
  await push([aSpec('call')])
  expect((await plansOf([aSpec('call')], { failOnDrift: true }))[0]?.syncState).toBe('managed')
})

test('without a push, missing, incomplete and differing tests are errors', async () => {
  const { push, plan, client, requests } = create()
  const noPush = { push: false }
  expect((await plan([aSpec('call')], noPush))[0]?.error).toMatchInlineSnapshot(`
    [UserError: 'call' does not exist at Loadero]
      Push it first, or run without --no-push.
  `)
  const [id = 0] = await push([aSpec('call')])
  const start = requests.length
  const [differing] = await plan([aSpec('call', 2)], noPush)
  expect(differing?.plan).toBeUndefined()
  expect(differing?.error).toMatchInlineSnapshot(`
    [UserError: 'call' at Loadero differs from its spec, so a run of it proves nothing about the spec]
      Push it first, or run without --no-push. See \`loadero-test plan\`.
  `)
  const [same] = await plan([aSpec('call')], noPush)
  expect(same?.plan?.test).toMatchObject({ kind: 'keep', id })
  expect(requests.slice(start).filter(isWrite)).toEqual([])
  const script = await client.test(id).script()
  await client.tests.update(id, { ...byHand, script: script.replace(/"hash":"\w+",/, '') })
  expect((await plan([aSpec('call')], noPush))[0]?.error).toMatchInlineSnapshot(`
    [UserError: The last push of 'call' was interrupted]
      Push it first, or run without --no-push.
  `)
})

test('an unchanged test takes three reads', async () => {
  const { push, plan, requests } = create()
  const specs = ['a', 'b', 'c'].map((name) => aSpec(name))
  await push(specs)
  const start = requests.length
  await plan(specs)
  const sent = requests.slice(start)
  expect(sent.slice(0, 3)).toEqual(['GET /', 'GET /tests/', 'GET /files/'])
  expect(sent.length).toBe(3 + 3 * specs.length)
  expect(sent.filter(isWrite)).toEqual([])
})

test('one test among many takes four reads', async () => {
  const { push, plan, requests, connect } = create()
  await push([aSpec('a'), aSpec('b')])
  const start = requests.length
  await plan([aSpec('a')])
  expect(requests.slice(start).length).toBe(2 + 4)
  const unlisted = connect((send) => (url, init) => send(url.replace('/files/?', '/no-files/?'), init))
  const then = requests.length
  await plan([aSpec('a'), aSpec('b')], {}, unlisted)
  expect(requests.slice(then).length).toBe(3 + 2 * 4)
})

test('unmanaged tests cost one request for all scripts', async () => {
  const { push, plan, requests, client } = create()
  await push([aSpec('managed')])
  for (let count = 0; count < 5; count++) await client.tests.create({ ...byHand, name: `unmanaged ${count}` })
  const start = requests.length
  await plan([aSpec('managed')])
  expect(requests.slice(start).filter((line) => line.startsWith('GET /files/')).length).toBe(1)
  const then = requests.length
  await plan([aSpec('managed'), aSpec('new', 2)])
  expect(requests.slice(then).filter((line) => line === 'GET /files/').length).toBe(1)
})
