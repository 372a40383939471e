import { expect, test } from 'vitest'
import { createKeys, type KeyAction } from './keys.js'

/** What comes of these keys, one after another, and what is shown of them. */
function typed(...keys: readonly string[]) {
  const actions: (KeyAction | 'interrupt')[] = []
  let shown = ''
  const press = createKeys({
    write: (text) => void (shown += text),
    act: (action) => void actions.push(action),
    interrupt: () => void actions.push('interrupt'),
  })
  for (const key of keys) press(key)
  return { actions, shown }
}

test.each([
  ['\r', 'again'],
  ['a', 'all'],
  ['f', 'failed'],
  ['h', 'help'],
  ['q', 'quit'],
])('%j asks for %s', (key, kind) => {
  expect(typed(key)).toEqual({ actions: [{ kind }], shown: '' })
})

test('other keys, arrows among them, ask for nothing', () => {
  expect(typed('x', '\x1b[A', ' ')).toEqual({ actions: [], shown: '' })
})

test('t and p take words until Enter, a fault taken back', () => {
  const { actions, shown } = typed('t', 'q', 'alx', '\x7f', 'pha ', '\r', 'a')
  expect(actions).toEqual([{ kind: 'by-name', words: 'qalpha' }, { kind: 'all' }])
  expect(shown).toBe('\nTests whose name matches: qalx\b \bpha \n')
  expect(typed('p', '\r').actions).toEqual([{ kind: 'by-file', words: '' }])
  expect(typed('p', '\x7f', 'b\r').actions).toEqual([{ kind: 'by-file', words: 'b' }])
})

test('Escape leaves the words, and Ctrl-C interrupts wherever it comes', () => {
  expect(typed('t', 'a', '\x1b', 'f').actions).toEqual([{ kind: 'failed' }])
  expect(typed('t', 'a', '\x03').actions).toEqual(['interrupt'])
})
