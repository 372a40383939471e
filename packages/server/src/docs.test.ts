import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseScenario } from './engines/scenario.js'
import { parseFaults } from './faults/faults.js'

function readExample(file: string): unknown {
  const text = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8')
  return JSON.parse(/```json\n(.*?)```/s.exec(text)?.[1] ?? '')
}

test('the documented scenario is valid', () => {
  expect(parseScenario(readExample('scenarios.md'))).toMatchObject({ speed: 10 })
})

test('the documented faults are valid', () => {
  expect(parseFaults(readExample('faults.md'))).toHaveLength(2)
})
