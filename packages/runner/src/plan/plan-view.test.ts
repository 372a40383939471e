import { expect, test } from 'vitest'
import type { TestSpec } from '../model/spec.js'
import { aParticipant, aTest } from '../../test/examples.js'
import { contentHash } from './content.js'
import { desiredContent } from './content.js'
import { diff } from './diff.js'
import { failedPlan } from './plan-all.js'
import type { TestPlan } from './plan-test.js'
import { describePlan } from './plan-view.js'
import { currentTestOf } from '../../test/current-tests.js'

const pair = { name: 'pair', count: 1, participants: [aParticipant('a'), aParticipant('b')] }

function view(before: Partial<TestSpec> | undefined, after: Partial<TestSpec>) {
  const wantedTest = aTest('call', after)
  const wanted = desiredContent(wantedTest, '')
  const changes = diff(wanted, before && currentTestOf(desiredContent(aTest('call', before), '')))
  const mark = { file: 'a', name: 'call', prefix: '', project: 1, version: '1', hash: contentHash(wanted) }
  const plan: TestPlan = {
    ...changes,
    marker: mark,
    language: 'javascript',
    syncState: before ? 'managed' : 'missing',
  }
  return describePlan({ ...failedPlan(wantedTest, undefined), plan, notices: [] })
}

test('a changed property has both values', () => {
  expect(view({ startIntervalSeconds: 5 }, {}).changes).toEqual([
    {
      action: 'update',
      resource: 'test',
      name: 'call',
      properties: [{ property: 'startInterval', before: 5, after: 1 }],
    },
  ])
})

test('a script is shown as a hash', () => {
  const { changes } = view({ script: 'client => "hidden"' }, { script: 'client => {\n  "s3cret"\n}' })
  expect(changes.flatMap(({ properties }) => properties)).toMatchInlineSnapshot(`
    [
      {
        "after": "3 lines, 6cba7340",
        "before": "1 line, 9ad9322a",
        "property": "script",
      },
    ]
  `)
  expect(JSON.stringify([changes, view(undefined, { script: '"s3cret"' })])).not.toMatch(/hidden|s3cret/)
})

test('changes of a group list participants and copies', () => {
  const { changes } = view({ groups: [pair] }, { groups: [pair, { ...pair, name: 'copy' }] })
  expect(changes).toMatchObject([{ action: 'create', resource: 'group', name: 'copy', copyOf: 'pair' }])
  const other = { ...pair, participants: [aParticipant('a'), { ...aParticipant('b'), network: '4g' }] }
  expect(view({ groups: [pair] }, { groups: [other] }).changes).toMatchObject([
    {
      action: 'update',
      resource: 'participant',
      name: 'b',
      of: 'pair',
      properties: [{ property: 'network' }],
    },
  ])
  expect(view({ groups: [pair] }, { groups: [] }).changes).toMatchObject([
    { action: 'delete', resource: 'group' },
  ])
})

test('a test without a plan is refused', () => {
  expect(describePlan(failedPlan(aTest('call'), new Error('no')))).toMatchObject({
    action: 'refused',
    changes: [],
    writes: 0,
  })
})

test('the view of a whole plan', () => {
  const rtt = { kind: 'assert', path: 'webrtc/audio/rtt/avg', operator: 'lt' } as const
  const before: Partial<TestSpec> = {
    groups: [pair, { ...pair, name: 'gone' }],
    asserts: [{ ...rtt, expected: '200', preconditions: { browser: 'chromeLatest' } }],
  }
  const after: Partial<TestSpec> = {
    startIntervalSeconds: 5,
    groups: [pair, { ...pair, name: 'copy' }],
    participants: [{ ...aParticipant('visitor', 3), network: '4g' }],
    asserts: [{ ...rtt, expected: '150', preconditions: { browser: 'chromeLatest', groupNum: { lt: 5 } } }],
  }
  expect(view(before, after)).toMatchSnapshot()
})
