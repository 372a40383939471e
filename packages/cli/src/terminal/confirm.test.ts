import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirmOn } from './confirm.js'

function terminal(isTTY: boolean) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()].map((stream) =>
    Object.assign(stream, { isTTY }),
  )
  return { stdin, stdout } as unknown as Parameters<typeof confirmOn>[0] & { readonly stdin: PassThrough }
}

test.each([
  ['y', true],
  ['Yes', true],
  ['', false],
  ['n', false],
  ['yesterday', false],
])('%j is %s', async (answer, meant) => {
  const process = terminal(true)
  const answered = confirmOn(process, new AbortController().signal)?.('Delete?')
  process.stdin.write(`${answer}\n`)
  expect(await answered).toBe(meant)
})

test('without a terminal there is nobody to ask', () => {
  expect(confirmOn(terminal(false), new AbortController().signal)).toBeUndefined()
})

test('an interrupt while it waits is no answer', async () => {
  const interrupt = new AbortController()
  const answered = confirmOn(terminal(true), interrupt.signal)?.('Delete?')
  interrupt.abort(new Error('interrupted'))
  await expect(answered).rejects.toThrow('interrupted')
})
