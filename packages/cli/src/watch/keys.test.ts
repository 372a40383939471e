import { expect, test } from 'vitest'
import { createKeyReader, type KeyAction } from './keys.js'

/** Presses the keys and returns the actions and the output. */
function pressKeys(...keys: readonly string[]) {
  const actions: (KeyAction | 'interrupt')[] = []
  let shown = ''
  const press = createKeyReader({
    write: (text) => void (shown += text),
    onAction: (action) => void actions.push(action),
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
])('the key %j means %s', (key, kind) => {
  expect(pressKeys(key)).toEqual({ actions: [{ kind }], shown: '' })
})

test('other keys do nothing', () => {
  expect(pressKeys('x', '\x1b[A', ' ')).toEqual({ actions: [], shown: '' })
})

test('t and p read a text until Enter', () => {
  const { actions, shown } = pressKeys('t', 'q', 'alx', '\x7f', 'pha ', '\r', 'a')
  expect(actions).toEqual([{ kind: 'by-name', text: 'qalpha' }, { kind: 'all' }])
  expect(shown).toBe('\nTests whose name matches: qalx\b \bpha \n')
  expect(pressKeys('p', '\r').actions).toEqual([{ kind: 'by-file', text: '' }])
  expect(pressKeys('p', '\x7f', 'b\r').actions).toEqual([{ kind: 'by-file', text: 'b' }])
})

test('Escape cancels the text and Ctrl-C interrupts', () => {
  expect(pressKeys('t', 'a', '\x1b', 'f').actions).toEqual([{ kind: 'failed' }])
  expect(pressKeys('t', 'a', '\x03').actions).toEqual(['interrupt'])
})
