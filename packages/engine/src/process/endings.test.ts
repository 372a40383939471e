import { expect, test } from 'vitest'
import { createCleanupList } from './endings.js'

test('what was begun last ends first, and what comes too late at once', async () => {
  const endings = createCleanupList()
  const told: string[] = []
  const end = (name: string) => () => Promise.resolve(void told.push(name))
  endings.add(end('session'))
  endings.add(end('relay'))
  await endings.end()
  endings.add(end('late'))
  expect(told).toEqual(['relay', 'session', 'late'])
  await endings.end()
  expect(told).toHaveLength(3)
})
