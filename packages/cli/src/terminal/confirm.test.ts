import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createConfirm } from './confirm.js'

function terminal(isTTY: boolean) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()].map((stream) =>
    Object.assign(stream, { isTTY }),
  )
  return { stdin, stdout } as unknown as Parameters<typeof createConfirm>[0] & { readonly stdin: PassThrough }
}

test.each([
  ['y', true],
  ['Yes', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('the answer %j means %s', async (answer, expected) => {
  const process = terminal(true)
  const result = createConfirm(process, new AbortController().signal)?.('Delete?')
  process.stdin.write(`${answer}\n`)
  expect(await result).toBe(expected)
})

test('without a terminal there is no prompt', () => {
  expect(createConfirm(terminal(false), new AbortController().signal)).toBeUndefined()
})

test('an interrupt rejects a pending prompt', async () => {
  const interrupt = new AbortController()
  const result = createConfirm(terminal(true), interrupt.signal)?.('Delete?')
  interrupt.abort(new Error('interrupted'))
  await expect(result).rejects.toThrow('interrupted')
})
