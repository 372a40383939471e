import { expect, test } from 'vitest'
import type { TestSpec } from '../model.js'
import { aParticipant, aTest } from '../testing.js'
import { contentHash } from './content.js'
import { desired } from './desired.js'
import { diff } from './diff.js'
import { unplanned } from './plan-all.js'
import type { TestPlan } from './plan-test.js'
import { viewOf } from './plan-view.js'
import { currentOf } from './testing.js'

const pair = { name: 'pair', count: 1, participants: [aParticipant('a'), aParticipant('b')] }

const view = (before: Partial<TestSpec> | undefined, after: Partial<TestSpec>) => {
  const wantedTest = aTest('call', after)
  const wanted = desired(wantedTest, '')
  const changes = diff(wanted, before && currentOf(desired(aTest('call', before), '')))
  const mark = { file: 'a', name: 'call', prefix: '', project: 1, version: '1', hash: contentHash(wanted) }
  const plan: TestPlan = { ...changes, mark, language: 'javascript', standing: before ? 'ours' : 'absent' }
  return viewOf({ ...unplanned(wantedTest, undefined), plan, notices: [] })
}

test('a changed property is told with both values, in the words of specs', () => {
  expect(view({ startIntervalSeconds: 5 }, {}).changes).toEqual([
    {
      action: 'update',
      resource: 'test',
      name: 'call',
      properties: [{ property: 'startInterval', before: 5, after: 1 }],
    },
  ])
})

test('of a script no word is told, since it may hold what is nobody else’s business', () => {
  const { changes } = view({ script: 'client => "hidden"' }, { script: 'client => {\n  "s3cret"\n}' })
  expect(changes).toMatchObject([
    {
      properties: [
        {
          property: 'script',
          before: expect.stringMatching(/^1 line, [0-9a-f]{8}$/) as string,
          after: expect.stringMatching(/^3 lines, /) as string,
        },
      ],
    },
  ])
  expect(JSON.stringify([changes, view(undefined, { script: '"s3cret"' })])).not.toMatch(/hidden|s3cret/)
})

test('what is below a group is told with it, a copy with its model, and a deleted group stands for its participants', () => {
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

test('what could not be planned is refused', () => {
  expect(viewOf(unplanned(aTest('call'), new Error('no')))).toMatchObject({
    action: 'refused',
    changes: [],
    writes: 0,
  })
})
