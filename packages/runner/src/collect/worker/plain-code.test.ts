import { expect, test } from 'vitest'
import { isPlain } from './plain-code.js'

const head =
  "import { describe, metric, script, test } from 'loadero-test'\nimport { people } from './people'\n"

/** What specs usually contain. */
const plain = [
  "test('a', { script: script('./a.js'), participants: people })",
  "test.each([1, 10])('%i visitors', (count) => ({ participants: [{ ...visitor, count }] }))",
  "describe('shop', { tags: ['smoke'] }, () => { test('opens', options) })",
  "asserts: [metric('webrtc/audio/rtt/avg').lessThan(200)]",
  'const url = process.env.BASE_URL ?? "https://app.example"',
  'const isLarge = process.env.SIZE === "large" || process.env.MORE == "1"',
  'const names = Object.keys(rows).map((name) => String(name))',
  'const sizes: Array<number> = Array.from({ length: 3 }, (_, index) => Math.min(index, 2))',
  'const now = new Date(); const text = JSON.stringify([Date.now()])',
  "test('a', options, async ({ expect, results }) => { expect(results.length).toBe(1); await Promise.all([]) })",
  "import { users } from '../users'\nimport type { Options } from 'loadero-test/script'",
]

/** What can change what all code of a thread shares, execute other code, or take long. */
const other = [
  'Error.stackTraceLimit = 0',
  'Array.prototype.at = () => 7',
  '[].__proto__.leak = 7',
  '[].constructor.leak = 7',
  'globalThis.leak = 7',
  'global.leak = 7',
  'process.env.LEAK = "7"',
  'process.env.LEAK ??= "7"',
  'process.env.LEAK ||= "7"',
  'process.env.LONG_NAME="7"',
  "process.env['LEAK'] = '7'",
  'Object.assign(process.env, { LEAK: "7" })',
  'delete process.env.LEAK',
  'process.on("exit", () => {})',
  'process.argv = []',
  'process.exit(0)',
  'Math.random = () => 7',
  'JSON.stringify = () => "7"',
  'const all = Object; all.leak = 7',
  'Object.defineProperty({}, "a", { value: 1 })',
  'Object.setPrototypeOf(people, null)',
  'Reflect.set(Math, "random", 7)',
  'console.log = () => {}',
  'eval("1")',
  'new Function("return 1")()',
  'require("./a")',
  'await import("./a")',
  "import fs from 'node:fs'",
  'import "core-js"',
  "import { faker } from '@faker-js/faker'",
  "import { x } from 'loadero-tests'",
  'for (;;);',
  'while (true);',
  'do {} while (true)',
]

test.each(plain)('%s is plain', (code) => {
  expect(isPlain(head + code)).toBe(true)
})

test.each(other)('%s is not plain', (code) => {
  expect(isPlain(head + code)).toBe(false)
})
