import { expect, test } from 'vitest'
import { createLog } from './log.js'

test('removes colour codes', () => {
  const log = createLog()
  log.add('\u001B[31mred\u001B[39m\n')
  expect(log.toString()).toBe('red\n')
})

test('keeps the closing text beyond the limit', () => {
  const log = createLog()
  for (let i = 0; i < 200; i++) log.add('x'.repeat(100_000))
  log.close('✖ the end\n')
  expect(log.toString().length).toBeLessThan(6_000_000)
  expect(log.toString()).toMatch(/the rest is left out\n✖ the end\n$/)
})
