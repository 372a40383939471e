import type { LoaderoClient } from '@loadero-test/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash } from '../../packages/runner/src/plan/content.js'
import { contentOf, readCurrent } from '../../packages/runner/src/plan/current.js'
import { desiredContent } from '../../packages/runner/src/plan/content.js'
import { diff } from '../../packages/runner/src/plan/diff.js'
import { countWrites } from '../../packages/runner/src/plan/plan-test.js'
import { currentTestOf } from '../../packages/runner/test/current-tests.js'
import { isWrite, createPlanEnvironment } from '../support/plan-environment.js'
import { anyTest } from '../support/any-test.js'

const numRuns = 100
const groupDeletion = fc.constantFrom('cascade' as const, 'ungroup' as const)
const adopt = { adopt: true }

type PlanEnvironment = ReturnType<typeof createPlanEnvironment>

async function withEnvironment(
  check: (environment: PlanEnvironment) => Promise<void>,
  assumptions?: Parameters<typeof createPlanEnvironment>[0],
) {
  const environment = createPlanEnvironment(assumptions)
  try {
    await check(environment)
  } finally {
    await environment.close()
  }
}

/** Creates the test without an ownership marker. */
async function createUnmanaged(
  { client, push }: PlanEnvironment,
  wanted: Parameters<PlanEnvironment['push']>[0][number],
) {
  const [id = 0] = await push([wanted])
  const { name, script, ...settings } = desiredContent(wanted, '').test
  await client.tests.update(id, { name, script, ...settings })
  return id
}

/** The test and its children as the service returns them, with their times. */
async function snapshotOf(client: LoaderoClient, id: number) {
  const node = client.test(id)
  return JSON.stringify([
    await node.get(),
    await node.script(),
    await node.groups.list(),
    await node.participants.list(),
    await node.asserts.list(),
  ])
}

test('any push matches the spec and leaves no changes', async () => {
  await fc.assert(
    fc.asyncProperty(anyTest('t'), anyTest('t'), groupDeletion, async (before, after, deletion) =>
      withEnvironment(
        async (environment) => {
          const { client, push, writes, requests } = environment
          const id = await createUnmanaged(environment, before)
          const planned = await writes([after], adopt)
          const start = requests.length
          expect(await push([after], adopt)).toEqual([id])
          const sent = requests.slice(start).filter(isWrite)
          // If the service keeps the participants of a deleted group, each needs its own deletion.
          const leftBehind = sent.length - planned
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

test('a push needs no more requests than recreating everything', () => {
  fc.assert(
    fc.property(anyTest('t'), anyTest('t'), (before, after) => {
      const [existing, wanted] = [desiredContent(before, ''), desiredContent(after, '')]
      const creations = countWrites(diff(wanted))
      const deletions = 1 + existing.groups.length + existing.participants.length + existing.asserts.length
      expect(countWrites(diff(wanted, currentTestOf(existing)))).toBeLessThanOrEqual(deletions + creations)
      expect(countWrites(diff(existing, currentTestOf(existing)))).toBe(0)
    }),
  )
})

test('the next push completes a killed one', async () => {
  const scenario = fc.tuple(anyTest('t'), anyTest('t'), fc.boolean(), fc.nat(40), fc.boolean())
  await fc.assert(
    fc.asyncProperty(scenario, async ([before, after, existed, killedAfter, applied]) =>
      withEnvironment(async ({ client, connect, push, plansOf, writes }) => {
        if (existed) await push([before])
        let left = killedAfter
        const dying = connect((send) => async (url, init) => {
          if (init.method === 'GET' || left-- > 0) return send(url, init)
          if (left === -1 && applied) await send(url, init)
          throw new TypeError('fetch failed')
        })
        const ended = await push([after], {}, dying).then(
          () => 'completed',
          () => 'killed',
        )
        const [plan] = await plansOf([after])
        expect(plan?.syncState).not.toBe('drifted')
        expect(ended === 'completed' ? await writes([after]) : 0).toBe(0)
        // A plan with the previous spec reports no drift either.
        expect((await plansOf([before]))[0]?.syncState).not.toBe('drifted')
        await push([after])
        expect(await writes([after])).toBe(0)
        expect((await client.tests.list()).results.length).toBe(1)
      }),
    ),
    { numRuns },
  )
})

test('a push never changes unmanaged tests', async () => {
  const scenario = fc.tuple(anyTest('hand'), anyTest('b'), anyTest('b'), anyTest('c'))
  await fc.assert(
    fc.asyncProperty(scenario, async ([hand, before, after, another]) =>
      withEnvironment(async (environment) => {
        const { client, plan, push } = environment
        const unmanaged = await createUnmanaged(environment, hand)
        const [copied = 0] = await push([before])
        const copy = await client.tests.duplicate(copied, {})
        const readUnmanaged = async () => [
          await snapshotOf(client, unmanaged),
          await snapshotOf(client, copy.id),
        ]
        const original = await readUnmanaged()
        await push([after, another])
        // The file declares `hand`, which is refused or unchanged, and a new name for `c`.
        const renamed = { ...another, id: 'd' }
        const planned = await plan([{ ...before, id: 'hand' }, after, renamed])
        expect(planned.map(({ plan: one }) => one?.renamedFrom)).toEqual([undefined, undefined, 'c'])
        await push([after, renamed])
        expect(await readUnmanaged()).toEqual(original)
        await expect(client.tests.get(unmanaged)).resolves.toBeDefined()
      }),
    ),
    { numRuns },
  )
})
