import { expect, test } from 'vitest'
import { createCleanupList } from './cleanup-list.js'

test('runs cleanups in reverse order, late ones at once', async () => {
  const cleanup = createCleanupList()
  const calls: string[] = []
  const record = (name: string) => () => Promise.resolve(void calls.push(name))
  cleanup.add(record('session'))
  cleanup.add(record('relay'))
  await cleanup.run()
  cleanup.add(record('late'))
  expect(calls).toEqual(['relay', 'session', 'late'])
  await cleanup.run()
  expect(calls).toHaveLength(3)
})
