import type { LoaderoClient } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash } from '../../packages/runner/src/plan/content.js'
import { contentOf, readCurrent } from '../../packages/runner/src/plan/current.js'
import { desiredContent } from '../../packages/runner/src/plan/content.js'
import { diff } from '../../packages/runner/src/plan/diff.js'
import { countWrites } from '../../packages/runner/src/plan/plan-test.js'
import { currentTestOf } from '../../packages/runner/test/current-tests.js'
import { isWrite, planPlace } from '../support/plan-place.js'
import { testCase } from '../support/test-cases.js'

const numRuns = 100
const groupDeletion = fc.constantFrom('cascade' as const, 'ungroup' as const)
const adopt = { adopt: true }

type Place = ReturnType<typeof planPlace>

async function withPlace(
  check: (place: Place) => Promise<void>,
  assumptions?: Parameters<typeof planPlace>[0],
) {
  const place = planPlace(assumptions)
  try {
    await check(place)
  } finally {
    await place.close()
  }
}

/** Makes a test by hand as the test case has it, without our mark. */
async function makeByHand({ client, push }: Place, wanted: Parameters<Place['push']>[0][number]) {
  const [id = 0] = await push([wanted])
  const { name, script, ...settings } = desiredContent(wanted, '').test
  await client.tests.update(id, { name, script, ...settings })
  return id
}

/** All of one test as the service tells it, times included. */
async function everythingOf(client: LoaderoClient, id: number) {
  const node = client.test(id)
  return JSON.stringify([
    await node.get(),
    await node.script(),
    await node.groups.list(),
    await node.participants.list(),
    await node.asserts.list(),
  ])
}

test('whatever is there, a push makes it what the spec says, and then no plan has anything to write', async () => {
  await fc.assert(
    fc.asyncProperty(testCase('t'), testCase('t'), groupDeletion, async (before, after, deletion) =>
      withPlace(
        async (place) => {
          const { client, push, writes, requests } = place
          const id = await makeByHand(place, before)
          const planned = await writes([after], adopt)
          const start = requests.length
          expect(await push([after], adopt)).toEqual([id])
          const made = requests.slice(start).filter(isWrite)
          // Where the service leaves the participants of a deleted group behind, they are deleted one by one.
          const leftBehind = made.length - planned
          expect(deletion === 'cascade' ? leftBehind : Math.min(leftBehind, 0)).toBe(0)
          expect(await writes([after])).toBe(0)
          const current = await readCurrent(
            client,
            await client.tests.get(id),
            await client.test(id).script(),
          )
          expect(contentHash(contentOf(current))).toBe(contentHash(desiredContent(after, '')))
          const done = requests.length
          await push([after])
          expect(requests.slice(done).filter(isWrite)).toEqual([])
        },
        { groupDeletion: deletion },
      ),
    ),
    { numRuns },
  )
})

test('a push never takes more requests than deleting everything and making it anew', () => {
  fc.assert(
    fc.property(testCase('t'), testCase('t'), (before, after) => {
      const [there, wanted] = [desiredContent(before, ''), desiredContent(after, '')]
      const anew = countWrites(diff(wanted))
      const deletions = 1 + there.groups.length + there.participants.length + there.asserts.length
      expect(countWrites(diff(wanted, currentTestOf(there)))).toBeLessThanOrEqual(deletions + anew)
      expect(countWrites(diff(there, currentTestOf(there)))).toBe(0)
    }),
  )
})

test('a push that is killed anywhere is neither taken for finished nor for a change by hand, and the next one finishes it', async () => {
  const scenario = fc.tuple(testCase('t'), testCase('t'), fc.boolean(), fc.nat(40), fc.boolean())
  await fc.assert(
    fc.asyncProperty(scenario, async ([before, after, existed, killedAfter, applied]) =>
      withPlace(async ({ client, connect, push, plansOf, writes }) => {
        if (existed) await push([before])
        let left = killedAfter
        const dying = connect((send) => async (url, init) => {
          if (init.method === 'GET' || left-- > 0) return send(url, init)
          if (left === -1 && applied) await send(url, init)
          throw new TypeError('fetch failed')
        })
        const ended = await push([after], {}, dying).then(
          () => 'whole',
          () => 'killed',
        )
        const [plan] = await plansOf([after])
        expect(plan?.syncState).not.toBe('drifted')
        expect(ended === 'whole' ? await writes([after]) : 0).toBe(0)
        // What another spec would make of it is no change by hand either.
        expect((await plansOf([before]))[0]?.syncState).not.toBe('drifted')
        await push([after])
        expect(await writes([after])).toBe(0)
        expect((await client.tests.list()).results.length).toBe(1)
      }),
    ),
    { numRuns },
  )
})

test('whatever is pushed, renamed and refused, nothing is touched that is not ours', async () => {
  const scenario = fc.tuple(testCase('hand'), testCase('b'), testCase('b'), testCase('c'))
  await fc.assert(
    fc.asyncProperty(scenario, async ([hand, before, after, another]) =>
      withPlace(async (place) => {
        const { client, plan, push } = place
        const foreign = await makeByHand(place, hand)
        const [copied = 0] = await push([before])
        const copy = await client.tests.duplicate(copied, {})
        const theirs = async () => [await everythingOf(client, foreign), await everythingOf(client, copy.id)]
        const untouched = await theirs()
        await push([after, another])
        // The file declares `hand` and a new name for `c`; `hand` is refused or as it should be, `c` is renamed.
        const renamed = { ...another, id: 'd' }
        const planned = await plan([{ ...before, id: 'hand' }, after, renamed])
        expect(planned.map(({ plan: one }) => one?.renamedFrom)).toEqual([undefined, undefined, 'c'])
        await push([after, renamed])
        expect(await theirs()).toEqual(untouched)
        await expect(client.tests.get(foreign)).resolves.toBeDefined()
      }),
    ),
    { numRuns },
  )
})
